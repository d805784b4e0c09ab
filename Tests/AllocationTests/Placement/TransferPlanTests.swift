import SteelyardAllocation
import SteelyardContracts
import SteelyardMath
import TestSupport
import Testing

@Suite("Plans of transfers")
struct TransferPlanTests {
  /// Two venues that hold the asset which the other would take with less haircut: neither can let go of all at once.
  private func exchange(spare: Double, need: Double = 90_000) throws -> PlacementProblem {
    let ways = [
      ("USDC", "b", "a"), ("ETH", "a", "b"), ("USDC", "wallet", "a"), ("USDC", "wallet", "b"),
      ("USDC", "a", "wallet"), ("USDC", "b", "wallet"),
    ]
    .map { #"{"asset":"\#($0.0)","from":"\#($0.1)","to":"\#($0.2)","seconds":600}"# }
    return try PlacementTests.problem(
      """
      {"horizon_days": 30, "capital_rate": 0.2,
       "assets": [{"name":"USDC","price":1,"reference_rate":0.01},{"name":"ETH","price":1000}], "scenarios": [],
       "locations": [
        {"name":"wallet","kind":"wallet","holdings":[{"asset":"USDC","quantity":\(spare)}],"accepted":[{"asset":"USDC","yield":0.01}]},
        {"name":"a","kind":"venue","holdings":[{"asset":"ETH","quantity":200}],"requirement":{"amount":\(need)},
         "accepted":[{"asset":"USDC","haircut":0},{"asset":"ETH","haircut":0.5}]},
        {"name":"b","kind":"venue","holdings":[{"asset":"USDC","quantity":100000}],"requirement":{"amount":\(need)},
         "accepted":[{"asset":"USDC","haircut":0.05},{"asset":"ETH","haircut":0}]}],
       "transfers": [\(ways.joined(separator: ","))]}
      """)
  }

  /// Follows a plan by its own book-keeping and tells the least that a venue ever had over its need.
  private func leastExcess(_ placement: Placement) -> Double {
    let problem = placement.problem
    var amounts = placement.before
    func place(_ name: String) -> Int { problem.locations.firstIndex { $0.name == name } ?? -1 }
    func excess() -> Double {
      problem.locations.enumerated().filter { $0.element.kind == .venue }.map { index, venue in
        var counted = -(venue.requirement?.amount ?? 0) * (1 + (venue.buffer ?? 0))
        for (asset, amount) in amounts[index].enumerated() {
          let name = problem.assets[asset].name
          guard let accepted = venue.accepted.first(where: { $0.asset == name }) else { continue }
          counted += amount * (1 - (accepted.haircut ?? 0))
        }
        return counted
      }.min() ?? 0
    }
    var events: [(time: Double, isArrival: Bool, step: TransferPlan.Step)] = []
    for step in placement.plan.steps {
      events.append((step.start, false, step))
      events.append((step.arrival, true, step))
    }
    events.sort { ($0.time, $0.isArrival ? 0 : 1) < ($1.time, $1.isArrival ? 0 : 1) }
    var least = excess()
    for event in events {
      guard case .transfer(let index) = event.step.action else { continue }
      let link = problem.transfers[index]
      let asset = problem.assets.firstIndex { $0.name == link.asset } ?? -1
      if event.isArrival {
        amounts[place(link.to)][asset] += event.step.amount * (1 - (link.fee ?? 0))
      } else {
        amounts[place(link.from)][asset] -= event.step.amount
      }
      least = min(least, excess())
    }
    for (got, expected) in zip(amounts.joined(), placement.after.joined()) {
      expectClose(expected: expected, got: got, .absolute(0.01))
    }
    return least
  }

  @Test(
    "assets change places in rounds, and no venue is short on the way",
    arguments: [0.0, 5_000, 100_000])
  func exchanges(_ spare: Double) throws {
    let placement = try Placement(try exchange(spare: spare))
    #expect(placement.isFeasible && placement.plan.isComplete)
    #expect(placement.plan.steps.count >= 2)
    #expect(leastExcess(placement) >= -1e-3)
    #expect(placement.plan.seconds >= 600)
  }

  @Test("no venue is short on the way, whatever it needs and has", arguments: 0..<40)
  func random(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let placement = try Placement(
      try exchange(
        spare: Double.random(in: 0...60_000, using: &random),
        need: Double.random(in: 50_000...94_900, using: &random)))
    #expect(placement.isFeasible && placement.plan.isComplete)
    #expect(leastExcess(placement) >= -1e-3)
    for (step, next) in zip(placement.plan.steps, placement.plan.steps.dropFirst()) {
      #expect(step.start <= next.start)
    }
  }

  @Test("without anything spare nothing can move, and the plan says so")
  func stuck() throws {
    var problem = try exchange(spare: 0, need: 95_000)
    problem.locations[1].requirement = .init(amount: 100_000)
    let placement = try Placement(problem)
    #expect(!placement.plan.isComplete || leastExcess(placement) >= -1e-3)
    if !placement.plan.isComplete {
      #expect(placement.plan.undone.allSatisfy { $0.amount > 0 })
    }
    #expect(!placement.plan.isComplete)
  }
}
