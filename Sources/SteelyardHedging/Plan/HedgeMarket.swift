public import SteelyardContracts
import SteelyardForecasts
public import SteelyardMargin
public import SteelyardMarket
public import SteelyardPricing
import SteelyardScenarios

/// A book, its model and its market, on a frame that knows everything that may be traded as well.
public struct HedgeMarket: Sendable {
  /// What is held, every entry known.
  public let book: WalkBook
  /// The model that margins it.
  public let model: any MarginModel
  /// How the market follows what a shock says nothing of.
  public let response: StressResponse
  /// The market.
  public let snapshot: MarketSnapshot
  /// What trading costs.
  public let rates: HedgeRates
  /// What may be traded, in the order given.
  public let candidates: [HedgeCandidate]
  /// What may not, for want of a price or of room.
  public let left: [HedgeInstrument]
  /// The figures before any trade.
  public let figures: AccountFigures
  /// Units of what is held, where they have a price.
  let heldUnits: [(position: Position, unit: HedgeUnit)]
  let frame: RiskFrame
  let universe: InstrumentUniverse
  let surfaces: [Underlying: VolatilitySurface]
  let level: KernelLevel

  /// A market for hedges of a book.
  ///
  /// - Parameters:
  ///   - surfaces: Fitted surfaces, where the model or an option without a mark needs one.
  ///   - allowances: What may be traded, each instrument once.
  /// - Throws: `invalidInput` for an instrument that stands twice; what the model's frame throws.
  public init(
    _ book: WalkBook, _ model: any MarginModel, _ snapshot: MarketSnapshot,
    surfaces: [Underlying: VolatilitySurface], response: StressResponse, rates: HedgeRates,
    allowances: [HedgeAllowance], level: KernelLevel
  ) throws(SteelyardError) {
    var universe = InstrumentUniverse()
    for position in book.portfolio.positions { _ = try universe.add(position.instrument) }
    var seen: Set<HedgeInstrument> = []
    for allowance in allowances {
      guard seen.insert(allowance.instrument).inserted else {
        throw SteelyardError(
          .invalidInput, "A hedge stands twice.", remedy: "Name each instrument once.",
          subject: .instrument(allowance.instrument.instrument?.description ?? "token"))
      }
      if let instrument = allowance.instrument.instrument { _ = try universe.add(instrument) }
    }
    let given = try PortfolioBatch(
      book.portfolio, stated: book.stated, beside: book.others, over: universe)
    let kept = snapshot.keeping(Set(given.universe.instruments))
    let frame = try model.frame(
      number: 1, of: given.universe, in: kept, surfaces: surfaces, level: level)
    // An evaluator knows every entry; its own model needs only prices.
    let entered = try StressEvaluator(
      book, Valuation(surfaceSource: model.surfaceSource), kept, surfaces: surfaces,
      response: response, level: level
    ).book
    let portfolio = entered.portfolio
    self.book = entered
    self.model = model
    self.response = response
    self.snapshot = kept
    self.rates = rates
    self.surfaces = surfaces
    self.level = level
    self.frame = frame
    self.universe = given.universe
    heldUnits = portfolio.positions.compactMap { position in
      HedgeUnit(position.instrument, in: frame, given.universe).map { (position, $0) }
    }
    var notional = heldUnits.reduce(0.0) {
      $0 + abs($1.position.quantity.doubleValue) * $1.unit.notional
    }
    for balance in portfolio.balances {
      notional += abs(balance.amount.doubleValue) * (frame.usdPrice(of: balance.asset) ?? 0)
    }
    var candidates: [HedgeCandidate] = []
    var left: [HedgeInstrument] = []
    for allowance in allowances {
      let unit: HedgeUnit?
      switch allowance.instrument {
      case .listed(let instrument):
        // What no row of the market shows is not listed: a model's price of it cannot be traded at.
        let isListed = kept.observation(of: instrument) != nil
        unit = isListed ? HedgeUnit(instrument, in: frame, given.universe) : nil
      case .token(let token): unit = HedgeUnit(token)
      }
      if let unit,
        let candidate = HedgeCandidate(
          allowance, unit: unit, in: kept, rates, bookNotional: notional)
      {
        candidates.append(candidate)
      } else {
        left.append(allowance.instrument)
      }
    }
    self.candidates = candidates
    self.left = left
    let batch = try PortfolioBatch(
      portfolio, stated: book.stated, beside: book.others, over: given.universe)
    figures = model.figures(of: batch, in: frame)[0]
  }

  /// The coins that book and candidates depend on, by code.
  public var coins: [Currency] {
    let held = book.portfolio.balances.filter { !$0.amount.isZero }
      .map { response.follows[$0.asset] ?? $0.asset }.filter(snapshot.coins.contains)
    return Set(
      universe.instruments.map(\.underlying.base) + held + candidates.map(\.instrument.coin)
    )
    .sorted()
  }

  /// The model's figures after trades in units, costs and premiums paid; one for each list.
  ///
  /// A token is not margined: it is paid for and counts nowhere.
  public func figures(after lists: [[Double]]) throws(SteelyardError) -> [AccountFigures] {
    guard !lists.isEmpty else { return [] }
    var batch = PortfolioBatch(universe: universe)
    for list in lists { try batch.add(try portfolio(after: list), stated: book.stated) }
    for other in book.others { try batch.addBeside(other) }
    let figures = model.figures(of: batch, in: frame)
    return lists.indices.map { figures[$0] }
  }

  /// What is held after trades in units, in the order of the candidates.
  ///
  /// - Throws: `limitExceeded` where an amount leaves the exact range.
  public func portfolio(after quantities: [Double]) throws(SteelyardError) -> Portfolio {
    var trades: [(instrument: Instrument, quantity: Amount, mark: Amount)] = []
    var paid: [Currency: Double] = [:]
    for (candidate, quantity) in zip(candidates, quantities) where quantity != 0 {
      let cost = candidate.cost(of: quantity).total
      switch candidate.instrument {
      case .listed(let instrument):
        trades.append((instrument, try Amount(nearest: quantity), candidate.unit.mark))
        paid[instrument.underlying.settlement, default: 0] += cost / candidate.unit.settlement
      case .token:
        paid[.usd, default: 0] += cost + quantity * candidate.unit.outlay
      }
    }
    var payments: [AssetBalance] = []
    for (currency, amount) in paid.sorted(by: { $0.key < $1.key }) where amount != 0 {
      payments.append(AssetBalance(asset: currency, amount: try Amount(nearest: amount)))
    }
    return try book.portfolio.afterTradesAtMarks(trades, paying: payments)
  }
}
