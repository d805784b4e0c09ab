package import SteelyardContracts
import SteelyardFeeds
import SteelyardInputs
package import SteelyardMargin

/// The past that a service can walk through.
package enum ServiceHistory: Sendable {
  /// None is configured.
  case none
  /// Files that `steelyard backtest` reads as well.
  case files([String])
  /// That of a simulated market, made up by its own process.
  case simulated(seed: UInt64, before: Timestamp)

  /// Days of a simulated past: four years, two and a half of them beyond the window of the dynamic model's scenarios.
  package static let simulatedDays = 1_461

  /// What backtests stand on.
  package struct Past: Sendable {
    package let calibration: CalibrationHistory
    /// What people should know of it.
    package let notes: [String]
  }

  /// Reads or makes it; nil where there is none.
  ///
  /// - Throws: What reading files throws.
  package func past(_ specification: DynamicSpecification) throws(SteelyardError) -> Past? {
    switch self {
    case .none: return nil
    case .files(let paths):
      let input = try HistoryInput(paths: paths)
      return Past(
        calibration: try input.calibration(specification, coins: nil, asOf: nil),
        notes: input.notes)
    case .simulated(let seed, let end):
      let past = try SimulatedPast(
        parameters: .threeCoins, before: end, dayCount: ServiceHistory.simulatedDays, seed: seed)
      let source = "a past made up by the simulated market's own process, seed \(seed)"
      return Past(
        calibration: try CalibrationHistory(
          days: past.days,
          coins: past.coins.map {
            CalibrationHistory.Coin(
              coin: $0.coin, closes: $0.closes, impliedVolatility: $0.impliedVolatility)
          }, sources: [source]),
        notes: ["The history is \(source): nothing in it happened."])
    }
  }

  /// Why there is no backtest where there is none.
  package static let whyNone =
    "The service has no history: name files with daily closes and volatility indices in the option history of its "
    + "configuration, the same that `steelyard backtest --history` reads."
}
