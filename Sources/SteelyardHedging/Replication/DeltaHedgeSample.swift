public import SteelyardContracts
import SteelyardMath

/// The profits of a delta hedge over many paths of a process.
public struct DeltaHedgeSample: Sendable, Hashable {
  /// Most paths.
  public static let pathsMax = 1_000_000

  /// Profits, costs paid, in quote currency.
  public let profit: SampleStatistics
  /// Costs.
  public let costs: SampleStatistics
  /// Profits before costs.
  public let profitBeforeCosts: SampleStatistics
  /// Mean number of trades.
  public let tradeCountMean: Double
  /// Gamma drag: the part of what gamma brought before costs that costs took, where it brought anything; nil where it
  /// did not.
  public let gammaDrag: Double?

  /// Hedges many paths.
  ///
  /// - Parameters:
  ///   - steps: Steps of a path.
  ///   - paths: From 2 to `pathsMax`.
  ///   - seed: Where the random numbers begin.
  /// - Throws: `limitExceeded` for more or fewer paths or steps than allowed; what `DeltaHedge` throws.
  public init(
    _ plan: DeltaHedge.Plan, under process: PriceProcess, steps: Int, paths: Int, seed: UInt64
  ) throws(SteelyardError) {
    guard (2...DeltaHedgeSample.pathsMax).contains(paths),
      (1...PriceProcess.stepsMax).contains(steps)
    else {
      throw SteelyardError(
        .limitExceeded, "\(paths) paths of \(steps) steps.",
        remedy:
          "Give 2 to \(DeltaHedgeSample.pathsMax) paths of 1 to \(PriceProcess.stepsMax) steps.")
    }
    var generator = SplitMix64(seed: seed)
    var hedges: [DeltaHedge] = []
    hedges.reserveCapacity(paths)
    for _ in 0..<paths {
      let path = process.path(steps: steps, years: plan.years, &generator)
      hedges.append(try DeltaHedge(plan, along: path))
    }
    profit = try SampleStatistics(hedges.map(\.profit))
    costs = try SampleStatistics(hedges.map(\.costs))
    profitBeforeCosts = try SampleStatistics(hedges.map(\.profitBeforeCosts))
    tradeCountMean = hedges.reduce(0) { $0 + Double($1.tradeCount) } / Double(paths)
    gammaDrag = profitBeforeCosts.mean > 0 ? costs.mean / profitBeforeCosts.mean : nil
  }
}
