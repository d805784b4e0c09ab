public import SteelyardContracts
public import SteelyardFormats

/// The answer of `names`: what a name says, how every grammar writes it, and its contract terms.
public struct NamesReport: Report {
  let entries: [NameEntry]

  /// A report on names as they were given.
  ///
  /// - Parameters:
  ///   - names: The names.
  ///   - naming: The grammar they follow; nil to take Deribit's reading first, then any other that
  ///     accepts the name.
  ///   - terms: The contract terms to look up.
  public init(names: [String], naming: InstrumentNaming?, terms: ContractTermsTable) {
    entries = names.map { NameEntry($0, naming: naming, terms: terms) }
  }

  /// Why names were refused, in the order given.
  public var failures: [SteelyardError] {
    entries.compactMap { entry in
      if case .failure(let error) = entry.reading { error } else { nil }
    }
  }
}
