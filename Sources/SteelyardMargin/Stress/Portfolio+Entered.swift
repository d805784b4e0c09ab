import SteelyardContracts
import SteelyardScenarios

extension Portfolio {
  /// The same book with every future entered: one without an entry price counts as entered at its
  /// price now, and spot becomes a balance of its coin.
  ///
  /// - Parameter frame: A frame over `universe`.
  /// - Throws: `limitExceeded` outside the range of exact amounts.
  func entered(
    at frame: RiskFrame, of universe: InstrumentUniverse
  ) throws(SteelyardError) -> Portfolio {
    var entered: [Position] = []
    var ledger = PortfolioLedger(try Portfolio(positions: [], balances: balances))
    for position in positions {
      if case .spot = position.instrument.product {
        try ledger.add(position.quantity, of: position.instrument.underlying.base)
        continue
      }
      guard !position.instrument.isOption, position.averagePrice == nil,
        let priced = universe.index(of: position.instrument).flatMap({ frame.prices[$0] })
      else {
        entered.append(position)
        continue
      }
      entered.append(
        Position(
          instrument: position.instrument, quantity: position.quantity,
          averagePrice: try Amount(nearest: priced.price)))
    }
    return try Portfolio(positions: entered, balances: try ledger.portfolio().balances)
  }
}
