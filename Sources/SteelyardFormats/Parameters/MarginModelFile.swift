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
    try placed(in: input) { () throws(SteelyardError) in
      switch try decode(Header.self, input).kind {
      case .scenario:
        let specification = try strictly(ScenarioMarginSpecification.self, input)
        try checkRatios(of: specification)
        _ = try ScenarioMargin(specification)
        return .scenario(specification)
      case .position:
        let specification = try strictly(StandardMarginSpecification.self, input)
        _ = try PositionMargin(specification)
        return .position(specification)
      case .dynamic:
        let specification = try strictly(DynamicSpecification.self, input)
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

  /// Decodes, and refuses fields that decoding would pass over.
  private static func strictly<Specification: Codable>(
    _ type: Specification.Type, _ input: InputFile
  ) throws(SteelyardError) -> Specification {
    let specification = try decode(type, input)
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    guard let encoded = try? encoder.encode(specification) else {
      preconditionFailure("what was decoded can be encoded")
    }
    let understood = InputFile(name: input.name, bytes: [UInt8](encoded))
    try refuseUnknown(
      in: try JSONDocument(input).root, understood: try JSONDocument(understood).root, isRoot: true)
    return specification
  }

  private static func refuseUnknown(
    in value: JSONValue, understood: JSONValue, isRoot: Bool
  ) throws(SteelyardError) {
    switch value.kind {
    case .object:
      for (key, member) in try value.members() where !(isRoot && key == "kind") {
        guard let twin = understood.optional(named: key) else {
          throw SteelyardError(
            .invalidInput, "The field \"\(key)\" is not known.",
            remedy: "Remove it, or correct its name.", subject: member.subject)
        }
        try refuseUnknown(in: member, understood: twin, isRoot: false)
      }
    case .array:
      var twins = try understood.elements()
      var elements = try value.elements()
      while let element = elements.next(), let twin = twins.next() {
        try refuseUnknown(in: element, understood: twin, isRoot: false)
      }
    default: return
    }
  }

  private static func decode<Value: Decodable>(
    _ type: Value.Type, _ input: InputFile
  ) throws(SteelyardError) -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(type, from: Data(input.bytes))
    } catch let error as SteelyardError {
      throw error.about(.place(file: input.name, row: nil, field: nil))
    } catch let error as DecodingError {
      throw refusal(of: error, file: input.name)
    } catch {
      throw SteelyardError(
        .invalidInput, "The parameter file cannot be read.", remedy: "Give JSON.",
        subject: .place(file: input.name, row: nil, field: nil), cause: "\(error)")
    }
  }

  private static func refusal(of error: DecodingError, file: String) -> SteelyardError {
    let (context, message): (DecodingError.Context, String) =
      switch error {
      case .keyNotFound(let key, let context):
        (context, "The field \"\(snakeCase(key.stringValue))\" is missing.")
      case .valueNotFound(_, let context): (context, "The field is null.")
      case .typeMismatch(let type, let context): (context, "The field is not a \(type).")
      case .dataCorrupted(let context): (context, "\(context.debugDescription).")
      @unknown default:
        (.init(codingPath: [], debugDescription: ""), "The file cannot be read.")
      }
    let path = context.codingPath.reduce(into: "") { path, key in
      if let index = key.intValue {
        path += "[\(index)]"
      } else {
        path += (path.isEmpty ? "" : ".") + snakeCase(key.stringValue)
      }
    }
    return SteelyardError(
      .invalidInput, message, remedy: "Compare it with a file in Parameters/margin.",
      subject: .place(file: file, row: nil, field: path.isEmpty ? nil : path))
  }

  private static func snakeCase(_ name: String) -> String {
    name.reduce(into: "") { text, character in
      text += character.isUppercase ? "_" + character.lowercased() : String(character)
    }
  }
}
