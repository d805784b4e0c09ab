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

  /// Reads a model.
  ///
  /// - Parameter state: What a model that learns from history has learned; nil for the state that
  ///   comes with its parameters.
  /// - Throws: As `specification(_:)` and `MarginModelSpecification.model(state:)`.
  public static func model(
    _ input: InputFile, state: ModelStateFile? = nil
  ) throws(SteelyardError) -> any MarginModel {
    let specification = try specification(input)
    return try placed(in: input, besides: state?.name) { () throws(SteelyardError) in
      try specification.model(state: state)
    }
  }

  /// Reads the parts of a model, without the state that it may need.
  ///
  /// - Throws: `invalidInput` naming file and field where the JSON is broken, a field is missing,
  ///   unknown or of the wrong type, or the parts contradict each other.
  public static func specification(
    _ input: InputFile
  ) throws(SteelyardError) -> MarginModelSpecification {
    let json = StrictJSON(input: input, examples: "Parameters/margin")
    return try placed(in: input) { () throws(SteelyardError) in
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
    }
  }

  /// Names the file in errors about its content.
  ///
  /// - Parameter other: A file whose errors name it already.
  private static func placed<Value>(
    in input: InputFile, besides other: String? = nil, _ body: () throws(SteelyardError) -> Value
  ) throws(SteelyardError) -> Value {
    do throws(SteelyardError) {
      return try body()
    } catch {
      switch error.subject {
      case .call: throw error.about(.place(file: input.name, row: nil, field: nil))
      // A part that refuses itself names its field and cannot know the file.
      case .place(let file, let row, let field) where file != other:
        throw error.about(.place(file: input.name, row: row, field: field))
      default: throw error
      }
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
