import SteelyardContracts
import SteelyardScenarios

extension Portfolio {
  /// The position in an instrument, if there is one.
  func position(in instrument: Instrument) -> Position? {
    positions.first { $0.instrument == instrument }
  }

  /// The portfolio with another size of one position, traded at its present price, without fees.
  ///
  /// - Throws: What `PortfolioLedger.apply` throws.
  func resized(
    _ instrument: Instrument, to quantity: Amount, at priced: PricedInstrument
  ) throws(SteelyardError) -> Portfolio {
    let change = try quantity.subtracting(position(in: instrument)?.quantity ?? .zero)
    var ledger = PortfolioLedger(self)
    if !change.isZero {
      try ledger.apply(Fill(instrument, change, atMark: priced.exactMark))
    }
    return try ledger.portfolio()
  }
}
