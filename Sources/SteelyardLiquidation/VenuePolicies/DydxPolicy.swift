public import SteelyardContracts
import SteelyardMargin

/// dYdX': one position after the other is offered at a price that is the worse the worse the account stands.
///
/// The position with the largest own maintenance margin goes first: the protocol picks by a draw, which would make the same
/// state give different answers. Below zero equity positions are deleveraged at the bankruptcy price.
///
/// - Source: `FillablePrice`; adjustment 1 and spread 10 % are the defaults of the protocol's genesis file.
public struct DydxPolicy: LiquidationPolicy {
  /// The rule of the price.
  public let price: FillablePrice

  /// A policy by a rule.
  public init(_ price: FillablePrice) { self.price = price }

  /// A policy by the protocol's defaults.
  public init() throws(SteelyardError) {
    self.init(
      try FillablePrice(
        bankruptcyAdjustment: .one, spreadToMaintenance: try Amount(parsing: "0.1")))
  }

  /// `dydx`.
  public var name: String { "dydx" }

  /// The next position, at its fillable price.
  ///
  /// - Throws: `notApplicable` for an account with inverse contracts or options: the protocol has none.
  public func decision(
    for account: LiquidationAccount, in market: LiquidationMarket, _ progress: LiquidationProgress
  ) throws(SteelyardError) -> LiquidationDecision {
    if let end = LiquidationDecision.endOrBankrupt(account) { return end }
    var largest: (holding: PricedHoldings.Holding, margin: Double)?
    for holding in PricedHoldings(account, in: market).holdings {
      guard holding.isFuture, !holding.instrument.underlying.isInverse else {
        throw SteelyardError(
          .notApplicable, "dYdX lists no contract like \(holding.instrument).",
          remedy: "Use another policy for this account.",
          subject: .instrument(holding.instrument.description))
      }
      let alone = try PortfolioBatch(
        try Portfolio(
          positions: [Position(instrument: holding.instrument, quantity: holding.quantity)],
          balances: []), over: market.universe)
      let margin = market.model.figures(of: alone, in: market.frame)[0].maintenanceMargin
      if largest.map({ margin > $0.margin }) ?? true { largest = (holding, margin) }
    }
    guard let (holding, margin) = largest else { return .nothingHelps(account) }
    let quote = holding.unit.settlement
    let limit = try price.price(
      quantity: holding.quantity, oraclePrice: holding.unit.mark,
      positionMargin: try Amount(nearest: margin / quote),
      equity: try Amount(nearest: account.figures.maintenanceCountedEquity / quote),
      maintenanceMargin: try Amount(nearest: account.figures.maintenanceMargin / quote))
    return LiquidationDecision(
      .trade([
        LiquidationTrade(
          instrument: holding.instrument, quantity: -holding.quantity, limit: limit,
          purpose: .reduction, step: 0)
      ]),
      reason:
        "\(holding.instrument) needs most margin (\(usdText(margin))); it is offered at \(limit), "
        + "the mark being \(holding.unit.mark) and \(account.figures.shortfallText).")
  }
}
