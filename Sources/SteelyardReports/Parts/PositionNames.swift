package import SteelyardContracts
package import SteelyardFormats

/// Names of instruments in one grammar, or in Steelyard's own where that grammar has none.
package struct PositionNames: Sendable {
  /// The grammar asked for.
  package let naming: InstrumentNaming

  /// Names in a grammar.
  package init(_ naming: InstrumentNaming) { self.naming = naming }

  /// The name of an instrument; its venue-neutral text where no grammar can say it.
  package func name(of instrument: Instrument) -> String {
    for naming in [naming, .steelyard] {
      if let name = try? naming.name(of: instrument) { return name }
    }
    return instrument.description
  }
}
