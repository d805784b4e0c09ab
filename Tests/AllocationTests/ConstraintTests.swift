import SteelyardAllocation
import SteelyardContracts
import SteelyardMath
import TestSupport
import Testing

@Suite("Constraints")
struct ConstraintTests {
  private func constrained() -> AllocationConstraints {
    var constraints = AllocationConstraints(
      assetCount: 5, each: .init(-0.3, 0.6), total: .init(1, 1))
    constraints.groups = [.init(name: "first", assets: [0, 1], range: .init(0.1, 0.5))]
    constraints.held = [0.2, 0.2, 0.2, 0.2, 0.2]
    constraints.turnoverMax = 0.7
    constraints.grossMax = 1.2
    constraints.margin = .init(rates: [0.1, 0.2, 0.1, 0.2, 0.1], most: 0.18)
    constraints.tradingCosts = [1e-3, 1e-3, 5e-4, 5e-4, 2e-3]
    return constraints
  }

  private func isKept(
    _ constraints: AllocationConstraints, _ weights: [Double], slack: Double
  ) -> Bool {
    let total = weights.reduce(0, +)
    let gross = weights.reduce(0) { $0 + abs($1) }
    let margin = zip(weights, constraints.margin?.rates ?? []).reduce(0) { $0 + abs($1.0) * $1.1 }
    return abs(total - 1) <= slack && gross <= (constraints.grossMax ?? .infinity) + slack
      && margin <= (constraints.margin?.most ?? .infinity) + slack
      && (constraints.turnover(weights) ?? 0) <= (constraints.turnoverMax ?? .infinity) + slack
      && zip(weights, constraints.weights).allSatisfy {
        $0 >= $1.lower - slack && $0 <= $1.upper + slack
      }
      && constraints.groups.allSatisfy { group in
        let sum = group.assets.reduce(0) { $0 + weights[$1] }
        return sum >= group.range.lower - slack && sum <= group.range.upper + slack
      }
  }

  @Test(
    "all at once are kept, and no step to other weights that keep them is better", arguments: 0..<6)
  func everything(seed: Int) throws {
    let moments = try TestMoments.random(5, seed: UInt64(seed))
    let scenarios = try TestMoments.scenarios(5, count: 120, seed: UInt64(seed))
    let constraints = constrained()
    let variance = try MeanVariance(moments, constraints).minimumVariance()
    let utility = try MeanVariance(moments, constraints).maximumUtility(riskAversion: 3)
    let tangency = try MeanVariance(moments, constraints).tangency(riskless: -0.01)
    let tail = try TailAllocation(scenarios, constraints, level: 0.9).minimum()
    let mixed = try TailAllocation(scenarios, constraints, level: 0.9).meanTail(riskAversion: 0.3)
    func cost(_ kind: Allocation.Objective.Kind, _ weights: [Double]) -> Double {
      let trading = constraints.tradingCost(weights)
      let mean = zip(weights, moments.means).reduce(0) { $0 + $1.0 * $1.1 }
      let square = moments.covariance.quadraticForm(weights)
      let shortfall = RiskContributions.tailLoss(of: weights, in: scenarios, level: 0.9).risk
      let expected = zip(weights, scenarios.means).reduce(0) { $0 + $1.0 * $1.1 }
      return switch kind {
      case .minimumVariance: square + trading
      case .maximumUtility: 1.5 * square - mean + trading
      case .tangency: -(mean + 0.01 - trading) / square.squareRoot()
      case .minimumTailLoss: shortfall + trading
      default: 0.3 * shortfall - expected + trading
      }
    }
    var random = SplitMix64(seed: UInt64(seed) + 50)
    for allocation in [variance, utility, tangency, tail, mixed] {
      #expect(allocation.status == .optimal)
      #expect(isKept(constraints, allocation.weights, slack: 1e-8))
      let best = cost(allocation.objective.kind, allocation.weights)
      if allocation.objective.kind != .tangency {
        expectClose(expected: best, got: allocation.objective.value, .absolute(1e-9))
      } else {
        expectClose(expected: -best, got: allocation.objective.value, .relative(1e-7))
      }
      for _ in 0..<400 {
        let move = (0..<5).map { _ in random.nextUnit() - 0.5 }
        let mean = move.reduce(0, +) / 5
        let size = random.nextUnit() * random.nextUnit() * 0.3
        let other = zip(allocation.weights, move).map { $0 + size * ($1 - mean) }
        guard isKept(constraints, other, slack: 0) else { continue }
        #expect(cost(allocation.objective.kind, other) >= best - 1e-9)
      }
    }
  }

  @Test("tightening any limit never helps, and its price is the slope")
  func tightening() throws {
    let moments = try TestMoments.random(5, seed: 11)
    func value(_ change: (inout AllocationConstraints) -> Void) throws -> Allocation {
      var constraints = constrained()
      constraints.tradingCosts = nil
      constraints.turnoverMax = 0.3
      change(&constraints)
      return try MeanVariance(moments, constraints).minimumVariance()
    }
    let base = try value { _ in }
    let tighter: [(AllocationConstraints) -> AllocationConstraints] = [
      { constraints in
        var c = constraints; c.turnoverMax = 0.2; return c
      },
      { constraints in
        var c = constraints; c.grossMax = 1.05; return c
      },
      { constraints in
        var c = constraints; c.margin = .init(rates: [0.1, 0.2, 0.1, 0.2, 0.1], most: 0.15);
        return c
      },
      { constraints in
        var c = constraints;
        c.groups = [.init(name: "first", assets: [0, 1], range: .init(0.2, 0.4))]; return c
      },
    ]
    for tighten in tighter {
      let tightened = try value { $0 = tighten($0) }
      #expect(tightened.objective.value >= base.objective.value - 1e-15)
    }
    let binding = try #require(base.bindings.first { $0.constraint == .turnover })
    let step = 1e-6
    let up = try value { $0.turnoverMax = 0.3 + step }
    let down = try value { $0.turnoverMax = 0.3 - step }
    let slope = (up.objective.value - down.objective.value) / (2 * step)
    #expect(binding.price < 0)
    expectClose(expected: slope, got: binding.price, .relative(1e-3))
  }

  @Test("the price of a cap in a ratio is the ratio's slope")
  func ratioPrice() throws {
    let moments = try TestMoments.random(4, seed: 5)
    func solved(_ cap: Double) throws -> Allocation {
      let constraints = AllocationConstraints(
        assetCount: 4, each: .init(0, cap), total: .init(1, 1))
      return try MeanVariance(moments, constraints).tangency(riskless: -0.01)
    }
    let base = try solved(0.35)
    let caps = base.bindings.filter {
      if case .weight = $0.constraint { $0.end == .upper } else { false }
    }
    #expect(!caps.isEmpty && caps.allSatisfy { $0.price > 0 })
    let step = 1e-6
    let slope =
      (try solved(0.35 + step).objective.value - solved(0.35 - step).objective.value) / (2 * step)
    expectClose(expected: slope, got: caps.reduce(0) { $0 + $1.price }, .relative(1e-3))
  }

  @Test(
    "a drawdown is kept, is what a walk along the path says, and costs nothing where it is loose")
  func drawdown() throws {
    let scenarios = try TestMoments.scenarios(4, count: 200, seed: 6)
    let path = scenarios.returns
    let free = try TailAllocation(scenarios, .longOnly(4), level: 0.9).minimum()
    // The oracle walks the sums of the portfolio's own returns.
    func depth(_ weights: [Double]) -> (maximum: Double, conditional: Double) {
      var value = 0.0
      var peak = 0.0
      var depths: [Double] = []
      for row in 0..<path.rowCount {
        for asset in 0..<4 { value += weights[asset] * path[row, asset] }
        peak = max(peak, value)
        depths.append(peak - value)
      }
      let worst = depths.sorted(by: >).prefix(20)
      return (depths.max() ?? 0, worst.reduce(0, +) / 20)
    }
    let loose = depth(free.weights)
    for (measure, limit) in [
      (DrawdownLimit.Measure.maximum, 0.8 * loose.maximum),
      (.conditional(level: 0.9), 0.8 * loose.conditional),
    ] {
      var constraints = AllocationConstraints.longOnly(4)
      constraints.total = .init(0, 1)
      let relaxed = try MeanVariance(
        AssetMoments(
          assets: scenarios.assets, means: scenarios.means,
          covariance: TestMoments.random(4, seed: 6).covariance), constraints
      ).maximumUtility(riskAversion: 0.5)
      constraints.drawdown = DrawdownLimit(paths: [path], measure: measure, most: limit)
      let before = constraints.drawdown?.drawdown(of: free.weights) ?? 0
      let expected = depth(free.weights)
      expectClose(
        expected: measure == .maximum ? expected.maximum : expected.conditional, got: before,
        .relative(1e-10))
      let kept = try MeanVariance(
        AssetMoments(
          assets: scenarios.assets, means: scenarios.means,
          covariance: TestMoments.random(4, seed: 6).covariance), constraints
      ).maximumUtility(riskAversion: 0.5)
      #expect(kept.status == .optimal)
      #expect(kept.objective.value >= relaxed.objective.value - 1e-12)
      let got = depth(kept.weights)
      #expect((measure == .maximum ? got.maximum : got.conditional) <= limit * (1 + 1e-8))
      let tail = try TailAllocation(scenarios, constraints, level: 0.9).meanTail(riskAversion: 0.01)
      #expect(tail.status == .optimal)
      #expect((constraints.drawdown?.drawdown(of: tail.weights) ?? 1) <= limit * (1 + 1e-8))
      if kept.objective.value > relaxed.objective.value + 1e-9 {
        #expect(kept.bindings.contains { $0.constraint == .drawdown && $0.price < 0 })
      }
      constraints.drawdown = DrawdownLimit(paths: [path], measure: measure, most: 10)
      #expect(try TailAllocation(scenarios, constraints, level: 0.9).minimum().status == .optimal)
    }
  }

  @Test("a cost that is too high keeps what is held")
  func cost() throws {
    let moments = try TestMoments.random(3, seed: 2)
    var constraints = AllocationConstraints.longOnly(3)
    constraints.held = [0.5, 0.2, 0.3]
    constraints.tradingCosts = [1, 1, 1]
    let kept = try MeanVariance(moments, constraints).maximumUtility(riskAversion: 3)
    for (expected, got) in zip([0.5, 0.2, 0.3], kept.weights) {
      expectClose(expected: expected, got: got, .absolute(1e-9))
    }
    #expect(kept.tradingCost <= 1e-8)
  }

  @Test("limits that do not fit are refused by name, and those that no weights meet say so")
  func refused() throws {
    let moments = try TestMoments.random(3, seed: 2)
    let changes: [(inout AllocationConstraints) -> Void] = [
      { $0.weights = [] }, { $0.weights[1] = .init(0.5, 0.2) }, { $0.total = .init(.nan, 1) },
      { $0.groups = [.init(name: "g", assets: [], range: .init(0, 1))] },
      { $0.groups = [.init(name: "g", assets: [0, 3], range: .init(0, 1))] },
      { $0.groups = [.init(name: "g", assets: [0, 0], range: .init(0, 1))] },
      { $0.turnoverMax = 0.1 }, { $0.tradingCosts = [0, 0, 0] }, { $0.held = [1] },
      { $0.grossMax = -1 }, { $0.margin = .init(rates: [0.1, -0.1, 0], most: 1) },
      { $0.margin = .init(rates: [0.1, 0.1, 0], most: .nan) },
      { $0.drawdown = .init(paths: [], measure: .maximum, most: 0.1) },
      {
        $0.drawdown = .init(
          paths: [Matrix(rows: [[0, 0, 0]])], measure: .conditional(level: 1), most: 0.1)
      },
    ]
    for change in changes {
      var constraints = AllocationConstraints.longOnly(3)
      change(&constraints)
      let error = #expect(throws: SteelyardError.self) { try MeanVariance(moments, constraints) }
      #expect(error?.code == .invalidInput)
    }
    var impossible = AllocationConstraints.longOnly(3)
    impossible.weights = [AllocationConstraints.Range](repeating: .init(0, 0.3), count: 3)
    #expect(try MeanVariance(moments, impossible).minimumVariance().status == .infeasible)
    #expect(try MeanVariance(moments, impossible).tangency(riskless: -1).status == .infeasible)
  }
}
