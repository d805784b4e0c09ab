import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardLiquidation
import Testing

@Suite("Positions that the insurance fund took over")
struct FundReductionTests {
  private static let fund = HouseAccount.insurance.name

  private static func rules(
    _ positions: WaterfallRules.FundPositions = .reduce, slippage: Double = 0.01,
    roundBudgetUSD: Double = 1e9, windowBudgetUSD: Double = 1e12
  ) throws -> LiquidationRules {
    try LiquidationRules(
      roundSeconds: 20, pauseMilliseconds: 0, roundBudgetUSD: roundBudgetUSD,
      windowBudgetUSD: windowBudgetUSD, windowSeconds: 60, hedges: .none,
      takeOver: .insuranceFund,
      waterfall: try WaterfallRules(
        fundFloorUSD: 0, deleveraging: .house, ranking: .profitTimesLeverage, allocation: .queue,
        positionShare: 1, openInterestShare: 1, lossSharing: .house, balanceShare: 1,
        fundPositions: positions, fundSlippage: slippage))
  }

  /// An account that is worth less than nothing, so that the fund takes it over.
  private static func bankrupt(
    _ rules: LiquidationRules, _ names: [String] = ["a"]
  ) async throws -> LiquidationHarness {
    let run = try await LiquidationHarness(rules, accounts: names)
    try await run.ruin(run.accounts[0], share: 3)
    try run.start(try LargestFirstPolicy(share: 0.2, bufferShare: 0.1))
    return run
  }

  private static func held(_ run: LiquidationHarness) -> Amount {
    run.engine.fund?.positions.first?.quantity ?? .zero
  }

  private static func rounds(_ run: LiquidationHarness) -> [LiquidationRound] {
    run.steps(fund).compactMap {
      if case .decided(let round) = $0.kind { round } else { nil }
    }
  }

  private static func terms() throws -> ContractTerms {
    try ContractTerms(
      multiplier: .one, tick: Amount(parsing: "0.5"), lot: .one, averagingWindowSeconds: 1800,
      delivery: .none)
  }

  @Test(
    "1 % of 60,000 are 600, rounded to half dollars in the fund's favour, and never below a tick",
    arguments: [
      (60_000.0, -1, "59400"), (60_000, 1, "60600"), (60_000.3, -1, "59400.5"),
      (60_000.3, 1, "60600"), (0.1, 1, "0.5"), (0, -1, "0.5"),
    ])
  func limit(mark: Double, quantity: Int64, price: String) throws {
    let found = FundLimit.price(
      at: mark, trading: Amount(quantity), slippage: 0.01, terms: try Self.terms())
    #expect(try found == Amount(parsing: price))
    #expect(
      FundLimit.price(
        at: .nan, trading: Amount(quantity), slippage: 0.01, terms: try Self.terms()) == nil)
  }

  @Test("are sold in rounds within the budget, at no worse than the limit, until none is left")
  func reduces() async throws {
    let run = try await Self.bankrupt(try Self.rules(roundBudgetUSD: 300_000))
    defer { run.stop() }
    #expect(try await run.run { run.engine.liquidations.endedCount == 1 })
    #expect(try await run.run { run.engine.liquidations.fund.begunCount == 1 })
    #expect(
      try await run.run {
        run.engine.liquidations.fund.course == nil && run.engine.fund?.positions.isEmpty == true
      })
    let rounds = Self.rounds(run)
    #expect(rounds.count > 1 && rounds.count == Int(run.engine.liquidations.fund.roundCount))
    for round in rounds {
      #expect(round.notionalUSD <= 300_000 && round.legs.count == 1)
      let leg = round.legs[0]
      #expect(leg.quantity.isNegative && leg.purpose == .reduction)
    }
    // The sales are the takeover, to the last lot.
    let walk = try LiquidationWalk(run.harness.journal.records, run.perpetual)
    #expect(walk.fundFilled.units < 0)
    #expect(walk.fundOrderCount == rounds.count)
    #expect(run.engine.liquidations.endedCount == 1 && run.engine.liquidations.open.isEmpty)
    try run.expectSound()
  }

  @Test(
    "stay where the rules hold them, or while somebody has stopped it", arguments: [true, false])
  func holds(isByRule: Bool) async throws {
    let run = try await Self.bankrupt(try Self.rules(isByRule ? .hold : .reduce, slippage: 0))
    defer { run.stop() }
    if isByRule {
      #expect(try await run.run { run.engine.liquidations.endedCount == 1 })
      #expect(try await run.run(seconds: 20) { false } == false)
      #expect(!Self.held(run).isZero && run.engine.liquidations.fund.begunCount == 0)
      return try run.expectSound()
    }
    // At the mark itself nobody buys: the order rests until it is stopped.
    #expect(
      try await run.run {
        run.engine.liquidations.fund.course?.round?.legs.contains { $0.state == .working } == true
      })
    let held = Self.held(run)
    _ = try await run.engine.submit(
      .switchLiquidation(account: Self.fund, position: .stopped, reason: "a test"), by: "house")
    #expect(
      try await run.run { run.engine.liquidations.fund.course?.hold?.reason == .stopped })
    let round = try #require(run.engine.liquidations.fund.course?.rounds.last)
    #expect(round.stop == .stopped && round.legs.allSatisfy { $0.state == .cancelled })
    #expect(Self.held(run) == held)
    let count = Self.rounds(run).count
    #expect(try await run.run(seconds: 20) { false } == false)
    #expect(Self.rounds(run).count == count)
    _ = try await run.engine.submit(
      .switchLiquidation(account: Self.fund, position: .running, reason: "a test"), by: "house")
    #expect(try await run.run { Self.rounds(run).count > count })
    try run.expectSound()
  }

  @Test("nobody else trades for the fund, nor takes a position away beneath its orders")
  func guarded() async throws {
    let run = try await Self.bankrupt(try Self.rules(slippage: 0))
    defer { run.stop() }
    #expect(
      try await run.run {
        run.engine.liquidations.fund.course?.round?.legs.contains { $0.state == .working } == true
      })
    let order = try #require(run.engine.liquidations.fund.course?.round?.legs[0].order)
    let refused: [(LedgerAction, SteelyardError.Code)] = [
      (
        .placeOrder(
          OrderTicket(
            account: Self.fund, instrument: run.perpetual, quantity: Amount(-10), price: nil,
            effect: .reduceOnly)), .notAllowed
      ),
      (.cancelOrder(order, of: Self.fund), .notAllowed),
      (
        .bookTrade(
          AgreedTrade(
            account: Self.fund, counterparty: nil, instrument: run.perpetual,
            quantity: Amount(-10), price: Amount(run.mark), fee: .none, counterpartyFee: .none)),
        .conflict
      ),
    ]
    for (action, code) in refused {
      do {
        try await run.ask(action, by: "owner")
        Issue.record("\(action) was let in")
      } catch let error as SteelyardError {
        #expect(error.code == code, "\(action): \(error)")
        #expect(!error.remedy.isEmpty)
      }
    }
    try run.expectSound()
  }

  @Test("the fund's orders make way for a takeover that makes its position smaller")
  func makesWay() async throws {
    let run = try await Self.bankrupt(try Self.rules(slippage: 0), ["a", "short-b"])
    defer { run.stop() }
    let short = run.accounts[1]
    #expect(
      try await run.run {
        run.engine.liquidations.fund.course?.round?.legs.contains { $0.state == .working } == true
      })
    let (long, opposite) = (Self.held(run), try run.position(short))
    #expect(!long.isNegative && opposite.isNegative)
    try await run.ruin(short, share: 3)
    #expect(try await run.run { run.engine.liquidations.endedCount == 2 })
    #expect(Self.rounds(run).count > 0)
    let stops = run.steps(Self.fund).compactMap {
      if case .stopping(let stop) = $0.kind { stop } else { nil }
    }
    #expect(stops.contains(.takeOverDue))
    try run.expectSound()
  }
}
