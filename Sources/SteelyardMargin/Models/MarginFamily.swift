import SteelyardContracts

/// The parts of a model for contracts of one base coin and settlement.
protocol MarginFamily {
  /// The coin that the contracts are written on.
  var base: Currency { get }
  /// Settlement currencies of the family.
  var settlements: [Currency] { get }
  /// What is charged beyond positions or scenarios.
  var charges: [AppliedCharge] { get }
}

extension MarginFamily {
  /// The requirement that a stated amount belongs to, or nil where the family has no such charge.
  func appliesTo(statedName name: String) -> AppliesTo? {
    charges.first { $0.charge == .stated(name: name) }?.appliesTo
  }
}

extension Array where Element: MarginFamily {
  /// The family of an underlying.
  ///
  /// - Parameter what: What a family holds, for people: parameters, rates.
  /// - Throws: `unsupported` where there is none.
  func family(
    of underlying: Underlying, _ what: String, in provenance: ParameterProvenance
  ) throws(SteelyardError) -> Element {
    for family in self
    where family.base == underlying.base && family.settlements.contains(underlying.settlement) {
      return family
    }
    let known = map { family in
      family.settlements.map { "\(family.base) settled in \($0)" }.joined(separator: ", ")
    }
    throw SteelyardError(
      .unsupported,
      "\(provenance.name) has no \(what) for \(underlying.base) settled in "
        + "\(underlying.settlement).",
      remedy: "It knows \(known.joined(separator: ", ")); pass --parameters for others.")
  }
}
