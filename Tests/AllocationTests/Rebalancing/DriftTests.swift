import SteelyardAllocation
import SteelyardContracts
import SteelyardMath
import TestSupport
import Testing

@Suite("Drift from target weights")
struct DriftTests {
  private let coins: [Currency]
  private let time: Timestamp

  init() throws {
    coins = [try Currency("BTC"), try Currency("ETH")]
    time = try Timestamp(parsing: "2026-06-12T09:00:00Z")
  }

  private func drift(
    _ held: [Double], _ targets: [Double], _ rules: [DriftRule],
    to destination: DriftDestination = .target, timing: RebalanceTiming = .init(),
    covariance: Matrix? = nil, costs: [Double] = [0.001, 0.001]
  ) throws -> Drift {
    try Drift(
      coins: coins, held: held, targets: targets, costs: costs,
      Drift.Question(
        rules: rules, destination: destination, timing: timing, covariance: covariance), at: time)
  }

  @Test("an absolute band: only what is beyond it moves, to the target or to the edge")
  func absolute() throws {
    let found = try drift([0.47, 0.33], [0.40, 0.35], [.absolute(0.05)])
    #expect(found.aims == [0.40, 0.33])
    #expect(found.findings.map(\.fires) == [true, false])
    expectClose(expected: 0.07, got: try #require(found.findings[0].measured), .absolute(1e-12))
    let edge = try drift([0.47, 0.33], [0.40, 0.35], [.absolute(0.05)], to: .edge)
    expectClose(expected: 0.45, got: edge.aims[0], .absolute(1e-12))
    // Exactly at the edge is within.
    #expect(!(try drift([0.45, 0.35], [0.40, 0.35], [.absolute(0.05)]).asksForTrades))
    // What has to be bought to be at the targets: two points of ether, the sale pays for it.
    expectClose(expected: 0.07, got: found.distance, .absolute(1e-12))
  }

  @Test("a relative band is a share of the target; of a target of nothing anything is beyond it")
  func relative() throws {
    let found = try drift([0.46, 0.33], [0.40, 0.40], [.relative(0.16)], to: .edge)
    #expect(found.findings.map(\.fires) == [false, true])
    expectClose(expected: 0.336, got: found.aims[1], .absolute(1e-12))
    let none = try drift([0.4, 0.001], [0.4, 0], [.relative(0.2)], to: .edge)
    #expect(none.aims == [0.4, 0])
    #expect(none.findings[1].measured == nil && none.findings[1].fires)
    let short = try drift([0.4, -0.13], [0.4, -0.1], [.relative(0.2)], to: .edge)
    expectClose(expected: -0.12, got: short.aims[1], .absolute(1e-12))
  }

  @Test("of several rules the one that goes nearest to the target keeps them all")
  func several() throws {
    let found = try drift(
      [0.60, 0.35], [0.40, 0.35], [.absolute(0.10), .relative(0.10)], to: .edge)
    expectClose(expected: 0.44, got: found.aims[0], .absolute(1e-12))
    #expect(found.findings.count == 4)
  }

  @Test(
    "shares of risk: by hand for two coins, and the edge is where the shares are within the band")
  func riskContribution() throws {
    // Variances 0.36 and 0.64 without correlation: shares of w are w_i^2 v_i over their sum.
    let covariance = Matrix(rows: [[0.36, 0], [0, 0.64]])
    let targets = [0.4, 0.3]
    let held = [0.6, 0.2]
    let share = { (w: [Double]) in 0.36 * w[0] * w[0] / (0.36 * w[0] * w[0] + 0.64 * w[1] * w[1]) }
    // 0.0576 / (0.0576 + 0.0576) = 0.5 at the targets; 0.1296 / 0.1552 = 0.83505 held.
    expectClose(expected: 0.5, got: share(targets), .absolute(1e-12))
    let found = try drift(held, targets, [.riskContribution(0.1)], covariance: covariance)
    #expect(found.aims == targets)
    expectClose(
      expected: 0.8350515 - 0.5, got: try #require(found.findings[0].measured), .absolute(1e-7))
    let edge = try drift(held, targets, [.riskContribution(0.1)], to: .edge, covariance: covariance)
    expectClose(expected: 0.6, got: share(edge.aims), .absolute(1e-9))
    #expect(edge.aims[0] < 0.6 && edge.aims[0] > 0.4)
    #expect(
      !(try drift([0.41, 0.3], targets, [.riskContribution(0.1)], covariance: covariance)
        .asksForTrades))
  }

  @Test("a cost band is the closed form, wider where trading is dearer")
  func costBand() throws {
    // cbrt(1.5 x 0.001 / 3 x 0.24^2) = 0.030652 and at eight times the cost 0.061305.
    let found = try drift(
      [0.45, 0.45], [0.40, 0.40], [.costBand(riskAversion: 3)], to: .edge, costs: [0.001, 0.008])
    expectClose(expected: 0.430652, got: found.aims[0], .absolute(1e-6))
    #expect(found.aims[1] == 0.45)
  }

  @Test("the no-trade region's own weights are the aims at its edge")
  func region() throws {
    let covariance = Matrix(rows: [[0.36, 0.2], [0.2, 0.64]])
    let rule = DriftRule.noTradeRegion(riskAversion: 3, horizonDays: 36.5)
    let found = try drift([0.5, 0.2], [0.4, 0.3], [rule], to: .edge, covariance: covariance)
    let region = try NoTradeRegion(
      held: [0.5, 0.2], targets: [0.4, 0.3], covariance: covariance, costs: [0.001, 0.001],
      riskAversion: 3, horizonYears: 0.1)
    #expect(found.aims == region.weights)
    let whole = try drift([0.5, 0.2], [0.4, 0.3], [rule], covariance: covariance)
    #expect(whole.aims == [0.4, 0.3])
  }

  @Test("nothing before the calendar, everything to its target on it, bands only then")
  func calendar() throws {
    func timing(_ last: String?) throws -> RebalanceTiming {
      .init(
        calendar: try .init(
          everyDays: 30, last: try last.map { try Timestamp(parsing: "\($0)T09:00:00Z") }))
    }
    let early = try drift([0.6, 0.3], [0.4, 0.35], [], timing: timing("2026-05-14"))
    #expect(!early.isDue && !early.asksForTrades)
    #expect(early.due?.description == "2026-06-13T09:00:00Z")
    // To the second on the day.
    let due = try drift([0.6, 0.3], [0.4, 0.35], [], timing: timing("2026-05-13"))
    #expect(due.isDue && due.aims == [0.4, 0.35])
    let banded = try drift(
      [0.6, 0.33], [0.4, 0.35], [.absolute(0.05)], timing: timing("2026-05-13"))
    #expect(banded.aims == [0.4, 0.33])
    #expect(try drift([0.6, 0.3], [0.4, 0.35], [], timing: timing(nil)).isDue)
    // What a band would say is told though it is not due.
    let told = try drift(
      [0.6, 0.33], [0.4, 0.35], [.absolute(0.05)], timing: timing("2026-05-14"))
    #expect(told.findings[0].fires && !told.asksForTrades)
  }

  @Test("a stressed regime widens bands, a calm one leaves them")
  func regime() throws {
    func timing(_ volatility: Double) throws -> RebalanceTiming {
      .init(regime: try .init(volatility: volatility, level: 0.8, bandFactor: 2))
    }
    #expect(
      try drift([0.48, 0.3], [0.4, 0.3], [.absolute(0.05)], timing: timing(0.7)).asksForTrades)
    #expect(
      !(try drift([0.48, 0.3], [0.4, 0.3], [.absolute(0.05)], timing: timing(0.9)).asksForTrades))
    #expect(
      try drift([0.52, 0.3], [0.4, 0.3], [.absolute(0.05)], to: .edge, timing: timing(0.9)).aims[0]
        == 0.5)
  }

  @Test("what can't be is refused with what to do")
  func wrong() throws {
    for rules: [DriftRule] in [[.absolute(0)], [.relative(-1)], [.costBand(riskAversion: 0)], []] {
      #expect(throws: SteelyardError.self) { try drift([0.5, 0.3], [0.4, 0.3], rules) }
    }
    let missing = #expect(throws: SteelyardError.self) {
      try drift([0.5, 0.3], [0.4, 0.3], [.riskContribution(0.1)])
    }
    #expect(missing?.code == .missingMarketData)
    #expect(throws: SteelyardError.self) { try drift([.nan, 0.3], [0.4, 0.3], [.absolute(0.1)]) }
    #expect(throws: SteelyardError.self) { try drift([0.5], [0.4, 0.3], [.absolute(0.1)]) }
  }

  @Test("targets: cash makes them sum to one, a coin stands once, and sizes are shares")
  func targets() throws {
    _ = try TargetWeights(coins: coins, weights: [0.6, 0.25], cash: 0.15)
    let sum = #expect(throws: SteelyardError.self) {
      try TargetWeights(coins: coins, weights: [0.6, 0.25], cash: 0.25)
    }
    #expect(sum?.message.contains("110.0000 %") == true, "\(sum?.message ?? "")")
    let twice = #expect(throws: SteelyardError.self) {
      try TargetWeights(coins: [coins[0], coins[0]], weights: [0.6, 0.25])
    }
    #expect(twice?.subject == .instrument("BTC"))
    #expect(throws: SteelyardError.self) { try TargetWeights(coins: coins, weights: [60, 250]) }
    #expect(throws: SteelyardError.self) { try TargetWeights(coins: coins, weights: [0.6, .nan]) }
    #expect(throws: SteelyardError.self) { try TargetWeights(coins: [], weights: []) }
  }
}
