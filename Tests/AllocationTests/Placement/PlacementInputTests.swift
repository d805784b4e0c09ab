import SteelyardAllocation
import SteelyardContracts
import TestSupport
import Testing

@Suite("What a placement is asked")
struct PlacementInputTests {
  private static let good = """
    {"horizon_days": 30, "capital_rate": 0.05,
     "assets": [{"name":"USDC","price":1},{"name":"stETH","price":2000,"coin":"ETH","staking":
      {"redemption":1,"discount":0,"stressed_discount":0.05,"slashing":0,"queue_days":5,"volatility":0.8,"deviations":2}},
      {"name":"LP","pool":{"coin0":"ETH","coin1":"USDC","price0":2000,"price1":1,"haircut_move":0.3,
       "range":{"lower":1500,"upper":2500,"liquidity":100}}}],
     "scenarios": [{"name":"fall","moves":[{"coin":"ETH","move":-0.3}]}],
     "locations": [
      {"name":"wallet","kind":"wallet","holdings":[{"asset":"stETH","quantity":100},{"asset":"LP","quantity":50}],"accepted":[]},
      {"name":"venue","kind":"venue","holdings":[],"requirement":{"amount":100000},
       "accepted":[{"asset":"stETH"},{"asset":"LP"}]},
      {"name":"lend","kind":"lending","wallet":"wallet","health_factor":1.5,"holdings":[],
       "accepted":[{"asset":"stETH","loan_to_value":0.7,"threshold":0.75}],
       "markets":[{"asset":"USDC","debt":10,"supply":100,
        "curve":{"base":0,"first_slope":0.04,"second_slope":0.6,"optimal_usage":0.8,"reserve_factor":0.1}}]}],
     "transfers": [{"asset":"stETH","from":"wallet","to":"venue","seconds":60},{"asset":"LP","from":"wallet","to":"venue","seconds":60}]}
    """

  @Test("staked tokens and pools count with haircuts of their own, in scenarios with their coins")
  func good() throws {
    let placement = try Placement(try PlacementTests.problem(Self.good))
    #expect(placement.isFeasible)
    let worst = placement.standings.filter { $0.location == 1 && $0.scenario == 1 }
    #expect(worst[0].counted.after >= 100_000 - 0.01)
    // Of a staked token 5 % does not count, and after the fall 0.7 of the rest does.
    if placement.after[1][2] == 0 {
      expectClose(expected: 100_000 / 0.7 / 0.95, got: placement.after[1][1], .relative(1e-8))
    }
  }

  @Test(
    "a wrong field is named",
    arguments: [
      ("\"horizon_days\": 30", "\"horizon_days\": 0", "horizon_days"),
      ("\"capital_rate\": 0.05", "\"capital_rate\": -1", "capital_rate"),
      ("\"price\":1}", "\"price\":0}", "assets[0]"),
      ("\"slashing\":0", "\"slashing\":2", "assets[1]"),
      ("\"lower\":1500", "\"lower\":3500", "assets[2]"),
      ("\"move\":-0.3}]", "\"move\":-1}]", "scenarios[0].moves"),
      ("{\"coin\":\"ETH\",\"move\"", "{\"coin\":\"DOGE\",\"move\"", "scenarios[0].moves"),
      (
        "\"asset\":\"stETH\",\"quantity\":100", "\"asset\":\"XYZ\",\"quantity\":100",
        "locations[0].holdings"
      ),
      ("\"quantity\":50", "\"quantity\":-50", "locations[0].holdings"),
      ("\"requirement\":{\"amount\":100000},", "", "locations[1]"),
      ("\"threshold\":0.75", "\"threshold\":0.65", "locations[2].accepted"),
      ("\"health_factor\":1.5", "\"health_factor\":0.5", "locations[2].health_factor"),
      ("\"wallet\":\"wallet\"", "\"wallet\":\"venue\"", "locations[2]"),
      ("\"debt\":10,", "\"debt\":1000,", "locations[2].markets[0]"),
      ("\"optimal_usage\":0.8", "\"optimal_usage\":1.8", "locations[2].markets[0]"),
      (
        "\"from\":\"wallet\",\"to\":\"venue\",\"seconds\":60},",
        "\"from\":\"venue\",\"to\":\"venue\",\"seconds\":60},", "transfers[0]"
      ),
      ("\"seconds\":60}]", "\"seconds\":-60}]", "transfers[1].seconds"),
      ("\"name\":\"lend\"", "\"name\":\"venue\"", "locations"),
      ("{\"asset\":\"stETH\"},", "{\"asset\":\"USDC\"},", "locations[1].accepted"),
    ])
  func wrong(_ from: String, _ to: String, _ field: String) throws {
    #expect(Self.good.contains(from))
    let problem = try PlacementTests.problem(
      Self.good.replacing(from, with: to, maxReplacements: 1))
    let error = try #require(throws: SteelyardError.self) { _ = try Placement(problem) }
    guard case .place(_, _, let named) = error.subject else {
      Issue.record("\(error) names no field")
      return
    }
    #expect(named == field, "\(error)")
    #expect(!error.remedy.isEmpty)
  }
}
