/// What the options of one expiry need together, in settlement currency, and which rule says so.
struct ExpiryRequirement: Equatable {
  /// Sum of the positions' own requirements.
  var isolatedInitial = 0.0
  var isolatedMaintenance = 0.0
  /// Largest loss at settlement, >= 0.
  var lossMax = 0.0
  /// The settlement price of that loss, in quote currency; of equal ones the lowest.
  var lossMaxPrice = 0.0
  /// Calls sold beyond those bought, in coins.
  var unpairedCalls = 0.0
  /// The forward, in quote currency.
  var forward = 0.0
  /// Largest loss with what unpaired calls need.
  var maxLossInitial = 0.0
  var maxLossMaintenance = 0.0
  /// Whether any option of the expiry is held.
  var isHeld = false

  /// What is required initially.
  var initial: Double { min(isolatedInitial, maxLossInitial) }
  /// What is required for maintenance.
  var maintenance: Double { min(isolatedMaintenance, maxLossMaintenance) }
}

/// An account's options in one block by expiry, filled anew for each account.
struct ExpiryRequirements {
  /// What each expiry needs; shape `[expiry]`, as `BlockColumns.expiryYears`.
  private(set) var expiries: [ExpiryRequirement] = []
  /// Payoff at a settlement price of zero, by expiry.
  private var payoffAtZero: [Double] = []
  /// Change of payoff with the settlement price below every strike, by expiry.
  private var slopeAtZero: [Double] = []
  /// Calls, by expiry.
  private var calls: [Double] = []

  /// Empties it for so many expiries.
  mutating func removeAll(expiryCount: Int) {
    expiries.removeAll(keepingCapacity: true)
    payoffAtZero.removeAll(keepingCapacity: true)
    slopeAtZero.removeAll(keepingCapacity: true)
    calls.removeAll(keepingCapacity: true)
    for _ in 0..<expiryCount {
      expiries.append(ExpiryRequirement())
      payoffAtZero.append(0)
      slopeAtZero.append(0)
      calls.append(0)
    }
  }

  /// Adds an option with its own requirement.
  mutating func add(
    _ requirement: StandardRequirement, row: Int, quantity: Double, _ columns: BlockColumns
  ) {
    let slot = columns.expiry[row]
    expiries[slot].isHeld = true
    expiries[slot].isolatedInitial += requirement.initial
    expiries[slot].isolatedMaintenance += requirement.maintenance
    expiries[slot].forward = columns.forward[row]
    if columns.isPut[row] {
      payoffAtZero[slot] += quantity * columns.strike[row]
      slopeAtZero[slot] -= quantity
    } else {
      calls[slot] += quantity
    }
  }

  /// Finds each expiry's largest loss by walking up the strikes.
  ///
  /// Between two strikes the payoff is a line, and at a strike its slope rises by what is held there,
  /// calls and puts alike, so the extremes are at zero and at strikes.
  mutating func settle(
    _ positions: inout BucketPositions, _ columns: BlockColumns, _ rule: ExpiryMaxLoss
  ) {
    positions.netStrikes(columns)
    for slot in expiries.indices where expiries[slot].isHeld {
      expiries[slot].lossMax = max(0, -payoffAtZero[slot])
    }
    var slot = 0
    var payoff = 0.0
    var slope = 0.0
    var price = 0.0
    for strike in positions.strikes {
      if strike.expiry != slot {
        slot = strike.expiry
        payoff = payoffAtZero[slot]
        slope = slopeAtZero[slot]
        price = 0
      }
      payoff += slope * (strike.strike - price)
      price = strike.strike
      slope += strike.net
      if -payoff > expiries[slot].lossMax {
        expiries[slot].lossMax = -payoff
        expiries[slot].lossMaxPrice = price
      }
    }
    for slot in expiries.indices where expiries[slot].isHeld {
      let unpaired = max(0, -calls[slot])
      // What is settled in coin loses coins without bound as the price falls to nothing; what they
      // are worth is bounded, so the loss is found in the quote and stands in coins of today.
      expiries[slot].lossMax *= columns.unitPerQuote
      let notional = unpaired * expiries[slot].forward * columns.unitPerQuote
      expiries[slot].unpairedCalls = unpaired
      expiries[slot].maxLossInitial = expiries[slot].lossMax + notional * rule.unpairedInitial
      expiries[slot].maxLossMaintenance =
        expiries[slot].lossMax + notional * rule.unpairedMaintenance
    }
  }
}
