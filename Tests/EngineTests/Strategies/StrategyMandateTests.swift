import SteelyardAllocation
import SteelyardContracts
import SteelyardEngine
import Testing

@Suite("Mandates of strategies")
struct StrategyMandateTests {
  private func mandate(
    parameters: [String: Double] = ["lookback": 7, "entry": 0.02],
    level: StrategyMandate.Level = .scripted, coins: [String] = ["SOL", "ETH"],
    limits: RiskLimits = .usual, look: Double = 1000, window: Double = 5000,
    windowSeconds: Int64 = 3600, cadence: Int64 = 60, slippage: Double = 0.002,
    expiry: String = "2027-01-01T00:00:00Z", refusals: Int = 5, past: Double = 7
  ) throws -> StrategyMandate {
    try StrategyMandate(
      account: try AccountName("fund"), strategy: "funding_capture", parameters: parameters,
      level: level, coins: try coins.map { try Currency($0) }, limits: limits,
      budget: .init(lookUSD: look, windowUSD: window, windowSeconds: windowSeconds),
      pace: .init(
        cadenceSeconds: cadence, orderSeconds: 10, proposalSeconds: 600, rehearsalLooks: 20,
        refusalsMax: refusals, pastDays: past), slippageMax: slippage,
      expiry: try Timestamp(parsing: expiry))
  }

  @Test(
    "a mandate survives its bytes, damaged ones are refused or another one, and the digest names it"
  )
  func bytes() throws {
    let first = try mandate()
    try expectSurvivesBytes(first)
    #expect(first.digest.count == 64)
    #expect(try mandate().digest == first.digest)
    // The order in which parameters are written changes nothing; anything else changes the digest.
    #expect(try mandate(parameters: ["entry": 0.02, "lookback": 7]).digest == first.digest)
    let others = [
      try mandate(parameters: ["entry": 0.03, "lookback": 7]), try mandate(level: .alert),
      try mandate(coins: ["SOL"]), try mandate(limits: try RiskLimits(leverageMax: 2.5)),
      try mandate(look: 999), try mandate(slippage: 0.0021), try mandate(refusals: 4),
    ]
    #expect(Set(others.map(\.digest) + [first.digest]).count == others.count + 1)
  }

  @Test("commands and events about mandates survive their bytes")
  func facts() throws {
    let account = try AccountName("fund")
    let own = try mandate()
    let asks: [MandateAsk] = [
      .set(own, power: .narrowing, reason: "why"),
      .release(account, digest: own.digest, waivesLooks: true, reason: "why"),
      .pause(account, reason: "why"), .resume(account, reason: "why"),
      .end(account, reason: "why"), .approve(account, decision: 3, reason: "why"),
      .reject(account, decision: 4, reason: "why"), .switchAll(.stopped, reason: "why"),
    ]
    for ask in asks {
      try expectSurvivesBytes(ask)
      try expectSurvivesBytes(AuthoredCommand(.mandate(ask), by: "somebody"))
    }
  }

  @Test("every event of a whole run survives its bytes, and so does the state")
  func events() async throws {
    let run = try await StrategyHarness()
    defer { run.stop() }
    try await run.give(
      try run.mandate("steady", ["counts": 1], level: .scripted, lookUSD: 20_000))
    #expect(try await run.run { try run.known.open?.stage == .proposed })
    try await run.ask(.approve(run.account, decision: 1, reason: "yes"))
    #expect(try await run.run { try run.known.decisions.first?.stage == .done })
    try await run.ask(.switchAll(.stopped, reason: "a test"))
    for (place, event) in run.steps.enumerated() {
      try expectSurvivesBytes(event, seed: UInt64(place))
    }
    try expectSurvivesBytes(try run.known)
    try run.expectSound()
  }

  @Test("what is narrower everywhere is no widening, and each single wider field is named")
  func widening() throws {
    let first = try mandate()
    #expect(first.widening(of: first) == nil)
    let narrower = try mandate(
      level: .alert, coins: ["SOL"],
      limits: try RiskLimits(
        drawdownMax: 0.1, marginUseMax: 0.5, leverageMax: 2, deltaMax: 1, gammaMax: 0.1,
        vegaMax: 0.1, concentrationMax: 1, returnMin: 0.01), look: 500, window: 2500, cadence: 120,
      slippage: 0.001, expiry: "2026-12-31T00:00:00Z", refusals: 2, past: 8)
    #expect(narrower.widening(of: first) == nil)
    let wider: [(StrategyMandate, String)] = [
      (try mandate(parameters: [:]), "parameters"), (try mandate(level: .autonomous), "level"),
      (try mandate(coins: ["SOL", "BTC"]), "coins"),
      (try mandate(limits: try RiskLimits(drawdownMax: 0.21)), "limits.drawdown"),
      (try mandate(limits: try RiskLimits(epochDays: 89)), "limits.epoch_days"),
      (try mandate(limits: try RiskLimits(marginUseMax: 0.61)), "limits.margin_use"),
      (try mandate(limits: try RiskLimits(leverageMax: 3.1)), "limits.leverage"),
      (try mandate(limits: try RiskLimits(deltaMax: 1.6)), "limits.delta"),
      (try mandate(limits: try RiskLimits(gammaMax: 0.16)), "limits.gamma"),
      (try mandate(limits: try RiskLimits(vegaMax: 0.16)), "limits.vega"),
      (try mandate(limits: try RiskLimits(concentrationMax: 3.1)), "limits.concentration"),
      (try mandate(limits: try RiskLimits(returnMin: -0.1)), "limits.return"),
      (try mandate(look: 1001), "budget.look_usd"),
      (try mandate(window: 5001), "budget.window_usd"),
      (try mandate(windowSeconds: 1800), "budget.window_seconds"),
      (try mandate(cadence: 59), "pace.cadence_seconds"),
      (try mandate(refusals: 6), "pace.refusals_max"),
      (try mandate(past: 6), "pace.past_days"), (try mandate(slippage: 0.003), "slippage_max"),
      (try mandate(expiry: "2027-01-02T00:00:00Z"), "expiry"),
    ]
    for (mandate, field) in wider { #expect(mandate.widening(of: first) == field) }
  }

  @Test("what can't be is refused with its field")
  func refused() throws {
    func field(_ make: () throws -> StrategyMandate) -> String? {
      do {
        _ = try make()
        return nil
      } catch {
        guard let error = error as? SteelyardError, error.code == .invalidInput,
          case .place(_, _, let field) = error.subject
        else { return "\(error)" }
        return field
      }
    }
    #expect(field { try mandate(coins: []) } == "coins")
    #expect(field { try mandate(coins: ["SOL", "SOL"]) } == "coins")
    #expect(field { try mandate(parameters: ["a": .nan]) } == "parameters")
    #expect(field { try mandate(look: 0) } == "budget.look_usd")
    #expect(field { try mandate(window: .infinity) } == "budget.window_usd")
    #expect(field { try mandate(windowSeconds: 0) } == "budget.window_seconds")
    #expect(field { try mandate(cadence: 0) } == "pace.cadence_seconds")
    #expect(field { try mandate(past: -1) } == "pace.past_days")
    #expect(field { try mandate(slippage: 0.2) } == "slippage_max")
    #expect(field { try mandate(limits: try RiskLimits(leverageMax: .infinity)) } == "limits")
  }
}
