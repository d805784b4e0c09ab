import Glibc
public import SteelyardContracts
import SteelyardMath

/// Intervals of what returns come to, from series drawn out of them in blocks of random length.
///
/// A block begins anywhere and ends at each period with probability 1 / mean length; the series goes around its end.
/// Draws
/// are seeded: the same seed gives the same answer.
///
/// - Source: D. Politis, J. Romano, "The stationary bootstrap", J. American Statistical Association 89 (1994),
///   pp. 1303-1313; intervals by percentiles.
public struct StationaryBootstrap: Sendable, Hashable, Codable {
  /// An interval.
  public struct Interval: Sendable, Hashable, Codable {
    /// Its lower end.
    public let lower: Double
    /// Its upper end.
    public let upper: Double
  }

  /// Most draws times periods.
  public static let drawsMax = 500_000_000

  /// The share of draws inside.
  public let confidence: Double
  /// The mean length of a block, in periods.
  public let blockLength: Double
  /// How many series were drawn.
  public let trials: Int
  /// The seed.
  public let seed: UInt64
  /// Of the Sharpe ratio a year.
  public let sharpe: Interval
  /// Of the compounded return a year.
  public let yearlyReturn: Interval
  /// Of the largest drawdown.
  public let drawdownMax: Interval
  /// The share of draws that lose.
  public let lossShare: Double

  /// From returns of even periods.
  ///
  /// - Parameters:
  ///   - returns: Each above −1; shape `[period]`.
  ///   - periodDays: Days of a period, > 0.
  ///   - blockLength: Mean length of a block, at least 1 period, at most half of them.
  ///   - trials: At least 100.
  ///   - confidence: Above 0, below 1.
  /// - Throws: `invalidInput` for numbers out of their range; `limitExceeded` beyond `drawsMax`.
  public init(
    returns: [Double], periodDays: Double, blockLength: Double, trials: Int, confidence: Double,
    seed: UInt64
  ) throws(SteelyardError) {
    guard returns.count >= 4, returns.allSatisfy({ $0 > -1 && $0.isFinite }), periodDays > 0,
      blockLength >= 1, blockLength <= Double(returns.count) / 2, trials >= 100, confidence > 0,
      confidence < 1
    else {
      throw SteelyardError(
        .invalidInput,
        "\(returns.count) returns, blocks of \(blockLength), \(trials) trials or a "
          + "confidence of \(confidence) can't be.",
        remedy: "Give at least 4 returns above -1, blocks of 1 to half of them, 100 trials.")
    }
    guard trials <= StationaryBootstrap.drawsMax / returns.count else {
      throw SteelyardError(
        .limitExceeded, "\(trials) series of \(returns.count) periods are too many.",
        remedy: "Draw fewer.")
    }
    let perYear = 365 / periodDays
    let years = Double(returns.count) / perYear
    var generator = SplitMix64(seed: seed)
    var (sharpes, yields, falls): ([Double], [Double], [Double]) = ([], [], [])
    var losses = 0
    for _ in 0..<trials {
      var place = 0
      var (sum, squares, logs) = (0.0, 0.0, 1.0)
      var (peak, deepest) = (1.0, 0.0)
      for period in 0..<returns.count {
        if period == 0 || generator.nextUnit() * blockLength < 1 {
          place = Int(generator.nextUnit() * Double(returns.count)) % returns.count
        } else {
          place = place + 1 == returns.count ? 0 : place + 1
        }
        let value = returns[place]
        sum += value
        squares += value * value
        logs *= 1 + value
        peak = max(peak, logs)
        deepest = max(deepest, 1 - logs / peak)
      }
      let mean = sum / Double(returns.count)
      let variance = max(0, squares / Double(returns.count) - mean * mean)
      sharpes.append(variance > 0 ? mean / variance.squareRoot() * perYear.squareRoot() : 0)
      yields.append(pow(logs, 1 / years) - 1)
      falls.append(deepest)
      if logs < 1 { losses += 1 }
    }
    func interval(_ values: [Double]) -> Interval {
      let sorted = values.sorted()
      func at(_ probability: Double) -> Double {
        quantile(probability, ofSorted: sorted, convention: .linear) ?? sorted[0]
      }
      return Interval(lower: at((1 - confidence) / 2), upper: at((1 + confidence) / 2))
    }
    self.confidence = confidence
    self.blockLength = blockLength
    self.trials = trials
    self.seed = seed
    sharpe = interval(sharpes)
    yearlyReturn = interval(yields)
    drawdownMax = interval(falls)
    lossShare = Double(losses) / Double(trials)
  }
}
