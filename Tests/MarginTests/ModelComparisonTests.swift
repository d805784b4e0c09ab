import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import TestSupport
import Testing

@Suite("Model comparison")
struct ModelComparisonTests {
  private static let time = Timestamp(microseconds: 1_780_000_000_000_000)

  /// Two coins, options on three strikes and two expiries, futures and perpetuals.
  private static func market(furtherStrikes: [Int] = []) throws -> MarketSnapshot {
    var market = SampleMarket(time: time)
    try market.add(future: "BTC-PERPETUAL", mark: 60_000, index: 60_000)
    try market.add(future: "BTC-25SEP26", mark: 60_900, index: 60_000)
    try market.add(future: "ETH-PERPETUAL", mark: 2000, index: 2000)
    for expiry in ["26JUN26", "25SEP26"] {
      for strike in [50_000, 60_000, 70_000] + furtherStrikes {
        for right in ["C", "P"] {
          try market.add(
            option: "BTC-\(expiry)-\(strike)-\(right)", volatility: 0.5, forward: 60_000,
            index: 60_000, mark: 0.05)
        }
      }
    }
    try market.add(
      option: "ETH-26JUN26-2000-P", volatility: 0.7, forward: 2000, index: 2000, mark: 0.06)
    market.add(asset: .usdc, priceUSD: 1)
    return try market.snapshot()
  }

  private static func portfolio(
    _ held: [(name: String, quantity: String)], balances: [(Currency, String)] = []
  ) throws -> Portfolio {
    try Portfolio(
      positions: held.map { name, quantity in
        Position(
          instrument: try SampleMarket.instrument(name), quantity: try Amount(parsing: quantity))
      },
      balances: balances.map { AssetBalance(asset: $0, amount: try Amount(parsing: $1)) })
  }

  private static func book() throws -> Portfolio {
    try portfolio(
      [
        ("BTC-26JUN26-60000-C", "-3"), ("BTC-PERPETUAL", "90000"), ("BTC-25SEP26-50000-P", "2"),
        ("BTC-26JUN26-70000-C", "3"), ("ETH-PERPETUAL", "-20000"), ("BTC-25SEP26", "-60000"),
        ("ETH-26JUN26-2000-P", "-15"), ("BTC-26JUN26-50000-P", "-1.5"),
      ], balances: [(.btc, "4"), (.usdc, "50000"), (.eth, "-3")])
  }

  private static func models(_ names: [String]) throws -> [any MarginModel] {
    try names.map { try SyntheticState.model(named: $0) }
  }

  private static func comparison(
    _ portfolio: Portfolio, _ names: [String] = MarginModelCatalogue.names,
    stated: [StatedAmount] = [], in snapshot: MarketSnapshot? = nil
  ) throws -> ModelComparison {
    try ModelComparison(
      of: portfolio, under: models(names), stated: stated, in: snapshot ?? market(),
      surfaces: [:], level: .portable)
  }

  @Test("the models compared where nothing is said are those in force and the baselines")
  func defaultModels() throws {
    let inForce = try MarginModelCatalogue.names.filter { name in
      let parts = try MarginModelCatalogue.specification(named: name, parameters: nil)
      let hasState =
        try MarginModelCatalogue.state(ofParameters: parts.provenance.name) != nil
        || !parts.needsState
      return hasState
        && (parts.provenance.superseded == nil || ["isolated", "cross"].contains(name))
    }
    #expect(MarginModelCatalogue.compared == inForce)
  }

  @Test("a sold option at the money under isolated ties up 15 % of the coin, mark aside")
  func soldOption() throws {
    let book = try Self.portfolio(
      [("BTC-26JUN26-60000-C", "-2")], balances: [(.btc, "1")])
    let outcome = try Self.comparison(book, ["isolated"]).outcomes[0]
    // Worth 60,000 less 2 x 0.05 x 60,000; the mark stands in the requirement as well.
    expectClose(expected: 54_000, got: outcome.explanation.figures.equity, .absolute(1e-6))
    expectClose(expected: 18_000, got: outcome.tiedUpUSD, .absolute(1e-6))
    let effect = try #require(outcome.positions.first)
    expectClose(expected: 18_000, got: effect.freedByClosingUSD ?? .nan, .absolute(1e-6))
    expectClose(expected: 18_000, got: effect.standaloneUSD ?? .nan, .absolute(1e-6))
    #expect(outcome.components.map(\.kind) == [.positionRates])
  }

  @Test("a bought option ties up what it is worth, whether that stands in equity or requirement")
  func boughtOption() throws {
    let book = try Self.portfolio([("BTC-25SEP26-60000-P", "2")], balances: [(.btc, "1")])
    for outcome in try Self.comparison(book, ["isolated", "cross"]).outcomes {
      expectClose(expected: 6000, got: outcome.tiedUpUSD, .absolute(1e-6))
      #expect(outcome.components.map(\.kind) == [.optionValueNotCounted])
    }
    let deribit = try Self.comparison(book, ["deribit"]).outcomes[0]
    #expect(deribit.tiedUpUSD > 0)
    #expect(deribit.tiedUpUSD <= 6000 + 1e-6)
  }

  @Test(
    "leaving a position out is an evaluation of the others", arguments: MarginModelCatalogue.names)
  func leavingOut(name: String) throws {
    let book = try Self.book()
    let stated = [try StatedAmount(name: "open_orders_margin", currency: .btc, amount: 0.1)]
    let outcome = try Self.comparison(book, [name], stated: stated).outcomes[0]
    let model = try SyntheticState.model(named: name)
    func tiedUp(_ positions: [Position], _ balances: [AssetBalance], _ amounts: [StatedAmount])
      throws -> Double
    {
      let batch = try PortfolioBatch(
        Portfolio(positions: positions, balances: balances), stated: amounts)
      let frame = try model.frame(
        number: 9, of: batch.universe, in: Self.market(), surfaces: [:], level: .portable)
      return model.figures(of: batch, in: frame)[0].tiedUp
    }
    let whole = try tiedUp(book.positions, book.balances, stated)
    #expect(whole == outcome.tiedUpUSD)
    #expect(outcome.positions.count == book.positions.count)
    for (index, effect) in outcome.positions.enumerated() {
      var others = book.positions
      others.remove(at: index)
      #expect(effect.instrument == book.positions[index].instrument)
      #expect(
        effect.freedByClosingUSD == whole - (try tiedUp(others, book.balances, stated)))
      #expect(effect.standaloneUSD == (try tiedUp([book.positions[index]], [], [])))
    }
    #expect(outcome.positionsOnlyUSD == (try tiedUp(book.positions, [], [])))
    let sum = outcome.positions.compactMap(\.standaloneUSD).reduce(0, +)
    expectClose(
      expected: sum - outcome.positionsOnlyUSD, got: outcome.nettingBenefitUSD ?? .nan,
      .absolute(1e-6))
  }

  @Test("one position nets with nothing", arguments: ["BTC-26JUN26-60000-C", "BTC-PERPETUAL"])
  func onePosition(name: String) throws {
    let book = try Self.portfolio([(name, "-1000")], balances: [(.btc, "3")])
    for outcome in try Self.comparison(book).outcomes {
      #expect(outcome.nettingBenefitUSD == 0, "\(outcome.name)")
    }
  }

  @Test("the order of the portfolio changes no bit")
  func permuted() throws {
    let book = try Self.book()
    var generator = SeededGenerator(seed: 41)
    let order = book.positions.indices.shuffled(using: &generator)
    let shuffled = try Portfolio(
      positions: order.map { book.positions[$0] }, balances: book.balances.reversed())
    let first = try Self.comparison(book)
    let second = try Self.comparison(shuffled)
    for (one, other) in zip(first.outcomes, second.outcomes) {
      #expect(one.tiedUpUSD == other.tiedUpUSD)
      #expect(one.positionsOnlyUSD == other.positionsOnlyUSD)
      #expect(one.standaloneSumUSD == other.standaloneSumUSD)
      #expect(order.map { one.positions[$0] } == other.positions)
      let amounts = Dictionary(
        uniqueKeysWithValues: one.components.map { ($0.kind, $0.amountUSD) })
      for component in other.components where component.kind != .ratioAndFloor {
        #expect(amounts[component.kind] == component.amountUSD, "\(one.name) \(component.kind)")
      }
    }
  }

  @Test("the components add up to what is tied up", arguments: MarginModelCatalogue.names)
  func components(name: String) throws {
    let outcome = try Self.comparison(Self.book(), [name]).outcomes[0]
    #expect(!outcome.components.isEmpty)
    expectClose(
      expected: outcome.tiedUpUSD, got: outcome.components.map(\.amountUSD).reduce(0, +),
      .relative(1e-9))
    expectClose(
      expected: outcome.explanation.figures.equity - outcome.explanation.figures.initialExcess,
      got: outcome.tiedUpUSD, .relative(1e-12))
  }

  @Test("the differences of components add up to the difference, the largest first")
  func differences() throws {
    let comparison = try Self.comparison(Self.book())
    #expect(comparison.reference.name == "isolated")
    for (index, outcome) in comparison.outcomes.enumerated() {
      let differences = comparison.differences(of: index)
      expectClose(
        expected: outcome.tiedUpUSD - comparison.reference.tiedUpUSD,
        got: differences.map(\.differenceUSD).reduce(0, +), .absolute(1e-3))
      let sizes = differences.map { abs($0.differenceUSD) }
      #expect(sizes == sizes.sorted(by: >))
      let told = comparison.reasons(of: index)
      #expect(Array(differences.prefix(told.count)) == told)
      #expect(told.count <= 4)
      #expect(told.isEmpty == differences.isEmpty)
    }
    #expect(comparison.differences(of: comparison.referenceIndex).isEmpty)
  }

  @Test("without isolated the first model is what others are compared with")
  func reference() throws {
    #expect(try Self.comparison(Self.book(), ["deribit", "cross"]).reference.name == "deribit")
  }

  @Test("a model without parameters for a position is incomplete and shown")
  func leftOut() throws {
    let book = try Self.portfolio([("ETH-PERPETUAL", "-60000")], balances: [(.btc, "2")])
    let outcomes = try Self.comparison(book, ["deribit", "deribit-classic-2017"]).outcomes
    #expect(outcomes.map(\.isComplete) == [true, false])
    #expect(outcomes[1].explanation.failures.map(\.code).contains(.unsupported))
    // Its notional is charged, and closing it frees that.
    expectClose(
      expected: 60_000, got: outcomes[1].positions[0].freedByClosingUSD ?? .nan, .absolute(1e-6))
    #expect(outcomes[1].components.contains { $0.kind == .leftOut && $0.amountUSD == 60_000 })
  }

  @Test("where nothing bounds the loss of a position, no number is made up")
  func unbounded() throws {
    let book = try Self.portfolio([("SOL_USDC-PERPETUAL", "-60"), ("BTC-PERPETUAL", "1000")])
    let effects = try Self.comparison(book, ["deribit"]).outcomes[0].positions
    #expect(effects[0].freedByClosingUSD == nil)
    #expect(effects[0].standaloneUSD == nil)
    #expect(effects[1].freedByClosingUSD != nil)
  }

  @Test("an account of balances alone has no positions to take apart")
  func balancesOnly() throws {
    let book = try Self.portfolio([], balances: [(.btc, "2")])
    for outcome in try Self.comparison(book).outcomes {
      #expect(outcome.positions.isEmpty)
      #expect(outcome.positionsOnlyUSD == 0)
      #expect(outcome.nettingBenefitUSD == 0)
    }
  }

  @Test("more positions than one batch takes are done in parts, with the same numbers")
  func parts() throws {
    let strikes = (0..<550).map { 20_000 + 100 * $0 }
      .filter { ![50_000, 60_000, 70_000].contains($0) }
    let snapshot = try Self.market(furtherStrikes: strikes)
    let held = strikes.flatMap { strike in
      ["C", "P"].map { (name: "BTC-26JUN26-\(strike)-\($0)", quantity: "-0.5") }
    }
    let book = try Self.portfolio(held, balances: [(.btc, "10")])
    #expect(book.positions.count > 1000)
    let outcome = try Self.comparison(book, ["isolated"], in: snapshot).outcomes[0]
    let alone = try Self.comparison(
      Portfolio(positions: Array(book.positions.suffix(1)), balances: []), ["isolated"],
      in: snapshot
    ).outcomes[0]
    #expect(outcome.positions.last?.standaloneUSD == alone.tiedUpUSD)
    // Nothing nets: what closing frees is what the position ties up, in every part.
    for effect in outcome.positions {
      expectClose(
        expected: effect.standaloneUSD ?? .nan, got: effect.freedByClosingUSD ?? .nan,
        .absolute(1e-4))
    }
  }

  @Test("no model, and two of one name, are refused")
  func refused() throws {
    let book = try Self.book()
    for names in [[], ["deribit", "deribit"]] {
      let error = #expect(throws: SteelyardError.self) { try Self.comparison(book, names) }
      #expect(error?.code == .invalidInput)
    }
  }
}
