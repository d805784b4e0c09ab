import FoundationEssentials
public import SteelyardContracts
public import SteelyardMargin

/// A margin model as a parameter file: JSON with a `kind` and the parts of that kind.
public enum MarginModelFile {
  /// What a file holds.
  private enum Kind: String, Decodable {
    case scenario, position, dynamic
  }
  private struct Header: Decodable { let kind: Kind }
  private static let examples = "Parameters/margin"

  /// Reads a model.
  ///
  /// - Parameter state: What a model that learns from history has learned; nil for the state that
  ///   comes with its parameters.
  /// - Throws: As `specification(_:)` and `MarginModelSpecification.model(state:)`.
  public static func model(
    _ input: InputFile, state: ModelStateFile? = nil
  ) throws(SteelyardError) -> any MarginModel {
    let specification = try specification(input)
    do throws(SteelyardError) {
      return try specification.model(state: state)
    } catch {
      // What the state is refused for names its file already.
      if case .place(state?.name, _, _) = error.subject { throw error }
      throw StrictJSON(input: input, examples: examples).placed(error)
    }
  }

  /// Reads the parts of a model, without the state that it may need.
  ///
  /// - Throws: `invalidInput` naming file and field where the JSON is broken, a field is missing,
  ///   unknown or of the wrong type, or the parts contradict each other.
  public static func specification(
    _ input: InputFile
  ) throws(SteelyardError) -> MarginModelSpecification {
    let json = StrictJSON(input: input, examples: examples)
    do throws(SteelyardError) {
      switch try json.decode(Header.self).kind {
      case .scenario:
        let specification = try json.strictly(ScenarioMarginSpecification.self, header: ["kind"])
        try checkRatios(of: specification)
        _ = try ScenarioMargin(specification)
        return .scenario(specification)
      case .position:
        let specification = try json.strictly(StandardMarginSpecification.self, header: ["kind"])
        _ = try PositionMargin(specification)
        return .position(specification)
      case .dynamic:
        let specification = try json.strictly(DynamicSpecification.self, header: ["kind"])
        try specification.check()
        return .dynamic(specification)
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
