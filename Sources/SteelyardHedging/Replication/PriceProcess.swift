import Glibc
public import SteelyardContracts
public import SteelyardMath

/// Prices at equal steps: a geometric Brownian motion, with jumps where they are asked for.
///
///     ln S_{t+δ} − ln S_t = (μ − σ²/2 − λ (e^(m + s²/2) − 1)) δ + σ √δ z + Σ jumps,   jumps ~ N(m, s²) at rate λ
///
/// The drift of the price itself is μ, jumps or not.
///
/// - Source: R. Merton, "Option pricing when underlying stock returns are discontinuous", J. Financial Economics 3
///   (1976).
public struct PriceProcess: Sendable, Hashable {
  /// Jumps of the logarithm of the price.
  public struct Jumps: Sendable, Hashable {
    /// λ: jumps in a year, ≥ 0.
    public let perYear: Double
    /// m: the mean of a jump of the logarithm.
    public let mean: Double
    /// s: its deviation, ≥ 0.
    public let deviation: Double

    /// Jumps from their parts.
    ///
    /// - Throws: `invalidInput` for a rate outside 0 to 10,000, or a size that cannot be.
    public init(perYear: Double, mean: Double, deviation: Double) throws(SteelyardError) {
      guard (0...10_000).contains(perYear), mean.isFinite, deviation >= 0, deviation.isFinite else {
        throw SteelyardError(
          .invalidInput, "\(perYear) jumps a year of \(mean) on average, deviation \(deviation).",
          remedy: "Give a rate from 0 to 10,000 and a finite size.")
      }
      self.perYear = perYear
      self.mean = mean
      self.deviation = deviation
    }
  }

  /// Most steps of a path.
  public static let stepsMax = 1_000_000

  /// The first price, > 0.
  public let start: Double
  /// μ per year.
  public let drift: Double
  /// σ per root year, decimal, ≥ 0.
  public let volatility: Double
  /// Jumps; nil for none.
  public let jumps: Jumps?

  /// A process from its parts.
  ///
  /// - Throws: `invalidInput` for a start that is no price, or a drift or volatility that cannot be.
  public init(
    start: Double, drift: Double, volatility: Double, jumps: Jumps? = nil
  ) throws(SteelyardError) {
    guard start > 0, start.isFinite, drift.isFinite, volatility >= 0, volatility.isFinite else {
      throw SteelyardError(
        .invalidInput, "Start \(start), drift \(drift), volatility \(volatility).",
        remedy: "Give a price above zero, a finite drift and a volatility from 0 up.")
    }
    self.start = start
    self.drift = drift
    self.volatility = volatility
    self.jumps = jumps
  }

  /// One path.
  ///
  /// - Parameters:
  ///   - steps: From 1 to `stepsMax`.
  ///   - years: The whole time, > 0.
  /// - Returns: Prices; shape `[step + 1]`, the start first.
  /// - Precondition: Steps and years are in their ranges.
  public func path(steps: Int, years: Double, _ generator: inout SplitMix64) -> [Double] {
    precondition(
      (1...PriceProcess.stepsMax).contains(steps) && years > 0, "A path has steps and a time.")
    let step = years / Double(steps)
    let compensation = jumps.map { jumps in
      jumps.perYear * expm1(jumps.mean + 0.5 * jumps.deviation * jumps.deviation)
    }
    let trend = (drift - 0.5 * volatility * volatility - (compensation ?? 0)) * step
    let width = volatility * step.squareRoot()
    var logPrice = log(start)
    var prices = [start]
    prices.reserveCapacity(steps + 1)
    for _ in 0..<steps {
      logPrice += trend + width * generator.nextNormal()
      if let jumps {
        // Uniform numbers until their product is below e^(−λδ): Knuth's Poisson count.
        let floor = exp(-jumps.perYear * step)
        var product = generator.nextUnit()
        while product > floor {
          logPrice += jumps.mean + jumps.deviation * generator.nextNormal()
          product *= generator.nextUnit()
        }
      }
      prices.append(exp(logPrice))
    }
    return prices
  }
}

extension SplitMix64 {
  /// A standard normal number, by inversion.
  mutating func nextNormal() -> Double {
    // Half a step away from 0 and 1, where the quantile is infinite.
    NormalDistribution.quantile(min(max(nextUnit(), 0x1p-54), 1 - 0x1p-53))
  }
}
