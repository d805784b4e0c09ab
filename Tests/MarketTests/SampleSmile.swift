import Glibc
import SteelyardContracts
import SteelyardMarket
import SteelyardPricing

/// Rows of made-up smiles: calls and puts with mark prices and mark volatilities.
enum SampleSmile {
  static let forward = 70_000.0

  /// Rows of one expiry whose volatility at each strike is given.
  static func rows(
    _ underlying: Underlying, days: Int64, strikes: [Int64],
    volatility: (_ logMoneyness: Double, _ timeToExpiry: Double) -> Double
  ) throws -> [InstrumentObservation] {
    let expiry = SampleMarket.expiry(days: days)
    let time = SampleMarket.time.years(to: expiry)
    return try strikes.flatMap { strike in
      try OptionRight.allCases.map { right in
        var row = try SampleMarket.optionRow(
          underlying, expiry: expiry, strike: strike, right, forward: forward,
          volatility: volatility(log(Double(strike) / forward), time))
        row.indexPrice = forward
        return row
      }
    }
  }

  /// Strikes even in log-moneyness from −`reach` to `reach`.
  static func strikes(_ count: Int, reach: Double) -> [Int64] {
    (0..<count).map {
      Int64((forward * exp(reach * (2 * Double($0) / Double(count - 1) - 1))).rounded())
    }
  }

  static func fit(
    _ rows: [InstrumentObservation], _ form: SurfaceFitOptions.Form = .correctedSVI
  ) throws -> SurfaceFit {
    let snapshot = try SampleMarket.build(rows).snapshot
    return try snapshot.fittedSurface(
      of: rows[0].instrument.underlying, options: .standard(form))
  }
}
