package import SteelyardContracts
package import SteelyardFormats
package import SteelyardHedging
package import SteelyardMargin
package import SteelyardMarket
package import SteelyardPricing
package import SteelyardScenarios

/// A book, what may be traded for it, and the scenarios that it is judged by: what `hedge` and the service ask plans of.
package struct HedgeDesk {
  /// What is known of the book.
  package struct Account {
    /// What is held.
    package var book: WalkBook
    /// The model that margins it.
    package var model: any MarginModel
    /// The market.
    package var snapshot: MarketSnapshot
    /// How the market follows what a shock says nothing of.
    package var response: StressResponse
    /// What says how prices move together where the model has no state of its own; nil for what comes with the response's
    /// parameters.
    package var state: ModelStateFile?
    /// Surfaces of the market that were fitted before.
    package var surfaces: [Underlying: VolatilitySurface]

    /// An account from its parts.
    package init(
      book: WalkBook, model: any MarginModel, snapshot: MarketSnapshot, response: StressResponse,
      state: ModelStateFile?, surfaces: [Underlying: VolatilitySurface]
    ) {
      self.book = book
      self.model = model
      self.snapshot = snapshot
      self.response = response
      self.state = state
      self.surfaces = surfaces
    }
  }

  /// What may be traded.
  package struct Choice {
    /// The instruments.
    package var instruments: [HedgeInstrument]
    /// Whether the asker has named them: then each must have a price.
    package var areNamed: Bool
    /// Whether options may be sold.
    package var maySellOptions: Bool
    /// What the choice is called in errors: `--instruments`.
    package var name: String

    /// A choice from its parts.
    package init(
      instruments: [HedgeInstrument], areNamed: Bool, maySellOptions: Bool, name: String
    ) {
      self.instruments = instruments
      self.areNamed = areNamed
      self.maySellOptions = maySellOptions
      self.name = name
    }
  }

  /// The book among what may be traded.
  package let market: HedgeMarket
  /// What it is judged by.
  package let scenarios: HedgeScenarios
  /// Listed instruments without a lot.
  package let unknownLots: [Instrument]

  /// A desk.
  ///
  /// - Parameters:
  ///   - lot: The smallest quantity of an instrument; nil where it is not known.
  ///   - stage: Is told what is done.
  /// - Throws: `missingMarketData` for an instrument that is named and has no price, where nothing has one, or without a
  ///   state; `unsupported` for a coin that the state does not know; what the model's frame throws.
  package init(
    _ account: Account, _ choice: Choice, rates: HedgeRates, scenarioCount: Int,
    lot: (Instrument) -> Double?, stage: @escaping (String) -> Void
  ) throws(SteelyardError) {
    var unknown: [Instrument] = []
    var allowances: [HedgeAllowance] = []
    for instrument in choice.instruments {
      let listed = instrument.instrument
      let size = listed.flatMap(lot)
      if let listed, size == nil { unknown.append(listed) }
      allowances.append(
        HedgeAllowance(
          instrument, lot: size, maySell: choice.maySellOptions || !(listed?.isOption ?? false)))
    }
    unknownLots = unknown
    let snapshot = account.snapshot
    let held = account.book.portfolio.positions.map(\.instrument)
    let concerned = held + choice.instruments.compactMap(\.instrument)
    var fitted = FittedSurfaces(
      for: concerned, source: account.model.surfaceSource, in: snapshot, known: account.surfaces,
      progress: stage)
    fitted.addBands(for: concerned, under: [account.model], in: snapshot)
    stage("valuing the scenarios of \(account.model.name)")
    market = try HedgeMarket(
      account.book, account.model, snapshot, surfaces: fitted.surfaces,
      response: account.response, rates: rates, allowances: allowances, level: .detected)
    if choice.areNamed, let missing = market.left.first {
      throw SteelyardError(
        .missingMarketData,
        "\(choice.name): it has no price in this market, or nothing of it may be traded.",
        remedy: "Add a market file with it, or leave it out.",
        subject: .instrument(HedgeDesk.name(of: missing)))
    }
    guard !market.candidates.isEmpty else {
      throw SteelyardError(
        .missingMarketData,
        "\(choice.name): nothing that may be traded has a price in this market.",
        remedy: "Add a market file with instruments on what the book depends on, or name some.")
    }
    scenarios = try HedgeScenarios(
      of: try HedgeDesk.state(of: account), coins: market.coins, count: scenarioCount)
  }

  /// How prices move together: the model's own state, the one that is named, or that of the response's parameters.
  private static func state(of account: Account) throws(SteelyardError) -> ModelState {
    if let dynamic = account.model as? DynamicMargin { return dynamic.state }
    var file = account.state
    if file == nil {
      file = try MarginModelCatalogue.state(ofParameters: account.response.parameters)
    }
    guard let file else {
      throw SteelyardError(
        .missingMarketData, "Nothing says how prices move together.",
        remedy: "Pass --state FILE; `steelyard calibrate --history FILE --save FILE` makes one.")
    }
    return file.state
  }

  /// The name that people know a hedge by: Deribit's, or the neutral text where Deribit has none.
  private static func name(of hedge: HedgeInstrument) -> String {
    guard let instrument = hedge.instrument else { return "token" }
    return (try? InstrumentNaming.deribit.name(of: instrument)) ?? instrument.description
  }

  /// The usual chain of the coins that a portfolio depends on.
  ///
  /// - Throws: `invalidInput` where no kind is given.
  package static func chain(
    of kinds: Set<HedgeChain.Kind>, for portfolio: Portfolio, in snapshot: MarketSnapshot
  ) throws(SteelyardError) -> [HedgeInstrument] {
    let usual = HedgeChain.usual
    let chain = try HedgeChain(
      kinds: kinds, optionDays: usual.optionDays, expiriesMax: usual.expiriesMax,
      strikesPerSide: usual.strikesPerSide, moneynessMax: usual.moneynessMax)
    let coins = coins(of: portfolio, in: snapshot)
    let underlyings = snapshot.underlyings.map(\.underlying).filter { coins.contains($0.base) }
    return chain.instruments(on: underlyings, in: snapshot).map { .listed($0) }
  }

  /// The coins that a portfolio has contracts on or holds, as far as a market knows them.
  package static func coins(of portfolio: Portfolio, in snapshot: MarketSnapshot) -> [Currency] {
    let known = Set(snapshot.underlyings.map(\.underlying.base))
    let held = portfolio.balances.filter { !$0.amount.isZero }.map(\.asset)
    return Set(portfolio.positions.map(\.instrument.underlying.base) + held)
      .intersection(known).sorted()
  }

  /// Protective structures of a coin side by side, in the crashes of history.
  ///
  /// - Parameter coin: Nil for the one with the largest delta; then there are none where there is no delta.
  /// - Throws: What valuing throws.
  package static func alternatives(
    of coin: Currency?, in book: HedgeBook, _ library: EventLibrary, level: Double,
    share: (Int, Int) -> Void
  ) throws(SteelyardError) -> HedgeAlternatives? {
    let largest = book.market.coins.max {
      abs(book.market.delta(of: $0).book) < abs(book.market.delta(of: $1).book)
    }
    guard let coin = coin ?? largest.flatMap({ book.market.delta(of: $0).book == 0 ? nil : $0 })
    else { return nil }
    let events = library.only(.historical).events
    let profits = try HedgeProfits(
      in: book.market, under: events.map { MarketShock($0) },
      volatilities: book.scenarios.volatilities
    ) { done in share(done, events.count) }
    return try HedgeAlternatives(
      in: book,
      HedgeAlternatives.Question(
        coin: coin, floorDistance: 0.1, capDistance: 0.1, spreadDistance: 0.25, days: 30,
        shortfallLevel: level), events: profits, labels: events.map(\.name))
  }

  /// The book before and after a plan over moves of all coins at once.
  ///
  /// - Throws: What valuing throws.
  package static func payoff(
    of plan: HedgePlan, in book: HedgeBook
  ) throws(SteelyardError) -> HedgeReport.Payoff {
    let moves = (-12...12).map { Double($0) / 20 }
    let profits = try HedgeProfits(
      in: book.market,
      under: moves.map { move in
        MarketShock(
          label: "all coins \(move)", days: 0, coins: [:], others: CoinShock(spot: move),
          assets: [:])
      }, volatilities: book.scenarios.volatilities
    ) { _ in }
    var units = [Double](repeating: 0, count: book.market.candidates.count)
    for trade in plan.trades {
      guard let place = book.market.candidates.firstIndex(of: trade.candidate) else { continue }
      units[place] = trade.quantity
    }
    let cost = plan.cost.total
    return HedgeReport.Payoff(
      moves: moves, before: profits.book, after: profits.after(units).map { $0 - cost })
  }
}
