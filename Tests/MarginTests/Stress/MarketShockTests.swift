import Glibc
import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Market shock") struct MarketShockTests {
  private static func figure(
    _ factor: EventFactor, _ asset: Currency?, _ value: Double
  ) -> EventFigure {
    EventFigure(factor: factor, asset: asset, value: value, evidence: .unsourced("a test"))
  }

  private func event(
    _ figures: [EventFigure], path: [EventStep] = [], hours: Double = 24
  ) throws -> MarketEvent {
    try MarketEvent(
      id: "test", name: "Test", kind: .hypothetical, start: StressSample.time,
      end: StressSample.time, knownFrom: StressSample.time, horizonHours: hours, summary: "A test.",
      figures: figures, path: path)
  }

  @Test("a coin takes its own figures, and the others' for what it has none of")
  func completed() throws {
    let sol = try Currency("SOL")
    let shock = MarketShock(
      try event([
        Self.figure(.spot, .btc, -0.3), Self.figure(.spot, nil, -0.4),
        Self.figure(.volatilityLevel, nil, 0.5), Self.figure(.skew, .btc, -0.3),
        Self.figure(.price, .usdc, -0.05),
      ]))
    #expect(shock.moves(of: .btc).spot == -0.3 && shock.moves(of: sol).spot == -0.4)
    expectClose(expected: log(1.5), got: shock.moves(of: .btc).volatility ?? 0, .relative(1e-12))
    // Decimal volatility for a unit of log-moneyness, times the root of 30 days: relative volatility
    // for one deviation.
    expectClose(
      expected: -0.3 * (30.0 / 365).squareRoot(), got: shock.moves(of: .btc).skew ?? 0,
      .relative(1e-12))
    #expect(shock.moves(of: sol).skew == nil && shock.days == 1)
    // What has a price against a peg does not float with the others.
    #expect(shock.moves(of: .usdc).spot == nil && shock.assets == [.usdc: -0.05])
  }

  @Test("later steps keep what they say nothing of, and funding goes on at the last rate")
  func path() throws {
    let shocks = MarketShock.path(
      of: try event(
        [
          Self.figure(.spot, .btc, -0.3), Self.figure(.spot, nil, -0.5),
          Self.figure(.volatilityLevel, nil, 1), Self.figure(.funding, nil, -0.001),
        ],
        path: [
          EventStep(hours: 48, figures: [Self.figure(.spot, .btc, -0.1)]),
          EventStep(
            hours: 72,
            figures: [Self.figure(.spot, nil, -0.05), Self.figure(.funding, .btc, 0.002)]),
        ]))
    #expect(shocks.map(\.days) == [1, 2, 3])
    #expect(shocks.map { $0.moves(of: .btc).spot } == [-0.3, -0.1, -0.05])
    #expect(shocks.map { $0.moves(of: .eth).spot } == [-0.5, -0.5, -0.05])
    #expect(shocks.allSatisfy { $0.moves(of: .eth).volatility == log1p(1) })
    for (shock, paid) in zip(shocks, [-0.003, -0.006, 0]) {
      expectClose(expected: paid, got: shock.moves(of: .btc).funding ?? 1, .absolute(1e-15))
    }
    expectClose(
      expected: -0.009, got: shocks[2].moves(of: .eth).funding ?? 0, .relative(1e-12))
  }

  @Test("figures without a source are told where they act on the book, and not elsewhere")
  func unsourced() throws {
    let shock = MarketShock(
      try event([
        Self.figure(.spot, .eth, -0.3), Self.figure(.spot, nil, -0.4),
        Self.figure(.skew, nil, -0.1),
        Self.figure(.basis, nil, -0.1), Self.figure(.funding, nil, 0.001),
        Self.figure(.price, .usdt, -0.1), Self.figure(.depth, nil, -0.5),
      ]))
    let outcome = try StressSample.evaluator(
      book([("BTC-PERPETUAL", "1000")], [("USDC", "1000")])
    ).outcome(of: shock)
    #expect(outcome.unsourced.map(\.factor) == [.spot, .funding])
    #expect(outcome.unsourced.first?.asset == nil && outcome.unapplied == [.depth])
  }

  @Test(
    "figures that cannot be are refused",
    arguments: [
      (SteelyardError.Code.invalidInput, 1.0, [figure(.spot, .btc, -1)]),
      (.invalidInput, 1, [figure(.spot, .btc, -0.1), figure(.spot, .btc, 0.1)]),
      (.invalidInput, -1, [figure(.spot, .btc, -0.1)]),
      (.invalidInput, 366, [figure(.spot, .btc, -0.1)]),
      (.notApplicable, 0, [figure(.funding, .btc, 0.001)]),
    ])
  func refused(code: SteelyardError.Code, days: Double, figures: [EventFigure]) throws {
    let error = #expect(throws: SteelyardError.self) {
      try MarketShock(label: "own", days: days, figures: figures)
    }
    #expect(error?.code == code)
  }

  @Test("too much is refused, and nothing asked is no answer")
  func limits() throws {
    func axis(_ input: StressPlane.Input, _ steps: Int) throws -> StressPlane.Axis {
      StressPlane.Axis(input: input, range: try WalkRange(from: 0, to: 0.5, steps: steps))
    }
    let large = #expect(throws: SteelyardError.self) {
      try StressPlane(
        horizontal: axis(.spot(.everyCoin), 60), vertical: axis(.volatility(.everyCoin), 60))
    }
    #expect(large?.code == .limitExceeded)
    let plane = try StressPlane(
      horizontal: axis(.spot(.everyCoin), 50), vertical: axis(.days, 50))
    let many = #expect(throws: SteelyardError.self) {
      try StressQuestion(
        shocks: [], events: [], planes: [StressPlane](repeating: plane, count: 5))
    }
    #expect(many?.code == .limitExceeded)
    let none = #expect(throws: SteelyardError.self) {
      try StressQuestion(shocks: [], events: [], planes: [])
    }
    #expect(none?.code == .invalidInput)
  }

  @Test("a shock that cannot be evaluated is told and does not stop the others")
  func failures() throws {
    let evaluator = try StressSample.evaluator(book([("BTC-PERPETUAL", "1000")]))
    let test = try StressTest(
      evaluator,
      StressQuestion(
        shocks: [StressSample.shock(spot: 0.1), StressSample.shock(spot: -2)], events: [],
        planes: []), progress: { _ in })
    #expect(test.outcomes.count == 1 && test.failures.count == 1)
    #expect(test.failures.first?.message.hasPrefix("shock: ") == true)
    let alone = try StressQuestion(
      shocks: [StressSample.shock(spot: -2)], events: [], planes: [])
    #expect(throws: SteelyardError.self) { try StressTest(evaluator, alone, progress: { _ in }) }
  }
}
