import Glibc
public import SteelyardContracts
public import SteelyardMarket
public import SteelyardPricing
import SteelyardScenarios

/// Evaluates one book under market shocks: everything revalued in the displaced market, what expires
/// on the way settled, and the model's requirement evaluated there.
///
/// A future whose entry is not known counts as entered at its mark, so that what it gains or loses
/// reaches equity.
public struct StressEvaluator: Sendable {
  /// What is held, as it counts: every entry known, spot as balances.
  public let book: WalkBook
  /// The model that margins it.
  public let model: any MarginModel
  /// How the market follows what a shock says nothing of.
  public let response: StressResponse
  /// The undisplaced market, with the rows that the book reads.
  public let snapshot: MarketSnapshot
  /// The width of the kernels.
  public let level: KernelLevel
  /// The figures before any shock.
  public let figures: AccountFigures
  /// How near the account is to being closed before any shock.
  public let health: HealthLevel
  /// Why positions or balances are left out before any shock, and limits that the account is beyond.
  public let failures: [SteelyardError]
  /// The coins that the book holds or has contracts on, by code.
  public let coins: [Currency]
  private let surfaces: [Underlying: VolatilitySurface]
  private let marks: MarketSnapshot.MarkVolatility
  private let batch: PortfolioBatch
  private let frame: RiskFrame

  /// An evaluator of a book.
  ///
  /// - Parameters:
  ///   - surfaces: Fitted surfaces of the market, where the model or an option without a mark needs
  ///     one.
  /// - Throws: `invalidInput`, `limitExceeded` for a book that cannot be, and what the model's frame
  ///   throws.
  public init(
    _ book: WalkBook, _ model: any MarginModel, _ snapshot: MarketSnapshot,
    surfaces: [Underlying: VolatilitySurface], response: StressResponse, level: KernelLevel
  ) throws(SteelyardError) {
    let given = try PortfolioBatch(
      book.portfolio, stated: book.stated, beside: book.others)
    self.snapshot = snapshot.keeping(Set(given.universe.instruments))
    let frame = try model.frame(
      number: 1, of: given.universe, in: self.snapshot, surfaces: surfaces, level: level)
    let portfolio = try book.portfolio.entered(at: frame, of: given.universe)
    batch = try PortfolioBatch(portfolio, stated: book.stated, beside: book.others)
    self.frame = frame
    let present = model.explanation(of: 0, in: batch, frame: frame)
    figures = present.figures
    health = present.health
    failures = present.failures + present.breaches
    self.book = WalkBook(
      portfolio: portfolio, stated: book.stated, others: book.others)
    self.model = model
    self.response = response
    self.level = level
    self.surfaces = surfaces
    let discounting = (model as? any AccountEvaluation)?.discounting ?? .none
    marks = MarketSnapshot.MarkVolatility(
      source: model.surfaceSource, surfaces: surfaces, isDiscounted: discounting == .rate)
    let held = portfolio.balances.filter { !$0.amount.isZero }.map(\.asset)
    coins = Set(
      batch.universe.instruments.map(\.underlying.base)
        + held.map { response.follows[$0] ?? $0 }.filter(snapshot.coins.contains)
    ).sorted()
  }

  /// The figures after a shock, without contributions: what a search over many shocks needs.
  ///
  /// - Throws: What `outcome(of:)` throws.
  public func figures(after shock: MarketShock) throws(SteelyardError) -> AccountFigures {
    let state = try state(after: shock)
    return model.figures(of: state.batch, in: state.frame)[0]
  }

  /// The book and its market after a shock, with a frame of the model that knows other instruments as well.
  ///
  /// - Parameter instruments: What the frame is to know besides what is held.
  /// - Throws: What `outcome(of:)` throws.
  package func shocked(
    by shock: MarketShock, besides instruments: [Instrument]
  ) throws(SteelyardError) -> ShockedBook {
    let state = try state(after: shock, besides: instruments)
    return ShockedBook(
      portfolio: state.portfolio, frame: state.frame, universe: state.batch.universe)
  }

  /// A book in the market after a shock.
  package struct ShockedBook {
    /// What is held, with what expired on the way settled.
    package let portfolio: Portfolio
    /// The frame of the market after the shock.
    package let frame: RiskFrame
    /// Its instruments.
    package let universe: InstrumentUniverse
  }

  /// What the book comes to under a shock.
  ///
  /// - Throws: `invalidInput` for a move that cannot be, or a horizon beyond
  ///   `SettlementRule.horizonDaysMax`; `unsupported` for a barrier option that would settle on the
  ///   way; what the model's frame throws.
  public func outcome(of shock: MarketShock) throws(SteelyardError) -> StressOutcome {
    let state = try state(after: shock)
    let explanation = model.explanation(of: 0, in: state.batch, frame: state.frame)
    let contributions = contributions(in: state)
    return StressOutcome(
      shock: shock, profitUSD: contributions.reduce(0) { $0 + $1.profitUSD },
      contributions: contributions, figures: explanation.figures, health: explanation.health,
      coins: coins.map { coinMove($0, in: state) }, settlements: state.settlements,
      unmovedAssets: state.moves.unmoved(of: book.portfolio),
      unsourced: unsourced(in: shock), unapplied: shock.figures.unapplied,
      failures: explanation.failures + explanation.breaches)
  }

  // MARK: The market after a shock

  /// The book and the market after a shock.
  private struct State {
    let moves: ShockMoves
    let market: MarketSnapshot
    let portfolio: Portfolio
    let batch: PortfolioBatch
    let frame: RiskFrame
    let settlements: [ExpiredPosition]
    /// What perpetuals paid to the account, in settlement currency; negative where it paid.
    let funding: [Instrument: Double]
  }

  private func state(
    after shock: MarketShock, besides instruments: [Instrument] = []
  ) throws(SteelyardError) -> State {
    let moves = ShockMoves(shock, response, in: snapshot)
    let rule = try SettlementRule(
      horizonDays: shock.days, averagingWindowSeconds: response.averagingWindowSeconds,
      delivery: .cash, path: response.path)
    let market = try snapshot.displaced(by: try moves.displacement(), marks: marks)
    let settled = try book.portfolio.settled(until: market.time, in: snapshot) {
      instrument, expiry throws(SteelyardError) in
      guard let priced = batch.universe.index(of: instrument).flatMap({ frame.prices[$0] }),
        let after = market.market(of: instrument.underlying)?.index
      else { return expiry.forward.value }
      return rule.settlementPrice(of: priced, logMove: log(after / priced.index))
    }
    var ledger = PortfolioLedger(settled.portfolio)
    var funding: [Instrument: Double] = [:]
    for position in settled.portfolio.positions {
      guard let payment = fundingPayment(of: position, under: shock) else { continue }
      let amount = try Amount(nearest: payment)
      try ledger.add(amount, of: position.instrument.underlying.settlement)
      funding[position.instrument] = amount.doubleValue
    }
    if shock.balanceLoss != 0 {
      guard (0...1).contains(shock.balanceLoss) else {
        throw SteelyardError(
          .invalidInput, "A share of \(shock.balanceLoss) of the balances is lost.",
          remedy: "Give a share from 0 to 1.")
      }
      for balance in book.portfolio.balances where balance.amount.units > 0 {
        let lost = try Amount(nearest: -shock.balanceLoss * balance.amount.doubleValue)
        try ledger.add(lost, of: balance.asset)
      }
    }
    let portfolio = try ledger.portfolio()
    var universe = InstrumentUniverse()
    for instrument in instruments { _ = try universe.add(instrument) }
    let after = try PortfolioBatch(
      portfolio, stated: book.stated, beside: book.others, over: universe)
    let afterFrame = try model.frame(
      number: 1, of: after.universe, in: market, surfaces: surfaces, level: level)
    return State(
      moves: moves, market: market, portfolio: portfolio, batch: after, frame: afterFrame,
      settlements: settled.expired, funding: funding)
  }

  /// What a perpetual pays to the account over the horizon, in settlement currency; nil for nothing.
  private func fundingPayment(of position: Position, under shock: MarketShock) -> Double? {
    guard case .perpetual = position.instrument.product,
      let share = shock.moves(of: position.instrument.underlying.base).funding, share != 0,
      let priced = batch.universe.index(of: position.instrument).flatMap({ frame.prices[$0] })
    else { return nil }
    let value =
      position.instrument.underlying.isInverse
      ? position.quantity.doubleValue / priced.price
      : position.quantity.doubleValue * priced.price
    return -share * value
  }

  // MARK: Contributions

  private func contributions(in state: State) -> [StressOutcome.Contribution] {
    var contributions: [StressOutcome.Contribution] = []
    for position in book.portfolio.positions {
      guard let profit = profit(of: position, in: state) else { continue }
      contributions.append(
        .init(
          holding: .position(position.instrument), coin: position.instrument.underlying.base,
          profitUSD: profit))
    }
    for balance in book.portfolio.balances {
      guard let before = frame.usdPrice(of: balance.asset),
        let after = state.frame.usdPrice(of: balance.asset)
      else { continue }
      let amount = balance.amount.doubleValue
      let kept = amount > 0 ? amount * (1 - state.moves.shock.balanceLoss) : amount
      contributions.append(
        .init(
          holding: .balance(balance.asset), coin: response.follows[balance.asset] ?? balance.asset,
          profitUSD: kept * after - amount * before))
    }
    return contributions
  }

  /// What a position gained, funding and settlement included; nil where it has no price.
  private func profit(of position: Position, in state: State) -> Double? {
    let instrument = position.instrument
    guard let index = batch.universe.index(of: instrument), let before = frame.prices[index] else {
      return nil
    }
    let start = worth(of: position, before) * frame.settlementUSD(of: index)
    if let settled = state.settlements.first(where: { $0.instrument == instrument }) {
      let usd = state.frame.usdPrice(of: instrument.underlying.settlement)
      return usd.map { settled.payment.doubleValue * $0 - start }
    }
    guard let place = state.batch.universe.index(of: instrument),
      let after = state.frame.prices[place]
    else { return nil }
    let end = worth(of: position, after) + (state.funding[instrument] ?? 0)
    return end * state.frame.settlementUSD(of: place) - start
  }

  /// An option's worth, or a future's profit since entry, in settlement currency.
  private func worth(of position: Position, _ priced: PricedInstrument) -> Double {
    let quantity = position.quantity.doubleValue
    if position.instrument.isOption { return quantity * priced.value }
    guard let entry = position.averagePrice?.doubleValue else { return 0 }
    return quantity * priced.unrealisedProfit(entryPrice: entry)
  }

  // MARK: What the shock was

  private func coinMove(_ coin: Currency, in state: State) -> StressOutcome.CoinMove {
    let moves = state.moves.moves(of: coin)
    return StressOutcome.CoinMove(
      coin: coin, priceBeforeUSD: try? snapshot.priceUSD(of: coin),
      priceAfterUSD: try? state.market.priceUSD(of: coin), spot: moves.toldSpot,
      volatility: state.moves.level(of: coin), isVolatilityByResponse: moves.volatility == nil)
  }

  /// Figures without a source that acted on the book.
  private func unsourced(in shock: MarketShock) -> [EventFigure] {
    guard !shock.figures.isEmpty else { return [] }
    let instruments = batch.universe.instruments
    let settlements = instruments.map(\.underlying.settlement)
    let assets = Set(book.portfolio.balances.map(\.asset) + settlements)
    func acts(_ figure: EventFigure) -> Bool {
      switch figure.factor {
      case .spot, .oracleError: figure.concerns(coins, of: shock.figures)
      case .volatilityLevel, .skew:
        figure.concerns(instruments.coins(where: \.isOption), of: shock.figures)
      case .basis:
        figure.concerns(instruments.coins { $0.expiry != nil }, of: shock.figures)
      case .perpetualPremium, .funding:
        figure.concerns(instruments.coins { $0.product == .perpetual }, of: shock.figures)
      case .price: figure.asset.map(assets.contains) ?? false
      case .venueLoss: !book.portfolio.balances.isEmpty
      case .depth, .beta: false
      }
    }
    return shock.figures.filter { !$0.isSourced && acts($0) }
  }
}

extension EventFigure {
  /// Whether the figure is the one that holds for any of some coins.
  fileprivate func concerns(_ coins: [Currency], of figures: [EventFigure]) -> Bool {
    if let asset { return coins.contains(asset) }
    return coins.contains { coin in
      !figures.contains { $0.factor == factor && $0.asset == coin }
    }
  }
}

extension [EventFigure] {
  /// Factors that a revaluation does not contain.
  fileprivate var unapplied: [EventFactor] {
    contains { $0.factor == .depth } ? [.depth] : []
  }
}

extension [Instrument] {
  /// The coins of some of them.
  fileprivate func coins(where isTaken: (Instrument) -> Bool) -> [Currency] {
    filter(isTaken).map(\.underlying.base)
  }
}
