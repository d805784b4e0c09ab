import SteelyardContracts
import SteelyardMarket

/// An account's positions in one block, as columns that are filled anew for each account.
struct BucketPositions {
  /// Rows in the block; shape `[position]`.
  var rows: [Int32] = []
  /// Signed quantities; shape `[position]`.
  var quantities: [Double] = []
  /// What the account holds of assets that the block's family takes, filled where a charge needs it.
  var balances: [BucketBalance] = []
  /// Net delta by expiry in coins; shape `[expiry]`, filled by the charges that need it.
  var deltaByExpiry: [Double] = []
  /// Net options by expiry and strike, filled by the charges that need it.
  var strikes: [NetStrike] = []

  /// Whether nothing is in it that a charge could see.
  var isEmpty: Bool { rows.isEmpty && balances.isEmpty }

  mutating func removeAll() {
    rows.removeAll(keepingCapacity: true)
    quantities.removeAll(keepingCapacity: true)
    balances.removeAll(keepingCapacity: true)
  }

  /// Sums a column of the block into expiries.
  mutating func sumByExpiry(
    _ columns: BlockColumns, where isWanted: (Int) -> Bool, _ term: (Int, Double) -> Double
  ) {
    deltaByExpiry.removeAll(keepingCapacity: true)
    for _ in columns.expiryYears { deltaByExpiry.append(0) }
    for index in rows.indices {
      let row = Int(rows[index])
      if isWanted(row) { deltaByExpiry[columns.expiry[row]] += term(row, quantities[index]) }
    }
  }

  /// Whether nothing but bought options is held.
  func isLongOptionsOnly(_ columns: BlockColumns) -> Bool {
    for index in rows.indices where quantities[index] != 0 {
      if !columns.isOption[Int(rows[index])] || quantities[index] < 0 { return false }
    }
    return true
  }

  /// The worth of the bucket's options, in the block's unit.
  func optionValue(_ columns: BlockColumns) -> Double {
    var sum = 0.0
    for index in rows.indices { sum += quantities[index] * columns.value[Int(rows[index])] }
    return sum
  }

  /// What nets between the expiries of a column: the smaller of its long and its short side.
  func offsetting() -> Double {
    var long = 0.0
    var short = 0.0
    for value in deltaByExpiry {
      if value > 0 { long += value } else { short -= value }
    }
    return min(long, short)
  }
}

/// A positive balance of an asset that a family takes.
struct BucketBalance: Equatable {
  /// How much of it.
  var amount: Double
  /// Its value before caps and haircuts, at the price it counts at, in the block's unit.
  var value: Double
  /// How sure the source is of its price; nil where it does not say.
  var confidence: Amount?
  /// Whether it is the family's base coin.
  var isBase: Bool
}

extension BucketPositions {
  /// Adds the balances of an account that the family of this base coin takes.
  mutating func addBalances(
    of account: Int, in batch: PortfolioBatch, _ frame: RiskFrame, _ rule: CollateralRule,
    base: Currency, usdPerUnit: Double
  ) {
    for balance in batch.balances(of: account) where batch.amount[balance] > 0 {
      let asset = batch.asset[balance]
      guard rule.family(of: asset) == base, let price = rule.unitPriceUSD(of: asset, in: frame)
      else { continue }
      let amount = batch.amount[balance]
      balances.append(
        BucketBalance(
          amount: amount, value: amount * price / usdPerUnit,
          confidence: frame.snapshot.priceConfidence(of: asset), isBase: asset == base))
    }
  }
}

/// Options of one strike and expiry, netted.
struct NetStrike: Equatable {
  /// Index of the expiry.
  var expiry: Int
  /// The strike, in quote currency.
  var strike: Double
  /// Calls and puts together, in coins.
  var net: Double
}
