public import SteelyardContracts

extension PortfolioBatch {
  /// Refuses a batch with an instrument that a frame has no row of: one that joined the universe after the
  /// frame was made.
  ///
  /// - Throws: `missingMarketData`, with the first such instrument.
  public func requireCovered(by frame: RiskFrame) throws(SteelyardError) {
    guard universe.instruments.count > frame.prices.count else { return }
    let instrument = universe.instruments[frame.prices.count]
    throw SteelyardError(
      .missingMarketData,
      "The risk frame does not have \(instrument): it was made before it was listed.",
      remedy: "Ask again after the next frame.", subject: .instrument(instrument.description))
  }
}
