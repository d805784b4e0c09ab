import SteelyardContracts
import SteelyardMarket

/// A charge for prices that their source does not trust.
///
/// Where the confidence of a price is below its threshold (strictly), rate x (1 - confidence) x
/// notional. A confidence that the source does not give counts as 1. Futures stand on the index and,
/// perpetuals, on their own mark; dated ones on their forward. The options of an expiry stand on index,
/// forward and volatilities; a balance on the index and on its own price.
///
/// - Source: Derive's "oracle contingency": portfolio managers and standard manager; see
///   `docs/margin-models/derive-standard.md`.
public struct OracleCharge: Sendable, Hashable, Codable {
  /// Which options are charged.
  public enum OptionSizes: String, Sendable, Hashable, Codable, CaseIterable {
    /// Bought and sold ones.
    case gross
    /// Sold ones alone.
    case short
  }

  /// What the confidence of the perpetual's mark reaches.
  public enum PerpetualConfidence: String, Sendable, Hashable, Codable, CaseIterable {
    /// Perpetuals alone.
    case futures
    /// Where a perpetual is held, every option as well.
    case futuresAndOptions = "futures_and_options"
  }

  /// Whether the confidence of the interest rate reaches options.
  public enum RateConfidence: String, Sendable, Hashable, Codable, CaseIterable {
    case counted, ignored
  }

  /// How a balance of the base coin is charged.
  public enum BaseBalance: String, Sendable, Hashable, Codable, CaseIterable {
    /// As any balance, by `balancesThreshold`.
    case asBalance = "as_balance"
    /// Added to the size of the perpetual, at the index.
    case withFutures = "with_futures"
  }

  /// Share of the notional for each unit of confidence that is missing.
  public let rate: Double
  /// Threshold of futures and perpetuals; nil for no charge on them.
  public let futuresThreshold: ConfidenceThreshold?
  /// Threshold of options; nil for no charge on them.
  public let optionsThreshold: ConfidenceThreshold?
  /// Threshold of balances; nil for no charge on them.
  public let balancesThreshold: ConfidenceThreshold?
  /// Which options are charged.
  public let options: OptionSizes
  /// What the confidence of the perpetual's mark reaches.
  public let perpetualConfidence: PerpetualConfidence
  /// Whether the confidence of the interest rate reaches options.
  public let rateConfidence: RateConfidence
  /// How a balance of the base coin is charged.
  public let base: BaseBalance

  /// A charge from its parts.
  public init(
    rate: Double, futuresThreshold: ConfidenceThreshold?, optionsThreshold: ConfidenceThreshold?,
    balancesThreshold: ConfidenceThreshold?, options: OptionSizes,
    perpetualConfidence: PerpetualConfidence, rateConfidence: RateConfidence, base: BaseBalance
  ) {
    self.rate = rate
    self.futuresThreshold = futuresThreshold
    self.optionsThreshold = optionsThreshold
    self.balancesThreshold = balancesThreshold
    self.options = options
    self.perpetualConfidence = perpetualConfidence
    self.rateConfidence = rateConfidence
    self.base = base
  }

  /// The thresholds that the file gives.
  var thresholds: [ConfidenceThreshold] {
    [futuresThreshold, optionsThreshold, balancesThreshold].compactMap(\.self)
  }

  func outcome(_ positions: inout BucketPositions, _ columns: BlockColumns) -> ChargeOutcome {
    var sum = OracleSum(rate: rate, unitPerCoin: columns.unitPerCoin)
    let index = JointConfidence().with(columns.indexConfidence)

    var coins = 0.0
    for position in positions.rows.indices {
      let row = Int(positions.rows[position])
      guard !columns.isOption[row], columns.expiry[row] == 0 else { continue }
      coins += abs(positions.quantities[position] * columns.size[row])
    }
    let perpetual = coins > 0 ? index.with(columns.perpetualConfidence) : index
    if base == .withFutures {
      for balance in positions.balances where balance.isBase { coins += balance.amount }
    }
    sum.charge(coins, perpetual, below: futuresThreshold)

    positions.sumByExpiry(columns, where: { !columns.isOption[$0] }) { row, quantity in
      abs(quantity * columns.size[row])
    }
    for slot in columns.expiryYears.indices.dropFirst() {
      sum.charge(
        positions.deltaByExpiry[slot], index.with(columns.expiryConfidence[slot].forward),
        below: futuresThreshold)
    }

    let reaching = perpetualConfidence == .futuresAndOptions ? perpetual : index
    positions.sumByExpiry(columns, where: { columns.isOption[$0] }) { _, quantity in
      options == .gross ? abs(quantity) : max(0, -quantity)
    }
    for slot in columns.expiryYears.indices.dropFirst() {
      let own = columns.expiryConfidence[slot]
      var joint = reaching.with(own.forward).with(own.volatility)
      if rateConfidence == .counted { joint = joint.with(own.rate) }
      sum.charge(positions.deltaByExpiry[slot], joint, below: optionsThreshold)
    }

    for balance in positions.balances where !(balance.isBase && base == .withFutures) {
      sum.charge(
        balance.value / columns.unitPerCoin, index.with(balance.confidence),
        below: balancesThreshold)
    }
    return sum.outcome
  }
}

/// The lowest of several confidences, and whether all of them were given.
private struct JointConfidence {
  var lowest = Amount(1)
  var isGiven = true

  /// This one and another; what is not given counts as 1.
  func with(_ confidence: Amount?) -> JointConfidence {
    guard let confidence else { return JointConfidence(lowest: lowest, isGiven: false) }
    return JointConfidence(lowest: min(lowest, confidence), isGiven: isGiven)
  }
}

/// What a charge for untrusted prices adds up to.
private struct OracleSum {
  let rate: Double
  let unitPerCoin: Double
  var outcome = ChargeOutcome()

  init(rate: Double, unitPerCoin: Double) {
    self.rate = rate
    self.unitPerCoin = unitPerCoin
  }

  /// Charges a size in coins where its confidence is below the threshold.
  mutating func charge(
    _ coins: Double, _ confidence: JointConfidence, below threshold: ConfidenceThreshold?
  ) {
    guard let threshold, coins > 0 else { return }
    if !confidence.isGiven { outcome.notGivenCount += 1 }
    guard confidence.lowest < threshold.amount else { return }
    let value = confidence.lowest.doubleValue
    outcome.base += coins
    outcome.lowest = min(outcome.lowest, value)
    outcome.amount += (1 - value) * rate * coins * unitPerCoin
  }
}
