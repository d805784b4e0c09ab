import Glibc
import SteelyardContracts
import SteelyardForecasts
import SteelyardFormats
import SteelyardMarket
import SteelyardMath
import Testing

/// Correlation forecasts on recorded daily prices, where they are at hand: as `SharedMarketDataTests`.
@Suite("Correlation forecasts on recorded prices") struct SharedCorrelationTests {
  private static let coins = ["BTC", "ETH", "SOL", "BNB", "XRP", "LTC"]

  /// Daily log returns to the end of 2024; nil where the data are not at hand.
  private func panel() throws -> ReturnPanel? {
    let path = "\(SharedMarketDataTests.directory)/prices/daily_close_wide_spliced.csv"
    guard access(path, R_OK) == 0 else {
      print("SKIPPED: no \(path); set STEELYARD_DATA")
      return nil
    }
    let file = try HistoryFile.read(InputFile(path: path), naming: .ofFile)
    let histories = try Self.coins.map { coin in
      try PriceHistory(#require(file.series.first { $0.source.asset.code == coin }))
    }
    let returns = try AlignedReturns(
      of: histories, over: histories[0].interval, .overlapping)
    return try ReturnPanel(returns)
  }

  /// Returns over an exponentially weighted deviation of the days before; nil in the first 30 days of
  /// a coin.
  private func residuals(_ panel: ReturnPanel) -> [[Double?]] {
    var variances = [Double](repeating: 0, count: panel.assets.count)
    var days = [Int](repeating: 0, count: panel.assets.count)
    return (0..<panel.stepCount).map { step in
      panel.step(step).enumerated().map { asset, move in
        guard let move else { return nil }
        let residual = days[asset] >= 30 ? move / variances[asset].squareRoot() : nil
        let weight = max(0.06, 1 / Double(days[asset] + 1))
        variances[asset] += weight * (move * move - variances[asset])
        days[asset] += 1
        return residual
      }
    }
  }

  @Test("walk-forward: every method beats independence, and all of it is positive semi-definite")
  func walkForward() throws {
    guard let panel = try panel() else { return }
    let rows = residuals(panel)
    // Methods and numbers set beforehand; the start is no view at all.
    let methods: [(String, CorrelationMethod)] = [
      ("exponential 0.97", .exponential(decay: 0.97)),
      ("damped 0.94, 0.99, 0.4", .damped(fastDecay: 0.94, slowDecay: 0.99, fastWeight: 0.4)),
      ("shrunk 180, constant", .shrunk(window: 180, target: .constantCorrelation)),
      ("shrunk 180, identity", .shrunk(window: 180, target: .identity)),
    ]
    // From the first day on which all coins have a year of residuals.
    let complete = rows.indices.filter { rows[$0].allSatisfy { $0 != nil } }
    let first = try #require(complete.dropFirst(365).first)
    for (name, method) in methods {
      var tracker = try CorrelationTracker(
        method, start: .independent(panel.assets.count))
      var sum = 0.0
      var count = 0
      for step in rows.indices {
        let values = rows[step].compactMap { $0 }
        if step >= first, values.count == panel.assets.count {
          let forecast = try tracker.correlation()
          let factor = choleskyFactor(forecast.matrix, tolerance: 1e-12)
          #expect(factor.status == .converged && factor.rank == panel.assets.count)
          let squares = values.reduce(0) { $0 + $1 * $1 }
          sum -=
            0.5 * (factor.logDeterminant + factor.inverseQuadraticForm(values) - squares)
          count += 1
        }
        if case .shrunk = method, values.count < panel.assets.count { continue }
        try tracker.update(rows[step])
      }
      print("\(name): mean log score over independence \(sum / Double(count)) in \(count) days")
      #expect(sum > 0)
    }
  }

  @Test("fit and shrinkage on the last two years")
  func lastYears() throws {
    guard let panel = try panel() else { return }
    let rows = residuals(panel).suffix(731).filter { $0.allSatisfy { $0 != nil } }
    let recent = try ReturnPanel(
      assets: panel.assets,
      columns: panel.assets.indices.map { asset in rows.map { $0[asset] } })
    let fit = try DCCFit(recent)
    print(
      "DCC on \(recent.stepCount) days: a \(fit.model.newsWeight), b \(fit.model.memory), gain "
        + "\(fit.logLikelihood - fit.constantLogLikelihood), mean correlation now "
        + "\(fit.state.correlation.mean), target \(fit.model.target.mean)")
    #expect(fit.logLikelihood >= fit.constantLogLikelihood)
    #expect(fit.model.target.mean > 0.3 && fit.model.target.mean < 0.95)
    for days in [60, 250, recent.stepCount] {
      let part = try ReturnPanel(
        assets: panel.assets,
        columns: panel.assets.indices.map { asset in rows.suffix(days).map { $0[asset] } })
      let weights = try ShrinkageTarget.allCases.map {
        try CovarianceEstimate.shrunk(part, towards: $0, mean: .zero).shrinkage
      }
      print(
        "shrinkage over \(days) days: \(zip(ShrinkageTarget.allCases, weights).map { "\($0) \($1)" })"
      )
      #expect(weights.allSatisfy { $0 >= 0 && $0 <= 1 })
    }
  }

  @Test("all histories pairwise, each as long as it is")
  func pairwise() throws {
    guard let panel = try panel() else { return }
    let estimate = try PairwiseCovariance(
      panel, mean: .zero, divisor: .count,
      policy: PairwisePolicy(
        overlapMin: 250, assumedCorrelation: 0.7, repair: .nearest, eigenvalueMin: 0))
    print(
      "pairwise: days \(panel.assets.indices.map { estimate.overlaps[$0][$0] }), repair "
        + "\(estimate.repairDistance), mean correlation \(estimate.correlation.mean)")
    #expect(estimate.assumedPairs.isEmpty && estimate.repairDistance < 0.1)
  }
}
