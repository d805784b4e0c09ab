import SteelyardAllocation
import SteelyardContracts
import SteelyardMath
import TestSupport
import Testing

@Suite("Placement with loans")
struct BorrowingPlacementTests {
  /// A wallet with 1,000,000 of ETH, a venue that takes USDC only, and protocols that lend it.
  private func problem(
    protocols: Int = 1, need: Double = 200_000, health: Double = 1.6, scenarios: String = "",
    supplies: [Double] = [1_000_000, 500_000], debts: [Double] = [0, 0]
  ) throws -> PlacementProblem {
    let lending = (0..<protocols).map { place in
      """
      {"name":"protocol \(place)","kind":"lending","wallet":"wallet","health_factor":\(health),"holdings":[],
       "accepted":[{"asset":"ETH","loan_to_value":0.75,"threshold":0.8}],
       "markets":[{"asset":"USDC","debt":\(debts[place]),"supply":\(supplies[place]),
        "curve":{"base":0,"first_slope":0.04,"second_slope":0.6,"optimal_usage":0.8,"reserve_factor":0.1}}]}
      """
    }
    let ways = (0..<protocols).map {
      #"{"asset":"ETH","from":"wallet","to":"protocol \#($0)","seconds":0}"#
    }
    return try PlacementTests.problem(
      """
      {"horizon_days": 30, "capital_rate": 0.05,
       "assets": [{"name":"USDC","price":1},{"name":"ETH","price":2000}],
       "scenarios": [\(scenarios)],
       "locations": [
        {"name":"wallet","kind":"wallet","holdings":[{"asset":"ETH","quantity":500}],"accepted":[]},
        {"name":"venue","kind":"venue","holdings":[],"requirement":{"amount":\(need)},
         "accepted":[{"asset":"USDC","haircut":0}]},
        \(lending.joined(separator: ","))],
       "transfers": [{"asset":"USDC","from":"wallet","to":"venue","seconds":0},\(ways.joined(separator: ","))]}
      """)
  }

  // 1.6 x 200,000 / 0.8 = 400,000 of ETH. Interest 200,000 x 0.05 x 0.2 = 2,000; a fifth of 400,000 does not count, at
  // 5 % 4,000. One more dollar: 0.05 x 2 x 0.2 of interest, and 2 of ETH at 0.05 x 0.2 each.
  @Test("a loan against ETH, by hand, with what one more dollar costs")
  func worked() throws {
    let placement = try Placement(try problem())
    expectClose(expected: 200_000, got: placement.debts[0].after, .relative(1e-8))
    expectClose(expected: 400_000, got: placement.after[2][1], .relative(1e-8))
    expectClose(expected: 2_000, got: placement.cost.interest, .relative(1e-7))
    expectClose(expected: 4_000, got: placement.cost.haircut, .relative(1e-7))
    let price = placement.bindings.first { $0.limit == .requirement(location: 1, scenario: 0) }
    expectClose(expected: 0.02 + 0.02, got: price?.price ?? .nan, .relative(1e-6))
    expectClose(expected: 0.01, got: placement.debts[0].rateAfter, .relative(1e-7))
    #expect(placement.gap < 1e-4)
    // ETH goes first, then the loan, then what it pays.
    #expect(placement.plan.isComplete)
    #expect(
      placement.plan.steps.map(\.action) == [.transfer(1), .borrow(0), .transfer(0)])
  }

  @Test("loans over two protocols are the split of equal marginal rates", arguments: 0..<10)
  func split(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let supplies = [
      Double.random(in: 200_000...900_000, using: &random),
      Double.random(in: 200_000...900_000, using: &random),
    ]
    let debts = supplies.map { $0 * Double.random(in: 0...0.7, using: &random) }
    let need = Double.random(in: 20_000...200_000, using: &random)
    let problem = try problem(protocols: 2, need: need, supplies: supplies, debts: debts)
    let placement = try Placement(problem)
    let markets = try zip(supplies, debts).map {
      try LendingMarket(
        name: "m", debt: $1, supply: $0,
        curve: KinkedRateCurve(
          base: 0, firstSlope: 0.04, secondSlope: 0.6, optimalUsage: 0.8, reserveFactor: 0.1))
    }
    let split = try BorrowSplit(of: need, over: markets)
    expectClose(expected: split.annualCost, got: placement.cost.interest, .relative(1e-6))
    for (expected, debt) in zip(split.amounts, placement.debts) {
      expectClose(expected: expected, got: debt.after, .absolute(2e-3 * need))
    }
    #expect(placement.gap <= 1e-6 * placement.cost.total + 1e-5)
  }

  @Test("the health factor holds in every scenario")
  func scenarios() throws {
    let placement = try Placement(
      try problem(
        scenarios:
          #"{"name":"fall","moves":[{"coin":"ETH","move":-0.4},{"coin":"USDC","move":0.02}]}"#))
    // 0.8 x 0.6 of each dollar against 1.6 x 1.02 of each dollar owed: the venue then holds 1.02 of each as well.
    let eth = placement.after[2][1]
    expectClose(
      expected: 1.6 * 1.02 * placement.debts[0].after / (0.8 * 0.6), got: eth, .relative(1e-8))
    #expect(placement.isFeasible)
  }

  @Test("a debt that has become too dear is paid back from what is free")
  func repays() throws {
    let placement = try Placement(
      try PlacementTests.problem(
        """
        {"horizon_days": 30, "capital_rate": 0.05,
         "assets": [{"name":"USDC","price":1},{"name":"ETH","price":2000}], "scenarios": [],
         "locations": [
          {"name":"wallet","kind":"wallet","holdings":[{"asset":"USDC","quantity":50000}],"accepted":[]},
          {"name":"protocol","kind":"lending","wallet":"wallet","health_factor":1.5,
           "holdings":[{"asset":"ETH","quantity":100}],
           "accepted":[{"asset":"ETH","loan_to_value":0.75,"threshold":0.8}],
           "markets":[{"asset":"USDC","debt":900000,"supply":1000000,"borrowed":40000,
            "curve":{"base":0,"first_slope":0.04,"second_slope":0.6,"optimal_usage":0.8,"reserve_factor":0.1}}]}],
         "transfers": []}
        """))
    expectClose(expected: 0, got: placement.debts[0].after, .absolute(1e-3))
    #expect(placement.plan.steps.map(\.action) == [.repay(0)])
    #expect(placement.cost.total < placement.costBefore.total)
    expectClose(expected: 40_000 * 0.34, got: placement.costBefore.interest, .relative(1e-9))
  }
}
