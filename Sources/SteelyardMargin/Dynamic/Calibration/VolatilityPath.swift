import Glibc
import SteelyardMath
import SteelyardScenarios

/// How a coin's 30-day implied volatility followed spot, day by day; number d stands on the days up
/// to d alone.
struct VolatilityPath {
  /// How many days of history the prior counts as.
  static let priorDays = 250.0

  /// Change of the logarithm of implied volatility on each day; NaN where not known.
  private let changes: [Double]
  private let returns: [Double]
  private let prior: VolatilityResponse

  init(_ impliedVolatility: [Double], returns: [Double], prior: VolatilityResponse) {
    self.returns = returns
    self.prior = prior
    var changes = [Double](repeating: .nan, count: returns.count)
    if !impliedVolatility.isEmpty {
      for day in 1..<max(1, returns.count) {
        changes[day] = log(impliedVolatility[day] / impliedVolatility[day - 1])
      }
    }
    self.changes = changes
  }

  /// What is known at the end of a day.
  func known(at last: Int) -> Known {
    let days = (0...last).filter { !changes[$0].isNaN }
    guard !days.isEmpty else { return Known(response: prior, residuals: [], pool: []) }
    let square = days.reduce(0) { $0 + returns[$1] * returns[$1] } / Double(days.count)
    // Half of the prior's days fall, half rise.
    let priorSquare = VolatilityPath.priorDays / 2 * square
    func slope(_ isOwn: (Double) -> Bool, _ prior: Double) -> Double {
      var crossed = prior * priorSquare
      var square = priorSquare
      for day in days where isOwn(returns[day]) {
        crossed += returns[day] * changes[day]
        square += returns[day] * returns[day]
      }
      return square > 0 ? crossed / square : prior
    }
    let fitted = VolatilityResponse(
      onFall: slope({ $0 < 0 }, prior.onFall), onRise: slope({ $0 >= 0 }, prior.onRise),
      deviation: 0)
    var residuals = [Double](repeating: .nan, count: last + 1)
    var sum = 0.0
    for day in days {
      let residual = changes[day] - fitted.explained(by: returns[day])
      residuals[day] = residual
      sum += residual * residual
    }
    let response = VolatilityResponse(
      onFall: fitted.onFall, onRise: fitted.onRise,
      deviation: ((sum + VolatilityPath.priorDays * prior.deviation * prior.deviation)
        / (Double(days.count) + VolatilityPath.priorDays)).squareRoot())
    return Known(response: response, residuals: residuals, pool: days.map { residuals[$0] })
  }

  /// A response, and what it left unexplained.
  struct Known {
    let response: VolatilityResponse
    /// Residual by day, NaN where not known; empty where the prior holds.
    let residuals: [Double]
    /// Residuals to draw from for days before implied volatility was known.
    let pool: [Double]

    /// What spot did not explain on a day: what was seen, else a draw that depends on the day alone.
    func residual(of day: Int, seed: UInt64) -> Double {
      if day < residuals.count, !residuals[day].isNaN { return residuals[day] }
      var generator = SplitMix64(seed: seed &+ UInt64(day) &* 0x2545_f491_4f6c_dd1d)
      if pool.count >= Int(VolatilityPath.priorDays) {
        return pool[Int(generator.next() % UInt64(pool.count))]
      }
      return response.deviation * NormalDistribution.quantile(generator.nextUnit())
    }
  }
}
