public import SteelyardAllocation
public import SteelyardContracts
public import SteelyardLiquidation
import SteelyardMargin

/// The rules of a strategy's backtest: what trading costs, which limits and which margin hold.
public struct StrategySettings: Sendable {
  /// US dollars at the beginning.
  public var cash: Amount
  /// Fees, spreads and impact.
  public var rates: TradingRates
  /// What trades are held to.
  public var limits: RiskLimits
  /// The margin of the account.
  public var margin: StrategyMargin
  /// What is done below maintenance margin.
  public var policy: any LiquidationPolicy
  /// The options that can be traded.
  public var listing: OptionListing
  /// What a debt costs a year, decimal.
  public var borrowRate: Double
  /// What dollars at hand earn a year, decimal.
  public var lendRate: Double
  /// Rows from a decision to its fills: 1 fills at the next row, 0 at the price that was decided on.
  public var delayRows: Int
  /// The fee of pools, decimal of what is swapped.
  public var poolFee: Double
  /// What others swap in a pool a day besides arbitrage, over the pool's value.
  public var poolTurnover: Double

  /// Rules with the usual costs and limits and a stated margin.
  public init(
    margin: StrategyMargin, cash: Amount = Amount(100_000), rates: TradingRates = .usual,
    limits: RiskLimits = .usual, policy: any LiquidationPolicy = WholeClosePolicy(),
    listing: OptionListing = .usual, borrowRate: Double = 0.08, lendRate: Double = 0,
    delayRows: Int = 1, poolFee: Double = 0.003, poolTurnover: Double = 0
  ) {
    self.margin = margin
    self.cash = cash
    self.rates = rates
    self.limits = limits
    self.policy = policy
    self.listing = listing
    self.borrowRate = borrowRate
    self.lendRate = lendRate
    self.delayRows = delayRows
    self.poolFee = poolFee
    self.poolTurnover = poolTurnover
  }

  /// Throws `invalidInput` for rules that can't be.
  func check() throws(SteelyardError) {
    guard cash > .zero, (0...1).contains(delayRows), borrowRate >= 0, borrowRate.isFinite,
      lendRate >= 0, lendRate.isFinite, (0..<1).contains(poolFee), poolTurnover >= 0,
      poolTurnover.isFinite
    else {
      throw SteelyardError(
        .invalidInput,
        "Cash of \(cash), a delay of \(delayRows) rows, rates of \(borrowRate) and \(lendRate), or a pool "
          + "with a fee of \(poolFee) and a turnover of \(poolTurnover) can't be.",
        remedy: "Give cash above zero, a delay of 0 or 1, and rates from 0 up, the fee below 1.")
    }
  }

  /// What a run stands on, for one that is resumed.
  public var identity: String {
    let parts: [String] = [
      "\(cash)", "\(rates)", "\(limits)", margin.model.name, margin.model.provenance.name,
      policy.name, "\(listing)", "\(borrowRate)", "\(lendRate)", "\(delayRows)", "\(poolFee)",
      "\(poolTurnover)",
    ]
    return parts.joined(separator: "|")
  }
}
