import SteelyardAllocation
import SteelyardCommandLine
import SteelyardContracts
import SteelyardForecasts
import SteelyardMath

/// How the coins with targets move together, from histories where any are named.
struct RebalanceHistory {
  /// Covariance of the coins' returns a year; nil without a history.
  let covariance: Matrix?
  /// The volatility of the targets a year over the latest days; nil without a history.
  let volatility: Double?
  /// Remarks for people.
  let notes: [String]

  /// Days that the volatility looks back.
  static let volatilityDays = 30

  /// - Parameter time: Of the market; nothing later is looked at.
  /// - Throws: What reading throws; `missingMarketData` with the coin for one that has no history.
  init(
    _ arguments: ParsedArguments, _ targets: TargetWeights, until time: Timestamp
  ) throws(SteelyardError) {
    guard !(try arguments.values(HistoryOptions.history)).isEmpty else {
      covariance = nil
      volatility = nil
      notes = []
      return
    }
    let days = try DailyReturns(arguments, of: targets.coins, until: time)
    let method = try arguments.value(AllocationOptions.covariance) ?? .constantCorrelation
    let daily = try method.moments(days.panel).covariance
    let count = targets.coins.count
    var yearly = Matrix(rowCount: count, columnCount: count, repeating: 0)
    for row in 0..<count {
      for column in 0..<count {
        yearly[row, column] = daily[row, column] * DailyReturns.stepsPerYear
      }
    }
    covariance = yearly
    let returns = try ReturnScenarios(days.panel).returns(of: targets.weights)
    let latest = returns.suffix(RebalanceHistory.volatilityDays)
    // About a mean of zero, which thirty days say nothing of.
    let square = latest.reduce(0) { $0 + $1 * $1 } / Double(latest.count)
    volatility = (square * DailyReturns.stepsPerYear).squareRoot()
    let age = days.days[days.days.count - 1].days(to: time)
    notes =
      days.notes
      + (age > 2
        ? ["The history ends \(Int(age)) days before the market: volatilities are those of then."]
        : [])
  }
}
