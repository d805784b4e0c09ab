public import SteelyardContracts
public import SteelyardMargin

/// A margin model as a parameter file: JSON with a `kind` and the parts of that kind.
public enum MarginModelFile {
  /// What a file holds.
  private enum Kind: String, Decodable {
    case scenario, position
  }
  private struct Header: Decodable { let kind: Kind }

  /// Reads a model.
  ///
  /// - Throws: `invalidInput` naming file and field where the JSON is broken, a field is missing,
  ///   unknown or of the wrong type, or the parts contradict each other.
  public static func model(_ input: InputFile) throws(SteelyardError) -> any MarginModel {
    let json = StrictJSON(input: input, examples: "Parameters/margin")
    do throws(SteelyardError) {
      switch try json.decode(Header.self).kind {
      case .scenario:
        let specification = try json.strictly(ScenarioMarginSpecification.self, header: ["kind"])
        try checkRatios(of: specification)
        return try ScenarioMargin(specification)
      case .position:
        return try PositionMargin(
          try json.strictly(StandardMarginSpecification.self, header: ["kind"]))
      }
    } catch {
      throw json.placed(error)
    }
  }

  /// Refuses ratios that put maintenance above initial margin.
  ///
  /// The model would raise initial margin to maintenance; in a file it is a typing error.
  private static func checkRatios(
    of specification: ScenarioMarginSpecification
  ) throws(SteelyardError) {
    for (index, family) in specification.families.enumerated()
    where family.ratios.initial < family.ratios.maintenance {
      throw SteelyardError(
        .invalidInput,
        "The initial ratio \(family.ratios.initial) is below the maintenance ratio "
          + "\(family.ratios.maintenance).",
        remedy: "Initial margin must be at least maintenance margin.",
        subject: .place(file: "margin model", row: nil, field: "families[\(index)].ratios"))
    }
  }
}
