import SteelyardContracts
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket
import SteelyardFeeds

/// What an account's figures say under other prices or other parameters, looked at only where a margin call
/// may hang on it: at the stable prices, and under the parameters that were replaced.
struct SecondOpinion {
  private let frame: LiveFrame
  private let replaced: (models: LiveModels, since: Timestamp)?
  private let maker: FrameMaker
  private var stable: [MarginMode: LiveFrame.Slot]?
  private var old: [MarginMode: LiveFrame.Slot]?

  init(
    frame: LiveFrame, replaced: (models: LiveModels, since: Timestamp)?, maker: FrameMaker
  ) {
    self.frame = frame
    self.replaced = replaced
    self.maker = maker
  }

  /// What margin calls need to know of an account.
  mutating func observation(
    of view: AccountView, _ risk: AccountRisk, at now: Timestamp
  ) -> MarginCallObservation {
    let holding = view.holding
    let effects = frame.effects(of: holding.portfolio).effects.liquidations
    var atStable: HealthLevel?
    var underOld: MarginCallObservation.UnderOldParameters?
    if risk.level.isMarginCallOrWorse {
      if effects == .onlyWhereStableAgrees { atStable = stableLevel(of: holding) }
      if let replaced, let level = oldLevel(of: holding) {
        underOld = .init(level: level, replacedAt: replaced.since)
      }
    }
    return MarginCallObservation(
      frame: frame.number, time: now, level: risk.level, figures: risk.figures,
      liquidations: effects, levelAtStablePrice: atStable, underOldParameters: underOld)
  }

  private mutating func stableLevel(of holding: AccountHolding) -> HealthLevel? {
    if stable == nil { stable = (try? stableSlots()) ?? [:] }
    return stable?[holding.mode]?.level(of: holding, frame.universe)
  }

  private mutating func oldLevel(of holding: AccountHolding) -> HealthLevel? {
    guard let replaced else { return nil }
    if old == nil {
      old =
        (try? maker.slots(
          of: frame.board.market, frame.universe, replaced.models, Set(MarginMode.allCases),
          frame.surfaces)) ?? [:]
    }
    return old?[holding.mode]?.level(of: holding, frame.universe)
  }

  /// The market with every coin at its stable price; volatilities stay.
  private func stableSlots() throws(SteelyardError) -> [MarginMode: LiveFrame.Slot] {
    var coins: [Currency: CoinDisplacement] = [:]
    var assets: [Currency: Double] = [:]
    for (pair, price) in frame.board.prices where pair.quote == .usd {
      let move = price.stable.value / price.price - 1
      coins[pair.base] = CoinDisplacement(spotMove: move)
      assets[pair.base] = move
    }
    var models: [MarginMode: any MarginModel] = [:]
    for mode in MarginMode.allCases { models[mode] = frame[mode]?.model }
    guard let portfolio = models[.portfolio], let cross = models[.cross],
      let isolated = models[.isolated]
    else { return [:] }
    let market = try frame.board.market.displaced(
      by: MarketDisplacement(
        coins: coins, others: .none, assets: assets, volatility: .none, days: 0),
      marks: .init(
        source: portfolio.surfaceSource, surfaces: frame.surfaces, isDiscounted: false))
    return try maker.slots(
      of: market, frame.universe,
      LiveModels(portfolio: portfolio, cross: cross, isolated: isolated),
      Set(MarginMode.allCases), frame.surfaces)
  }
}

extension LiveFrame.Slot {
  fileprivate func level(of holding: AccountHolding, _ universe: InstrumentUniverse) -> HealthLevel?
  {
    var batch = PortfolioBatch(universe: universe)
    guard (try? batch.add(holding.portfolio)) != nil else { return nil }
    return model.figures(of: batch, in: frame)[0].health
  }
}
