package import SteelyardContracts
import SteelyardPricing

extension VolatilitySurface {
  /// The surface that gives every strike and expiry a volatility so many times as large.
  ///
  /// Times and forwards stay those that it was fitted on, so that spot and days which move beside it
  /// leave the volatility of a strike as it is.
  ///
  /// - Throws: `invalidInput` where the factor is not above zero and finite.
  package func scaled(volatility factor: Double) throws(SteelyardError) -> VolatilitySurface {
    if factor == 1 { return self }
    guard factor > 0, factor.isFinite else {
      throw SteelyardError(
        .invalidInput, "Volatilities are multiplied with \(factor).",
        remedy: "Give a finite factor above zero.")
    }
    let scale = factor * factor
    var scaled: [SmileSlice] = []
    for slice in slices {
      let base = slice.base
      scaled.append(
        SmileSlice(
          expiry: slice.expiry, timeToExpiry: slice.timeToExpiry, forward: slice.forward,
          base: try SVISlice(
            level: base.level * scale, slope: base.slope * scale, correlation: base.correlation,
            centre: base.centre, width: base.width),
          correction: slice.correction?.scaled(by: scale), quotedRange: slice.quotedRange))
    }
    return try with(slices: scaled)
  }
}
