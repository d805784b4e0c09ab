import FoundationEssentials
package import SteelyardContracts

/// Parameters of our own as JSON: decoded, and refused where a field would be passed over.
package struct StrictJSON {
  /// The file.
  let input: InputFile
  /// Where errors send the reader for an example: `Parameters/margin`.
  let examples: String

  /// Parameters in a file, and where examples of such files are.
  package init(input: InputFile, examples: String) {
    self.input = input
    self.examples = examples
  }

  /// Decodes, and refuses fields that decoding would pass over.
  ///
  /// - Parameter header: Fields of the root that belong to no part of the value.
  /// - Throws: `invalidInput` naming file and field; what the value itself throws, under the
  ///   file's name.
  package func strictly<Value: Codable>(
    _ type: Value.Type, header: Set<String> = []
  ) throws(SteelyardError) -> Value {
    let value = try decode(type)
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    guard let encoded = try? encoder.encode(value) else {
      preconditionFailure("what was decoded can be encoded")
    }
    let understood = InputFile(name: input.name, bytes: [UInt8](encoded))
    try StrictJSON.refuseUnknown(
      in: try JSONDocument(input).root, understood: try JSONDocument(understood).root,
      header: header)
    return value
  }

  /// Parameters as a file that `strictly` reads: fields in the order of the alphabet, a line each.
  ///
  /// - Throws: `invalidInput` where a number is not finite.
  package static func text(of value: some Encodable) throws(SteelyardError) -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let encoded = try? encoder.encode(value) else {
      throw SteelyardError(
        .invalidInput, "A parameter is no finite number.", remedy: "Correct it.")
    }
    return String(decoding: encoded, as: UTF8.self) + "\n"
  }

  /// Decodes, whatever else the file holds.
  func decode<Value: Decodable>(_ type: Value.Type) throws(SteelyardError) -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(type, from: Data(input.bytes))
    } catch let error as SteelyardError {
      throw placed(error)
    } catch let error as DecodingError {
      throw refusal(of: error)
    } catch {
      throw SteelyardError(
        .invalidInput, "The parameter file cannot be read.", remedy: "Give JSON.",
        subject: .place(file: input.name, row: nil, field: nil), cause: "\(error)")
    }
  }

  /// The error of a part that names its field and cannot know the file.
  package func placed(_ error: SteelyardError) -> SteelyardError {
    switch error.subject {
    case .call: error.about(.place(file: input.name, row: nil, field: nil))
    case .place(_, let row, let field):
      error.about(.place(file: input.name, row: row, field: field))
    default: error
    }
  }

  private static func refuseUnknown(
    in value: JSONValue, understood: JSONValue, header: Set<String>
  ) throws(SteelyardError) {
    switch value.kind {
    case .object:
      for (key, member) in try value.members() where !header.contains(key) {
        guard let twin = understood.optional(named: key) else {
          throw SteelyardError(
            .invalidInput, "The field \"\(key)\" is not known.",
            remedy: "Remove it, or correct its name.", subject: member.subjectWithoutRow)
        }
        try refuseUnknown(in: member, understood: twin, header: [])
      }
    case .array:
      var twins = try understood.elements()
      var elements = try value.elements()
      while let element = elements.next(), let twin = twins.next() {
        try refuseUnknown(in: element, understood: twin, header: [])
      }
    default: return
    }
  }

  private func refusal(of error: DecodingError) -> SteelyardError {
    let (context, message): (DecodingError.Context, String) =
      switch error {
      case .keyNotFound(let key, let context):
        (context, "The field \"\(StrictJSON.snakeCase(key.stringValue))\" is missing.")
      case .valueNotFound(_, let context): (context, "The field is null.")
      case .typeMismatch(let type, let context): (context, "The field is not a \(type).")
      case .dataCorrupted(let context):
        (
          context,
          context.debugDescription.hasSuffix(".")
            ? context.debugDescription : "\(context.debugDescription)."
        )
      @unknown default:
        (.init(codingPath: [], debugDescription: ""), "The file cannot be read.")
      }
    let path = context.codingPath.reduce(into: "") { path, key in
      if let index = key.intValue {
        path += "[\(index)]"
      } else {
        path += (path.isEmpty ? "" : ".") + StrictJSON.snakeCase(key.stringValue)
      }
    }
    return SteelyardError(
      .invalidInput, message, remedy: "Compare it with a file in \(examples).",
      subject: .place(file: input.name, row: nil, field: path.isEmpty ? nil : path))
  }

  private static func snakeCase(_ name: String) -> String {
    name.reduce(into: "") { text, character in
      text += character.isUppercase ? "_" + character.lowercased() : String(character)
    }
  }
}

extension JSONValue {
  /// The place of this value by its path alone: a parameter file is no table with rows.
  fileprivate var subjectWithoutRow: SteelyardError.Subject {
    guard case .place(let file, _, let field) = subject else { return subject }
    return .place(file: file, row: nil, field: field)
  }
}
