package import SteelyardContracts

// Instruments in the facts of floors above, in the form that the ledger's own have.
extension ByteWriter {
  /// Writes an instrument.
  package mutating func write(instrument: Instrument) { write(instrument) }
}

extension ByteReader {
  /// Reads what `write(instrument:)` wrote.
  ///
  /// - Throws: `corruptData` for anything else.
  package mutating func readInstrument() throws(SteelyardError) -> Instrument {
    try Instrument(from: &self)
  }
}
