import Foundation
import SteelyardAllocation
import SteelyardContracts
import SteelyardMath
import TestSupport
import Testing

@Suite("Placement of collateral")
struct PlacementTests {
  static func problem(_ json: String) throws -> PlacementProblem {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(PlacementProblem.self, from: Data(json.utf8))
  }

  /// A wallet with 100,000 USDC that earn 4 % there and 100 ETH at 1000 that earn nothing, and a venue that needs
  /// 50,000.
  private func simple(
    cap: String = "", scenarios: String = "", need: String = #""amount": 50000"#,
    ways: String =
      #"{"asset":"USDC","from":"wallet","to":"venue","seconds":0},{"asset":"ETH","from":"wallet","to":"venue","seconds":0}"#,
    days: Double = 365
  ) throws -> PlacementProblem {
    try Self.problem(
      """
      {"horizon_days": \(days), "capital_rate": 0.08,
       "assets": [{"name":"USDC","price":1,"reference_rate":0.04},{"name":"ETH","price":1000}],
       "scenarios": [\(scenarios)],
       "locations": [
        {"name":"wallet","kind":"wallet","holdings":[{"asset":"USDC","quantity":100000},{"asset":"ETH","quantity":100}],
         "accepted":[{"asset":"USDC","yield":0.04}]},
        {"name":"venue","kind":"venue","holdings":[],"requirement":{\(need)},
         "accepted":[{"asset":"USDC","haircut":0},{"asset":"ETH","haircut":0.1\(cap)}]}],
       "transfers": [\(ways)]}
      """)
  }

  private func price(_ placement: Placement, _ limit: Placement.Limit) -> Double {
    placement.bindings.first { $0.limit == limit }?.price ?? .nan
  }

  /// A counted dollar of USDC costs 4 cents; one of ETH 0.08 x 0.1 / 0.9 = 0.889 cents.
  @Test("the asset with the haircut is cheaper than the one that would earn interest")
  func haircutOrInterest() throws {
    let placement = try Placement(try simple())
    expectClose(expected: 50_000 / 0.9, got: placement.after[1][1], .relative(1e-9))
    expectClose(expected: 0, got: placement.after[1][0], .absolute(1e-6))
    expectClose(expected: 50_000 / 0.9 * 0.008, got: placement.cost.total, .relative(1e-9))
    #expect(placement.isFeasible && placement.gap < 1e-6)
    expectClose(
      expected: 0.008 / 0.9, got: price(placement, .requirement(location: 1, scenario: 0)),
      .relative(1e-9))
    #expect(placement.plan.isComplete && placement.plan.steps.count == 1)
  }

  // 20,000 of ETH count 18,000; USDC gives the other 32,000. A dollar more of the cap saves 0.9 x 0.04 - 0.008.
  @Test("a cap binds: the rest comes from the dearer asset, and the cap has a price")
  func cap() throws {
    let placement = try Placement(try simple(cap: #","cap_usd":20000"#))
    expectClose(expected: 20_000, got: placement.after[1][1], .relative(1e-9))
    expectClose(expected: 32_000, got: placement.after[1][0], .relative(1e-9))
    expectClose(expected: 160 + 1_280, got: placement.cost.total, .relative(1e-9))
    expectClose(
      expected: 0.04, got: price(placement, .requirement(location: 1, scenario: 0)),
      .relative(1e-9))
    expectClose(
      expected: 0.008 - 0.036, got: price(placement, .cap(location: 1, asset: 1)),
      .relative(1e-9))
  }

  // Half gone, a dollar of ETH counts 0.45 and costs 0.008; USDC stays dearer, and 50,000 need 111,111: more than
  // there is. So all 100,000 of ETH count 45,000, and 5,000 of USDC.
  @Test("every scenario has to be met")
  func scenario() throws {
    let placement = try Placement(
      try simple(scenarios: #"{"name":"half","moves":[{"coin":"ETH","move":-0.5}]}"#))
    expectClose(expected: 100_000, got: placement.after[1][1], .relative(1e-9))
    expectClose(expected: 5_000, got: placement.after[1][0], .relative(1e-9))
    let worst = placement.standings.filter { $0.scenario == 1 }
    expectClose(expected: 50_000, got: worst[0].counted.after, .relative(1e-9))
  }

  @Test("a requirement of a scenario is its own")
  func shockedRequirement() throws {
    let placement = try Placement(
      try simple(
        scenarios: #"{"name":"half","moves":[{"coin":"ETH","move":-0.5}]}"#,
        need: #""amount": 1000, "scenarios":[{"scenario":"half","amount":18000}]"#))
    expectClose(expected: 40_000, got: placement.after[1][1], .relative(1e-9))
  }

  @Test("what can't be met is told, with how much is missing")
  func short() throws {
    let placement = try Placement(try simple(need: #""amount": 500000"#))
    #expect(!placement.isFeasible)
    let missing = try #require(placement.shortages.first)
    expectClose(
      expected: 500_000 - 190_000, got: missing.needed.after - missing.counted.after,
      .relative(1e-9))
  }

  /// Over ten days a fee of 0.1 % is 3.65 % a year: ETH then costs (0.0365 / 0.999 + 0.008) / 0.9 a counted dollar, more
  /// than USDC's 4 %; over a year it is 1.1 %.
  @Test("a transfer's fee is spread over the horizon", arguments: [10, 365])
  func fee(_ days: Double) throws {
    let ways =
      #"{"asset":"USDC","from":"wallet","to":"venue","seconds":0},"#
      + #"{"asset":"ETH","from":"wallet","to":"venue","seconds":0,"fee":0.001}"#
    let placement = try Placement(try simple(ways: ways, days: days))
    let ethCost = (0.001 * 365 / days / 0.999 + 0.008) / 0.9
    expectClose(
      expected: 50_000 * min(0.04, ethCost), got: placement.cost.total, .relative(1e-9))
    #expect((placement.after[1][1] > 0) == (days == 365))
  }

  /// The cheaper way by asset has a fixed cost of more than it saves in a year: 2000 - 444.44 = 1555.56.
  @Test("a fixed cost is paid only where it saves more", arguments: [1_500.0, 1_600])
  func fixedCost(_ fixed: Double) throws {
    let placement = try Placement(
      try simple(
        ways:
          #"{"asset":"USDC","from":"wallet","to":"venue","seconds":0},{"asset":"ETH","from":"wallet","to":"venue","seconds":0,"fixed_usd":\#(fixed)}"#
      ))
    let saved = 50_000 * 0.04 - 50_000 / 0.9 * 0.008
    #expect((placement.after[1][1] > 0) == (fixed < saved))
    expectClose(
      expected: min(2_000, 50_000 / 0.9 * 0.008 + fixed), got: placement.cost.total,
      .relative(1e-9))
    #expect(placement.bound <= placement.cost.total * (1 + 1e-12))
  }

  /// Ten dearer ways beside the two: too many to try every subset, and the same answer.
  @Test("with many fixed costs the search finds what the exhaustive one finds")
  func manyFixedCosts() throws {
    let plain =
      #"{"asset":"USDC","from":"wallet","to":"venue","seconds":0,"fixed_usd":1},"#
      + #"{"asset":"ETH","from":"wallet","to":"venue","seconds":0,"fixed_usd":1500}"#
    let dear = (0..<10).map {
      #"{"asset":"USDC","from":"wallet","to":"venue","seconds":0,"fee":0.001,"fixed_usd":\#($0 + 5)}"#
    }
    let few = try Placement(try simple(ways: plain))
    let many = try Placement(try simple(ways: ([plain] + dear).joined(separator: ",")))
    #expect(few.isExhaustive && !many.isExhaustive)
    expectClose(expected: few.cost.total, got: many.cost.total, .relative(1e-9))
    #expect(many.gap >= 0 && many.bound <= few.cost.total)
  }
}
