import Glibc
import SteelyardContracts
import SteelyardHedging
import SteelyardMath
import TestSupport
import Testing

@Suite("Ways to make a hedge's ratio side by side")
struct HedgeComparisonTests {
  /// A target that is twice the hedge and a little of its own, and nothing but its own from a step on.
  private static func series(_ count: Int, lostFrom: Int) throws -> HedgeSeries {
    var draws = SplitMix64(seed: 21)
    var (target, hedge): ([Double], [Double]) = ([], [])
    for step in 0..<count {
      let market = NormalDistribution.quantile(draws.nextUnit()) * 0.02
      let own = NormalDistribution.quantile(draws.nextUnit()) * 0.01
      hedge.append(market)
      target.append((step < lostFrom ? 2 * market : 0) + own)
    }
    return try HedgeSeries(target: target, hedge: hedge)
  }

  private static let methods: [HedgeRatioMethod] = [
    .minimumVariance(window: 30), .fixed(1), .exponentiallyWeighted(decay: 0.94),
  ]

  private static func variance(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
  }

  @Test("windows, stretches and effectiveness are those of plain sums")
  func plainSums() throws {
    let series = try Self.series(400, lostFrom: 300)
    let comparison = try HedgeComparison(
      of: Self.methods, over: series, from: 100, window: 40, effectivenessMin: 0.5)
    #expect(comparison.steps == 100..<400)
    // One for one: what is left by hand.
    let left = (100..<400).map { series.target[$0] - series.hedge[$0] }
    let whole = Self.variance(Array(series.target[100...]))
    expectClose(
      expected: 1 - Self.variance(left) / whole,
      got: comparison.entries[1].effectiveness.varianceReduction, .relative(1e-9))
    // Windows of the ratios of the last 30 steps, each a plain quotient of sums.
    func ratio(_ step: Int) -> Double {
      let range = (step - 30)..<step
      let target = range.map { series.target[$0] }
      let hedge = range.map { series.hedge[$0] }
      let (targetMean, hedgeMean) = (
        target.reduce(0, +) / 30, hedge.reduce(0, +) / 30
      )
      let covariance = zip(target, hedge).reduce(0) {
        $0 + ($1.0 - targetMean) * ($1.1 - hedgeMean)
      }
      return covariance / hedge.reduce(0) { $0 + ($1 - hedgeMean) * ($1 - hedgeMean) }
    }
    let windows = (140...400).map { end -> Double in
      let range = (end - 40)..<end
      let hedged = range.map { series.target[$0] - ratio($0) * series.hedge[$0] }
      return 1 - Self.variance(hedged) / Self.variance(range.map { series.target[$0] })
    }
    #expect(comparison.rolling.count == windows.count)
    for (expected, got) in zip(windows, comparison.rolling) {
      expectClose(expected: expected, got: got, .absolute(1e-9))
    }
    let below = windows.indices.filter { windows[$0] < 0.5 }
    expectClose(
      expected: Double(below.count) / Double(windows.count), got: comparison.shareBelow,
      .absolute(1e-12))
    let present = try #require(comparison.present)
    #expect(present.last == 399, "the hedge had stopped at the end")
    #expect(present.first > 300 && present.first < 345)
    let before = present.first - 139 - 1
    #expect(windows[before] >= 0.5 && windows[before + 1] < 0.5)
    #expect(comparison.longest == present)
    #expect(
      comparison.hindsight.effectiveness
        >= comparison.entries[1].effectiveness.varianceReduction,
      "no constant ratio is better than that of hindsight")
  }

  @Test("a hedge that works has no stretch; what comes later changes no ratio of before")
  func works() throws {
    let whole = try Self.series(400, lostFrom: 400)
    let comparison = try HedgeComparison(
      of: Self.methods, over: whole, from: 100, window: 40, effectivenessMin: 0.5)
    #expect(comparison.shareBelow == 0 && comparison.longest == nil && comparison.present == nil)
    let changed = try HedgeComparison(
      of: Self.methods, over: Self.series(400, lostFrom: 300), from: 100, window: 40,
      effectivenessMin: 0.5)
    #expect(changed.rolling[..<160] == comparison.rolling[..<160])
  }

  @Test("what can't be compared is refused with its reason")
  func refused() throws {
    let series = try Self.series(120, lostFrom: 120)
    let short = #expect(throws: SteelyardError.self) {
      _ = try HedgeComparison(
        of: Self.methods, over: series, from: 100, window: 40, effectivenessMin: 0.5)
    }
    #expect(short?.code == .missingMarketData)
    for (methods, window, share) in [
      ([], 40, 0.5), (Self.methods, 5, 0.5), (Self.methods, 40, 1),
    ] as [([HedgeRatioMethod], Int, Double)] {
      let error = #expect(throws: SteelyardError.self) {
        _ = try HedgeComparison(
          of: methods, over: series, from: 0, window: window, effectivenessMin: share)
      }
      #expect(error?.code == .invalidInput)
    }
  }
}
