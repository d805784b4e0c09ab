import SteelyardContracts
import SteelyardFormats

/// Reads the name of one instrument from the command line.
enum InstrumentName {
  /// - Parameter naming: The grammar it follows; nil for Deribit's reading, else the one meaning
  ///   that it has in the others.
  /// - Throws: `invalidInput` where no grammar takes it or two take it differently.
  static func instrument(
    named name: String, naming: InstrumentNaming?
  ) throws(SteelyardError) -> Instrument {
    if let naming { return try naming.instrument(named: name) }
    let candidates = InstrumentNaming.candidates(for: name)
    guard let first = candidates.first else {
      // Deribit's refusal says what was expected where.
      return try InstrumentNaming.deribit.instrument(named: name)
    }
    if first.naming == .deribit { return first.instrument }
    if let other = candidates.first(where: { $0.instrument != first.instrument }) {
      throw SteelyardError(
        .invalidInput,
        "\(first.instrument) in the grammar \(first.naming.rawValue), "
          + "\(other.instrument) in the grammar \(other.naming.rawValue).",
        remedy: "Say which one: --from \(first.naming.rawValue).", subject: .instrument(name))
    }
    return first.instrument
  }
}
