import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin
import TestSupport
import Testing

@Suite("Policies rehearsed on an account")
struct PolicyRehearsalTests {
  private let sample: PolicySample
  private let settings: PlanSettings

  init() throws {
    sample = try PolicySample(
      lots: ["BTC_USDC-PERPETUAL": "0.001", "ETH_USDC-PERPETUAL": "0.01"])
    settings = try PlanSettings(bufferShare: 0.01, rates: .usual)
  }

  /// Two perpetuals that need 2,040 and some 400 on 2,350.
  private func account() throws -> LiquidationAccount {
    try sample.account(
      ["BTC_USDC-PERPETUAL": "-4", "ETH_USDC-PERPETUAL": "20"], ["USDC": "2350"])
  }

  private func rehearsal(
    _ name: LiquidationPolicyName, _ account: LiquidationAccount, buffer: Double = 0.01
  ) throws -> PolicyRehearsal {
    let settings = try PlanSettings(bufferShare: buffer, rates: .usual)
    return try PolicyRehearsal(
      of: name.policy(settings), on: account, in: sample.market, settings)
  }

  @Test(
    "what an account loses is what it is told to cost, under every policy",
    arguments: LiquidationPolicyName.allCases)
  func conserves(_ name: LiquidationPolicyName) throws {
    let account = try account()
    #expect(account.figures.maintenanceExcess < 0)
    let rehearsed = try rehearsal(name, account)
    #expect(rehearsed.ending == .restored, "\(name): \(rehearsed.ending)")
    #expect(rehearsed.end.maintenanceExcess >= -1e-6)
    expectClose(
      expected: rehearsed.start.equity - rehearsed.end.equity, got: rehearsed.price,
      Tolerance(relative: 1e-9, absolute: 1e-6), inputs: "\(name)")
    #expect(rehearsed.price > 0 && !rehearsed.rounds.isEmpty)
  }

  @Test("the neutral plan costs least of those that trade, and closing everything most")
  func cheapest() throws {
    let account = try account()
    // The others know no buffer.
    let neutral = try rehearsal(.neutral, account, buffer: 0).price
    let whole = try rehearsal(.whole, account).price
    for name in [LiquidationPolicyName.deribit, .hyperliquid, .dydx, .paradex] {
      let price = try rehearsal(name, account).price
      print("\(name.rawValue): \(price), neutral \(neutral), whole \(whole)")
      #expect(price >= 0.999 * neutral, "\(name)")
    }
    #expect(whole > neutral)
  }

  @Test("a policy's own penalty is paid, and takes no more than there is")
  func penalty() throws {
    let account = try sample.account(["BTC_USDC-PERPETUAL": "-4"], ["USDC": "1950"])
    // As the policy says: 0.4 x 0.7 x 2,040.
    let some = try rehearsal(.paradex, account)
    expectClose(expected: 571.2, got: some.cost.liquidationFee, .relative(1e-9))
    let poor = try sample.account(["BTC_USDC-PERPETUAL": "-4"], ["USDC": "1200"])
    let all = try rehearsal(.paradex, poor)
    expectClose(expected: 0, got: all.end.equity, .absolute(1e-6))
    #expect(all.cost.liquidationFee < 0.7 * 2_040)
  }

  @Test("many small rounds cost what one of their size costs")
  func rounds() throws {
    let account = try sample.account(["BTC_USDC-PERPETUAL": "-4"], ["USDC": "1600"])
    let rounds = try PolicyRehearsal(
      of: NeutralPolicy(settings, budgetUSD: 5_000), on: account, in: sample.market, settings)
    let once = try rehearsal(.neutral, account)
    #expect(rounds.rounds.count > 5 && once.rounds.count < rounds.rounds.count)
    // Each round plans anew on what the last one left: lots and buffers differ by a little.
    expectClose(expected: once.price, got: rounds.price, .relative(0.02))
  }

  @Test("the bidder of an auction waits for the discount that pays for closing")
  func auction() throws {
    let rehearsed = try rehearsal(.derive, try account())
    let first = try #require(rehearsed.rounds.first)
    #expect(first.seconds > 0 && first.discount > 0)
    #expect(first.cost.total == 0, "the account pays by the discount alone")
  }

  @Test("an account worth nothing ends in a takeover at once, or bidders are paid")
  func bankrupt() throws {
    let account = try sample.account(["BTC_USDC-PERPETUAL": "-4"], ["USDC": "-50"])
    for name in LiquidationPolicyName.allCases where name != .derive {
      let rehearsed = try rehearsal(name, account)
      #expect(rehearsed.ending == .takenOver(.bankrupt) && rehearsed.rounds.isEmpty, "\(name)")
    }
    let paid = try rehearsal(.derive, account)
    #expect(paid.ending == .restored && paid.end.equity >= -1e-6, "\(paid.ending) \(paid.end)")
  }

  @Test("names are read, and others refused with what there is")
  func names() throws {
    #expect(try LiquidationPolicyName(named: "deribit") == .deribit)
    #expect(throws: SteelyardError.self) { try LiquidationPolicyName(named: "aave") }
  }
}
