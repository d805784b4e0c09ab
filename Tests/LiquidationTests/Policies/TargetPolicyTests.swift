import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin
import TestSupport
import Testing

@Suite("What is to be reached, by why an account was handed over")
struct TargetPolicyTests {
  private static let ratio = 0.95
  private static let cause = LiquidationCause.deadlinePassed(initialRatio: ratio)

  /// Short four bitcoins at 50,000, with money between maintenance and initial margin.
  private static func called(_ sample: PolicySample) throws -> LiquidationAccount {
    let probe = try sample.account(["BTC_USDC-PERPETUAL": "-4"], ["USDC": "100000"]).figures
    let usd = Int64((0.5 * (probe.maintenanceMargin + probe.initialMargin)).rounded())
    return try sample.account(["BTC_USDC-PERPETUAL": "-4"], ["USDC": "\(usd)"])
  }

  private static func policy(_ name: LiquidationPolicyName) throws -> any LiquidationPolicy {
    try name.policy(try PlanSettings(bufferShare: 0.1, rates: .usual))
  }

  @Test(
    "every policy ends at once above maintenance margin, and goes on to the call's target after a missed call",
    arguments: [.neutral, .whole, .deribit, .hyperliquid, .dydx, .paradex]
      as [LiquidationPolicyName])
  func reaches(name: LiquidationPolicyName) throws {
    let sample = try PolicySample(lots: ["BTC_USDC-PERPETUAL": "0.01"])
    let account = try Self.called(sample)
    #expect(account.figures.maintenanceExcess > 0 && account.figures.initialExcess < 0)
    let policy = TargetPolicy(try Self.policy(name))
    #expect(policy.name == name.rawValue)
    #expect(try sample.decision(policy, account).action == .end)
    let progress = LiquidationProgress(begun: sample.start, cause: Self.cause)
    let first = try sample.decision(policy, account, progress)
    #expect(first.trades["BTC_USDC-PERPETUAL"] != nil, "\(first)")
    #expect(first.reason.hasPrefix("a margin call was not met"))
    let rehearsal = try PolicyRehearsal(
      of: try Self.policy(name), on: account, in: sample.market,
      try PlanSettings(bufferShare: 0.1, rates: .usual), cause: Self.cause)
    #expect(rehearsal.ending == .restored, "\(rehearsal.ending)")
    let end = try sample.account(rehearsal.portfolio).figures
    #expect(end.initialMargin <= Self.ratio * end.initialCountedEquity + 1e-6, "\(end)")
    #expect(rehearsal.rounds.count >= 1)
  }

  @Test(
    "the target is initial margin over the ratio, and the account's own where that is the larger requirement"
  )
  func figures() {
    var figures = AccountFigures()
    figures.equity = 1000
    figures.initialCountedEquity = 900
    figures.maintenanceCountedEquity = 950
    figures.initialMargin = 950
    figures.maintenanceMargin = 600
    let raised = Self.cause.figures(figures)
    // 950 / 0.95 = 1000 against 900: lacking 100.
    expectClose(expected: -100, got: raised.maintenanceExcess, .relative(1e-12))
    #expect(raised.equity == 1000)
    #expect(LiquidationCause.belowMaintenance.figures(figures) == figures)
    figures.maintenanceCountedEquity = 300
    #expect(Self.cause.figures(figures) == figures)
  }

  @Test(
    "a missed call takes nobody over who is above maintenance margin; a bankrupt account it does")
  func takeover() throws {
    /// Hands everything over that it is asked about.
    struct Greedy: LiquidationPolicy {
      let name = "greedy"
      func decision(
        for account: LiquidationAccount, in market: LiquidationMarket,
        _ progress: LiquidationProgress
      ) throws(SteelyardError) -> LiquidationDecision {
        LiquidationDecision(
          .takeOver(account.figures.equity < 0 ? .bankrupt : .belowBackstop), reason: "a test")
      }
    }
    let sample = try PolicySample()
    let policy = TargetPolicy(Greedy())
    let progress = LiquidationProgress(begun: sample.start, cause: Self.cause)
    let account = try Self.called(sample)
    // A fifth of the position, by the policy that stands in.
    #expect(try sample.decision(policy, account, progress).trades == ["BTC_USDC-PERPETUAL": "0.8"])
    let bankrupt = try sample.account(["BTC_USDC-PERPETUAL": "-4"], ["USDC": "-10"])
    #expect(try sample.decision(policy, bankrupt, progress).action == .takeOver(.bankrupt))
    let below = try sample.account(["BTC_USDC-PERPETUAL": "-4"], ["USDC": "100"])
    #expect(try sample.decision(policy, below, progress).action == .takeOver(.belowBackstop))
  }
}
