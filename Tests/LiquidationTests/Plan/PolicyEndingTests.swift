import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin
import TestSupport
import Testing

@Suite("The cheap question whether an account is well, and options as hedges")
struct PolicyEndingTests {
  @Test(
    "it agrees with the whole decision on random books, below the margin, between it and the target, and above",
    arguments: ["cross", "deribit"])
  func agrees(_ name: String) throws {
    var books = PlanBooks(seed: 2_611)
    let model = try PlanSample.model(name)
    let policies: [any LiquidationPolicy] = [
      try NeutralPolicy(try PlanSettings(bufferShare: 0.1, rates: .usual), budgetUSD: 100_000),
      try LargestFirstPolicy(share: 0.2, bufferShare: 0.1), WholeClosePolicy(),
      try DerivePolicy(),
    ]
    var ended = 0
    var asked = 0
    for share in [-1.2, -0.2, -0.01, 0.02, 0.09, 0.11, 0.5] {
      let (positions, lots) = try books.positions(count: 2...4, lots: 2...4)
      let market = try PlanSample.market(model, hedges: ["BTC-PERPETUAL"], lots: lots)
      let account = try PlanSample.account(
        try PlanSample.collateralised(positions, excessShare: share, in: market), in: market)
      for rounds in [0, 1] {
        let progress = LiquidationProgress(
          begun: market.time, roundCount: rounds, lastRound: nil)
        for policy in policies {
          let decision = try policy.decision(for: account, in: market, progress)
          let ending = try policy.ending(for: account, in: market, progress)
          #expect(
            ending == (decision.action == .end ? decision : nil), "\(policy.name) at \(share)")
          asked += 1
          if ending != nil { ended += 1 }
        }
      }
    }
    // Both answers happen, or the test says nothing.
    #expect(ended > 5 && asked - ended > 5)
  }

  @Test("where options are only bought as hedges, a plan for a long book writes none")
  func bought() throws {
    let model = try PlanSample.model("deribit")
    let call = "BTC-24APR26-70000-C"
    let plain = try PlanSample.market(model, hedges: [call])
    let buying = LiquidationMarket(
      model: plain.model, frame: plain.frame, universe: plain.universe, hedges: plain.hedges,
      optionHedges: .bought, terms: plain.terms, time: plain.time)
    func hedged(_ quantity: String, _ market: LiquidationMarket) throws -> [Amount] {
      let portfolio = try PlanSample.collateralised(
        [try PlanSample.position("BTC-26JUN26-60000-P", quantity)], excessShare: -0.1, in: market)
      let plan = try LiquidationPlan(
        for: try PlanSample.account(portfolio, in: market), in: market,
        try PlanSettings(bufferShare: 0.05, rates: .usual))
      return plan.steps.flatMap(\.trades).map(\.trade).filter { $0.purpose == .curvatureHedge }
        .map(\.quantity)
    }
    for quantity in ["-40", "40"] {
      let hedges = try hedged(quantity, buying)
      #expect(hedges.allSatisfy { $0 > .zero }, "\(quantity): \(hedges)")
      // What is let in is what the rule says, and nothing less: a short book may buy as before.
      if quantity == "-40" { #expect(hedges == (try hedged(quantity, plain))) }
    }
  }

  @Test("what nobody takes in the time of the insolvent auction is taken over")
  func unsold() throws {
    let policy = try DerivePolicy()
    let gone = { (seconds: Int64) throws -> LiquidationDecision in
      let sample = try PolicySample(seconds: seconds)
      let account = try sample.account(["BTC_USDC-PERPETUAL": "-4"], ["USDC": "-100"])
      let begun = try PolicySample().start
      return try policy.decision(
        for: account, in: sample.market,
        LiquidationProgress(begun: begun, roundCount: 1, lastRound: nil, insolventSince: begun))
    }
    guard case .auction = try gone(3_599).action else {
      Issue.record("it has ended too soon")
      return
    }
    #expect(try gone(3_600).action == .takeOver(.unsold))
  }
}
