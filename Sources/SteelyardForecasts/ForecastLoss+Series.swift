public import SteelyardContracts

extension ForecastLoss {
  /// The losses of a series of forecasts.
  ///
  /// - Parameters:
  ///   - forecasts: The variances that were forecast; shape `[day]`.
  ///   - proxies: The variances that came, each for the forecast of the same place; shape `[day]`.
  /// - Returns: Shape `[day]`.
  /// - Throws: `invalidInput` for counts that differ or a pair that has no loss; `quasiLikelihood`
  ///   has none for a proxy of zero.
  public func series(
    forecasts: [Double], proxies: [Double]
  ) throws(SteelyardError) -> [Double] {
    guard forecasts.count == proxies.count else {
      throw SteelyardError(
        .invalidInput, "There are \(forecasts.count) forecasts and \(proxies.count) proxies.",
        remedy: "Pass as many proxies as forecasts, each for the forecast of its place.")
    }
    var losses: [Double] = []
    for (day, pair) in zip(forecasts, proxies).enumerated() {
      let loss = loss(forecast: pair.0, proxy: pair.1)
      guard loss.isFinite else {
        throw SteelyardError(
          .invalidInput,
          "On day \(day) forecast \(pair.0) and proxy \(pair.1) have no \(rawValue) loss.",
          remedy: "Pass finite variances above zero, or leave the day out.")
      }
      losses.append(loss)
    }
    return losses
  }
}
