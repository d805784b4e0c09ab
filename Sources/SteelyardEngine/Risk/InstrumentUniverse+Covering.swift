import SteelyardContracts
import SteelyardMargin

extension InstrumentUniverse {
  /// Refuses what holds or names an instrument that a frame over this universe does not have: one that was
  /// listed after the frame was made.
  ///
  /// A frame has no row for it, and without a row there is neither a price nor a requirement.
  ///
  /// - Throws: `missingMarketData`, with the instrument.
  func requireCovering(
    _ portfolios: [Portfolio], orders: [WorkingOrder] = [], trades: [Trade] = []
  ) throws(SteelyardError) {
    for portfolio in portfolios {
      for position in portfolio.positions { try requireCovering(position.instrument) }
    }
    for order in orders { try requireCovering(order.instrument) }
    for trade in trades { try requireCovering(trade.instrument) }
  }

  private func requireCovering(_ instrument: Instrument) throws(SteelyardError) {
    if case .spot = instrument.product { return }
    guard index(of: instrument) == nil else { return }
    throw SteelyardError(
      .missingMarketData, "The risk frame does not have \(instrument) yet: it was just listed.",
      remedy: "Ask again after the next frame.", subject: .instrument(instrument.description))
  }
}
