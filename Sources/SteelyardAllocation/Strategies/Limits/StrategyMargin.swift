public import SteelyardContracts
public import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios

/// The margin of a strategy's account, by a model of choice.
public struct StrategyMargin: Sendable {
  /// The model.
  public let model: any MarginModel

  /// The market that portfolios are margined in, where somebody has made one; nil to make it of what a strategy sees.
  private let known: Moment?

  /// Margin by a model.
  public init(_ model: any MarginModel) {
    self.model = model
    known = nil
  }

  /// Margin in a market that is there already, such as the risk frame of a live engine: every instrument that is held or
  /// traded has to be in it.
  public init(in moment: Moment) {
    model = moment.model
    known = moment
  }

  /// Rates for every coin alike, where no venue's model is named: those that a large venue asks of a coin outside the
  /// first two.
  ///
  /// Futures and perpetuals 10 % initially and 5 % for maintenance; sold options as `isolated` has them; coins count as
  /// collateral at 95 % of their price initially and 97.5 % for maintenance; unrealised profit counts, option value
  /// does not.
  ///
  /// - Throws: What making a model throws.
  public static func rates(
    of coins: [Currency], initial: Double = 0.1, maintenance: Double = 0.05
  ) throws(SteelyardError) -> StrategyMargin {
    let option = StandardMarginSpecification.OptionRates(
      reference: .forward, initial: 0.15, initialMin: 0.1, callMaintenance: 0.075,
      putMaintenance: 0.075, putMaintenanceOfMark: 0.075, putInitialScale: 1)
    let future = StandardMarginSpecification.FutureRates(
      perpetualReference: .index, initial: initial, maintenance: maintenance, risePerCoin: 0)
    let dollars = CollateralClass(tiers: [.rest(initial: 0, maintenance: 0)])
    let held = CollateralClass(tiers: [.rest(initial: 0.05, maintenance: 0.025)])
    let model = try PositionMargin(
      StandardMarginSpecification(
        name: "rates",
        provenance: ParameterProvenance(
          name: "rates-\(initial)-\(maintenance)", effective: "2026-11-22",
          sources: ["stated with the backtest"], superseded: nil),
        surfaceSource: .marks,
        collateral: CollateralRule(
          classes: ["dollars": dollars, "coins": held],
          assets: [
            "USDC": CollateralAsset(className: "dollars"),
            "USD": CollateralAsset(className: "dollars"),
          ], unlisted: .class("coins")),
        equity: .cash,
        families: coins.map {
          StandardMarginSpecification.Family(
            base: $0, settlements: [.usdc], option: option, future: future, netting: .none,
            charges: [])
        }))
    return StrategyMargin(model)
  }

  /// A market at one instant that portfolios can be margined in.
  public struct Moment: Sendable {
    /// The model.
    public let model: any MarginModel
    /// What can be held.
    public let universe: InstrumentUniverse
    /// Prices, and scenario P&L where the model uses any.
    public let frame: RiskFrame

    /// A market from its parts.
    public init(model: any MarginModel, universe: InstrumentUniverse, frame: RiskFrame) {
      self.model = model
      self.universe = universe
      self.frame = frame
    }

    /// The figures of a portfolio whose instruments the moment knows, in US dollars.
    ///
    /// - Throws: `limitExceeded` or `invalidInput` for what cannot be margined.
    public func figures(of portfolio: Portfolio) throws(SteelyardError) -> AccountFigures {
      let batch = try PortfolioBatch(portfolio, over: universe)
      return model.figures(of: batch, in: frame)[0]
    }
  }

  /// The market as it is seen, with a row for each of some instruments.
  ///
  /// - Throws: What the model's frame throws.
  public func moment(
    of instruments: [Instrument], in market: MarketPast, _ listing: OptionListing
  ) throws(SteelyardError) -> Moment {
    if let known { return known }
    var universe = InstrumentUniverse()
    var rows: [InstrumentObservation] = []
    for instrument in instruments where instrument.product != .spot {
      guard universe.index(of: instrument) == nil,
        let coin = market[instrument.underlying.base], let price = coin.price
      else { continue }
      _ = try universe.add(instrument)
      var row = InstrumentObservation(
        instrument: instrument, time: market.time,
        origin: .init(file: "history", row: rows.count + 1))
      row.indexPrice = price
      if instrument.isOption {
        guard let quote = listing.quote(of: instrument, in: coin, at: market.time) else { continue }
        row.underlyingPrice = quote.forward
        row.underlyingPriceSource = .synthetic("history")
        row.markVolatility = quote.volatility
      } else {
        row.markPrice = market.price(of: instrument)
      }
      rows.append(row)
    }
    var builder = MarketSnapshotBuilder(
      time: market.time, limits: .init(ageSecondsMax: nil, aheadSecondsMax: 0))
    try builder.add(rows)
    try builder.add([AssetPrice(asset: .usdc, priceUSD: 1, source: "history")])
    try builder.add(
      market.coins.compactMap { coin in
        coin.price.map { AssetPrice(asset: coin.coin, priceUSD: $0, source: "history") }
      })
    let frame = try model.frame(
      number: 1, of: universe, in: try builder.build().snapshot, surfaces: [:], level: .detected)
    return Moment(model: model, universe: universe, frame: frame)
  }
}
