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
  ///   - wanted: The grammars in which to write them.
  ///   - terms: The contract terms to look up.
  public init(
    names: [String], naming: InstrumentNaming?,
    wanted: [InstrumentNaming] = InstrumentNaming.allCases, terms: ContractTermsTable
  ) {
    entries = names.map { NameEntry($0, naming: naming, wanted: wanted, terms: terms) }
  }

  /// Why a grammar that was wanted cannot say a name, in the order given.
  public var unsaid: [SteelyardError] {
    entries.flatMap { entry -> [SteelyardError] in
      guard case .success(let reading) = entry.reading else { return [] }
      return reading.names.compactMap { named in
        if case .failure(let error) = named.name { error } else { nil }
      }
    }
  }

  /// Why names were refused, in the order given.
  public var failures: [SteelyardError] {
    entries.compactMap { entry in
      if case .failure(let error) = entry.reading { error } else { nil }
    }
  }
}
