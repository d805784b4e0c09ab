import Glibc
public import SteelyardContracts
import SteelyardMath
import SteelyardOptimisation

/// What a course came to.
public struct CourseStatistics: Sendable, Hashable {
  /// Growth per year, compounded.
  public let annualReturn: Double
  /// Standard deviation of the steps' returns, for a year.
  public let annualVolatility: Double
  /// Mean return over deviation for a year, without a riskless rate; nil where nothing moved.
  public let sharpe: Double?
  /// The deepest fall of the capital from a peak, as a share of it.
  public let maximumDrawdown: Double
  /// The mean of the worst 5 % of the steps' losses.
  public let tailLoss: Double
  /// Turnover per year: Σ |trades| of all choices but the first, which builds the portfolio.
  public let annualTurnover: Double
  /// Cost of trading per year, as a share of the capital.
  public let annualCost: Double
  /// Capital at the end, from 1.
  public let finalCapital: Double

  /// Statistics of a course.
  ///
  /// - Parameter stepsPerYear: 365 for days.
  /// - Throws: `invalidInput` for fewer than 2 steps, or a number of steps per year that is not positive.
  public init(
    _ course: WalkForward.Course, stepsPerYear: Double
  ) throws(SteelyardError) {
    guard course.returns.count >= 2, stepsPerYear > 0, stepsPerYear.isFinite else {
      throw SteelyardError(
        .invalidInput,
        "\(course.returns.count) steps, \(stepsPerYear) a year, are too few for statistics.",
        remedy: "Walk for at least 2 steps.")
    }
    let count = Double(course.returns.count)
    let years = count / stepsPerYear
    let mean = CompensatedSum(course.returns).value / count
    let squares = CompensatedSum(course.returns.map { ($0 - mean) * ($0 - mean) }).value
    let deviation = (squares / (count - 1)).squareRoot()
    var peak = 1.0
    var deepest = 0.0
    for value in course.capital {
      peak = max(peak, value)
      deepest = max(deepest, 1 - value / peak)
    }
    finalCapital = course.capital.last ?? 1
    annualReturn = pow(finalCapital, 1 / years) - 1
    annualVolatility = deviation * stepsPerYear.squareRoot()
    sharpe = deviation > 0 ? mean / deviation * stepsPerYear.squareRoot() : nil
    maximumDrawdown = deepest
    tailLoss =
      TailProgram.tailMean(
        of: course.returns.map { -$0 },
        probabilities: [Double](repeating: 1 / count, count: course.returns.count), level: 0.95
      ).mean
    annualTurnover = course.choices.dropFirst().reduce(0) { $0 + $1.turnover } / years
    annualCost = course.choices.reduce(0) { $0 + $1.cost } / years
  }
}
