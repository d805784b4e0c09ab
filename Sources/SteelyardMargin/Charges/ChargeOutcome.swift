/// What a charge came to for one block, in its unit, and what it stood on.
struct ChargeOutcome: Equatable {
  /// The charge, >= 0.
  var amount = 0.0
  /// What it was taken on: coins of delta, options, vega.
  var base = 0.0
  /// A second number of the rule, named by its `why`.
  var detail = 0.0
  /// The lowest price or confidence that it stood on; infinite where it stood on none.
  var lowest = Double.infinity
  /// Sizes whose source does not give every confidence; what it does not give counts as 1.
  var notGivenCount = 0
  /// The costs of closing; nil for other charges.
  var liquidity: LiquidityCosts?
  /// US dollars for one volatility point of the account's options, where `liquidity` is given.
  var vegaUSD = 0.0

  /// Adds what another block of the same bucket came to; `detail` is that of the dearer one.
  static func += (sum: inout ChargeOutcome, other: ChargeOutcome) {
    if other.amount >= sum.amount { sum.detail = other.detail }
    sum.amount += other.amount
    sum.base += other.base
    sum.lowest = min(sum.lowest, other.lowest)
    sum.notGivenCount += other.notGivenCount
  }
}
