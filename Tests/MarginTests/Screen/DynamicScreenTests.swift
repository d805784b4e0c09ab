import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Screens of the dynamic model")
struct DynamicScreenTests {
  private static func shipped() throws -> DynamicSpecification {
    guard
      case .dynamic(let specification) = try MarginModelCatalogue.specification(
        named: "dynamic", parameters: nil)
    else { preconditionFailure("dynamic is a dynamic model") }
    return specification
  }

  private static func model(scenarioCount: Int = 300) throws -> DynamicMargin {
    try DynamicMargin(
      shipped(), state: try SyntheticState.state(scenarioCount: scenarioCount),
      stateName: "synthetic")
  }

  /// Accounts, and which of them share an owner.
  private struct Books {
    var portfolios: [Portfolio]
    var owners: [Int32]

    func figures(_ model: DynamicMargin, _ frame: RiskFrame) throws -> [AccountFigures] {
      var batch = PortfolioBatch(universe: universe)
      for (portfolio, owner) in zip(portfolios, owners) {
        try batch.add(portfolio, ownerGroup: "\(owner)")
      }
      let figures = model.figures(of: batch, in: frame)
      return portfolios.indices.map { figures[$0] }
    }

    var universe: InstrumentUniverse

    init(_ portfolios: [Portfolio], sharedBy shared: Int = 3) throws {
      self.portfolios = portfolios
      owners = portfolios.indices.map {
        Int32($0 % 4 == 0 ? $0 / (4 * shared) : portfolios.count + $0)
      }
      universe = InstrumentUniverse()
      for portfolio in portfolios {
        for position in portfolio.positions where position.instrument.product != .spot {
          _ = try universe.add(position.instrument)
        }
      }
    }

    func fill(_ book: ScreenBook) throws {
      var universe = universe
      for (place, portfolio) in portfolios.enumerated() {
        book.set(
          place, try PortfolioRows(portfolio, over: &universe), owner: owners[place], universe)
      }
    }
  }

  /// Holds every screened account against its exact figures.
  ///
  /// - Returns: How many levels the screen left open.
  private func check(
    _ screened: [ScreenedFigures], _ exact: [AccountFigures], wide: Double? = 0.05,
    _ inputs: String
  ) -> Int {
    var open = 0
    for (place, (own, figures)) in zip(screened, exact).enumerated() {
      if own.needsFigures {
        open += 1
        continue
      }
      #expect(own.holds(figures), "\(inputs), account \(place): \(own) of \(figures)")
      if let level = own.level {
        #expect(level == figures.health, "\(inputs), account \(place)")
      } else {
        open += 1
      }
      guard let wide else { continue }
      for (upper, own) in [
        (own.figures.initialMargin, figures.initialMargin),
        (own.figures.maintenanceMargin, figures.maintenanceMargin),
      ] {
        #expect(upper <= own * (1 + wide) + 1, "\(inputs), account \(place)")
      }
    }
    return open
  }

  @Test(
    "random books, some unpriced and some incomplete: bounds hold and levels agree",
    arguments: [
      1, 2, 3, 4,
    ] as [UInt64])
  func randomBooks(seed: UInt64) throws {
    let model = try Self.model()
    let screen = try #require(DynamicScreen(model))
    var random = try RandomBooks(seed: seed)
    let books = try Books(try (0..<150).map { _ in try random.next() })
    for level in KernelLevel.available {
      let frame = try model.frame(
        number: 1, of: books.universe, in: random.snapshot, surfaces: [:], level: level)
      let book = ScreenBook(screen)
      try books.fill(book)
      let screenFrame = ScreenFrame(frame, screen)
      let exact = try books.figures(model, frame)
      for cycle in 0..<2 {
        let told = ScreenRun.screened(
          [book.places], of: [book], in: screenFrame, level: level)[0]
        // Entry prices far from any market make profits in coins beside which rounding is not small.
        let open = check(told, exact, wide: nil, "seed \(seed), \(level), cycle \(cycle)")
        #expect(open < books.portfolios.count / 2)
      }
    }
  }

  @Test(
    "a venue's books: few levels stay open, and requirements are near",
    arguments: [11, 12] as [UInt64])
  func generatedBooks(seed: UInt64) throws {
    let model = try Self.model(scenarioCount: 1000)
    let screen = try #require(DynamicScreen(model))
    let market = try SyntheticMarket()
    var generated = GeneratedBooks(seed: seed, instruments: market.instruments)
    let books = try Books(try (0..<200).map { _ in try generated.positionsAndBalances() })
    let frame = try model.frame(
      number: 1, of: books.universe, in: try market.snapshot(), surfaces: [:], level: .detected)
    let book = ScreenBook(screen)
    try books.fill(book)
    let told = ScreenRun.screened(
      [book.places], of: [book], in: ScreenFrame(frame, screen), level: .detected)[0]
    let exact = try books.figures(model, frame)
    #expect(check(told, exact, wide: 0.02, "seed \(seed)") < 20)
    #expect(told.allSatisfy { !$0.needsFigures })
    #expect(book.byteCountBesidePositions < 1000 * books.portfolios.count)
  }

  @Test("nothing of an asset without price leaves figures incomplete, and is left to them")
  func nothingUnpriced() throws {
    let model = try Self.model()
    let screen = try #require(DynamicScreen(model))
    let market = try SyntheticMarket()
    var books = try Books([
      try Portfolio(
        positions: [], balances: [AssetBalance(asset: try Currency("DOGE"), amount: .zero)])
    ])
    _ = try books.universe.add(market.instruments[0])
    let frame = try model.frame(
      number: 1, of: books.universe, in: try market.snapshot(), surfaces: [:], level: .detected)
    let book = ScreenBook(screen)
    try books.fill(book)
    let told = ScreenRun.screened(
      [book.places], of: [book], in: ScreenFrame(frame, screen), level: .detected)[0]
    #expect(told[0].needsFigures)
    #expect(try books.figures(model, frame)[0].isComplete == false)
  }

  @Test("whatever the thresholds, the bounds hold", arguments: [0, 1, 1e3, 1e6, 1e9] as [Float])
  func badThresholds(threshold: Float) throws {
    let model = try Self.model()
    let screen = try #require(DynamicScreen(model))
    let market = try SyntheticMarket()
    var generated = GeneratedBooks(seed: 21, instruments: market.instruments)
    let books = try Books(try (0..<60).map { _ in try generated.positionsAndBalances() })
    let frame = try model.frame(
      number: 1, of: books.universe, in: try market.snapshot(), surfaces: [:], level: .detected)
    let book = ScreenBook(screen)
    try books.fill(book)
    for group in book.thresholds.indices {
      for slot in book.thresholds[group].indices { book.thresholds[group][slot] = threshold }
    }
    let told = ScreenRun.screened(
      [book.places], of: [book], in: ScreenFrame(frame, screen), level: .detected)[0]
    _ = check(told, try books.figures(model, frame), wide: nil, "threshold \(threshold)")
  }

  @Test("prices that are not trusted: the charge lies within the bounds")
  func oracle() throws {
    let model = try Self.model()
    let screen = try #require(DynamicScreen(model))
    var market = try SyntheticMarket()
    market.confidence = try Amount(parsing: "0.4")
    var generated = GeneratedBooks(seed: 31, instruments: market.instruments)
    let books = try Books(try (0..<80).map { _ in try generated.positionsAndBalances() })
    let frame = try model.frame(
      number: 1, of: books.universe, in: try market.snapshot(), surfaces: [:], level: .detected)
    let book = ScreenBook(screen)
    try books.fill(book)
    let told = ScreenRun.screened(
      [book.places], of: [book], in: ScreenFrame(frame, screen), level: .detected)[0]
    _ = check(told, try books.figures(model, frame), wide: nil, "confidence 0.4")
  }

  @Test("the market moves, accounts change and leave: a book that lives on tells the same")
  func life() throws {
    let model = try Self.model()
    let screen = try #require(DynamicScreen(model))
    var market = try SyntheticMarket()
    var generated = GeneratedBooks(seed: 41, instruments: market.instruments)
    var books = try Books(try (0..<80).map { _ in try generated.positionsAndBalances() })
    for instrument in market.instruments { _ = try books.universe.add(instrument) }
    let book = ScreenBook(screen)
    try books.fill(book)
    var last: ScreenFrame?
    for cycle in 1...12 {
      market.spotUSD[.btc] = 70_000 * (1 + 0.01 * Double(cycle % 5))
      let frame = try model.frame(
        number: cycle, of: books.universe, in: try market.snapshot(), surfaces: [:],
        level: .detected)
      let screenFrame = ScreenFrame(frame, screen, after: last)
      last = screenFrame
      for place in stride(from: cycle % 7, to: 80, by: 7) {
        books.portfolios[place] = try generated.positionsAndBalances()
        var universe = books.universe
        book.set(
          place, try PortfolioRows(books.portfolios[place], over: &universe),
          owner: books.owners[place], universe)
      }
      books.portfolios[3] = try Portfolio(positions: [], balances: [])
      book.remove(3)
      let told = ScreenRun.screened(
        [book.places], of: [book], in: screenFrame, level: .detected)[0]
      _ = check(told, try books.figures(model, frame), "cycle \(cycle)")
      #expect(told[3].figures == AccountFigures() && told[3].level == .healthy)
    }
  }

  @Test("holdings that grow or shrink many times over: thresholds go along, and bounds hold")
  func growth() throws {
    let model = try Self.model()
    let screen = try #require(DynamicScreen(model))
    let market = try SyntheticMarket()
    var generated = GeneratedBooks(seed: 43, instruments: market.instruments)
    var books = try Books(try (0..<40).map { _ in try generated.positionsAndBalances() })
    for instrument in market.instruments { _ = try books.universe.add(instrument) }
    let book = ScreenBook(screen)
    try books.fill(book)
    let frame = try model.frame(
      number: 1, of: books.universe, in: try market.snapshot(), surfaces: [:], level: .detected)
    let screenFrame = ScreenFrame(frame, screen)
    for times in [1, 20, 400, 1] as [Int64] {
      let original = books.portfolios
      books.portfolios = try original.map { portfolio in
        try Portfolio(
          positions: portfolio.positions.map { position in
            Position(
              instrument: position.instrument,
              quantity: Amount(units: position.quantity.units * Int128(times)),
              averagePrice: position.averagePrice)
          }, balances: portfolio.balances)
      }
      try books.fill(book)
      let told = ScreenRun.screened(
        [book.places], of: [book], in: screenFrame, level: .detected)[0]
      _ = check(told, try books.figures(model, frame), "times \(times)")
      books.portfolios = original
    }
  }

  @Test("coins measured once: the bounds hold while prices move on, and few are measured again")
  func coinsAlone() throws {
    let model = try Self.model()
    let screen = try #require(DynamicScreen(model))
    var market = try SyntheticMarket()
    var generated = GeneratedBooks(seed: 47, instruments: market.instruments)
    let books = try Books(try (0..<120).map { _ in try generated.positionsAndBalances() })
    let book = ScreenBook(screen)
    try books.fill(book)
    var last: ScreenFrame?
    var measured: [Int] = []
    // Small moves, then a crash, then small ones again.
    let moves = [0.0, 0.001, 0.002, 0.001, -0.3, -0.301, -0.3, 0.2, 0.201]
    for (cycle, move) in moves.enumerated() {
      market.spotUSD[.btc] = 70_000 * (1 + move)
      let frame = try model.frame(
        number: cycle + 1, of: books.universe, in: try market.snapshot(), surfaces: [:],
        level: .detected)
      let screenFrame = ScreenFrame(frame, screen, after: last)
      last = screenFrame
      let before = book.coinMeasurements
      let told = ScreenRun.screened(
        [book.places], of: [book], in: screenFrame, level: .detected)[0]
      measured.append(book.coinMeasurements - before)
      _ = check(told, try books.figures(model, frame), wide: nil, "cycle \(cycle)")
    }
    #expect(measured[0] > 0)
    // Nobody who nets but a part of it is measured for a tenth of a percent.
    #expect(measured[1...3].allSatisfy { $0 < measured[0] / 2 }, "\(measured)")
    // Frames of another matrix begin anew.
    let frame = try model.frame(
      number: 100, of: books.universe, in: try market.snapshot(), surfaces: [:], level: .detected)
    let before = book.coinMeasurements
    let told = ScreenRun.screened(
      [book.places], of: [book], in: ScreenFrame(frame, screen), level: .detected)[0]
    #expect(book.coinMeasurements - before == measured[0])
    _ = check(told, try books.figures(model, frame), wide: nil, "another matrix")
  }

  @Test("a book over one universe on a frame of a smaller one stops the process")
  func otherUniverse() async throws {
    await #expect(processExitsWith: .failure) {
      let model = try Self.model()
      let market = try SyntheticMarket()
      var generated = GeneratedBooks(seed: 3, instruments: market.instruments)
      let books = try Books([try generated.positionsAndBalances()])
      guard let screen = DynamicScreen(model) else { return }
      let book = ScreenBook(screen)
      try books.fill(book)
      let frame = try model.frame(
        number: 1, of: InstrumentUniverse(), in: try market.snapshot(), surfaces: [:],
        level: .detected)
      _ = ScreenRun.screened(
        [book.places], of: [book], in: ScreenFrame(frame, screen), level: .detected)
    }
  }

  @Test(
    "an owner with an account that only figures can size: all accounts of the owner are left to them"
  )
  func unknownSize() throws {
    let model = try Self.model()
    let screen = try #require(DynamicScreen(model))
    let market = try SyntheticMarket()
    let listed = market.instruments[0]
    let unlisted = try SampleMarket.instrument("BTC-27MAR26-33000-P")
    func portfolio(_ instrument: Instrument) throws -> Portfolio {
      try Portfolio(
        positions: [Position(instrument: instrument, quantity: Amount(1))],
        balances: [AssetBalance(asset: .usd, amount: Amount(1_000_000))])
    }
    var books = try Books([
      try portfolio(listed), try portfolio(unlisted), try portfolio(listed),
    ])
    books.owners = [0, 0, 1]
    let frame = try model.frame(
      number: 1, of: books.universe, in: try market.snapshot(), surfaces: [:], level: .detected)
    let book = ScreenBook(screen)
    try books.fill(book)
    let told = ScreenRun.screened(
      [book.places], of: [book], in: ScreenFrame(frame, screen), level: .detected)[0]
    #expect(told.map(\.needsFigures) == [true, true, false])
    #expect(told[0].level == nil)
  }

  @Test("a model with another measure or a charge by the batch has no screen")
  func unsupported() throws {
    var sample = DynamicSample(core: [.btc: DynamicSample.moves])
    #expect(DynamicScreen(try sample.model()) != nil)
    sample.charges = [AppliedCharge(.optionShare(rate: 0.01), .initial)]
    #expect(DynamicScreen(try sample.model()) == nil)
  }
}
