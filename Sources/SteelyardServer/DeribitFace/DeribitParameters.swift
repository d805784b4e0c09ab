import SteelyardContracts
import SteelyardFormats

/// The parameters of a call: members of a JSON object, or texts of a query that mean the same.
struct DeribitParameters {
  private enum Source {
    case none
    case json(JSONValue)
    case query([String: String])
  }

  private let source: Source

  /// Most entries of a list or a table of sizes.
  static let entriesMax = 1_000

  /// No parameters.
  init() { source = .none }

  /// Parameters of JSON-RPC.
  init(_ value: JSONValue) throws(DeribitRefusal) {
    guard value.kind == .object else {
      throw .request("the parameters are no object")
    }
    source = .json(value)
  }

  /// Parameters of a query.
  init(_ query: Query) throws(DeribitRefusal) {
    var texts: [String: String] = [:]
    for part in query.parts {
      guard texts.updateValue(part.value, forKey: part.name) == nil else {
        throw .parameter(part.name, "given twice")
      }
    }
    source = .query(texts)
  }

  /// A text; numbers and truth values are taken as they are written.
  func text(_ name: String) throws(DeribitRefusal) -> String? {
    switch source {
    case .none: return nil
    case .query(let texts): return texts[name]
    case .json(let object):
      guard let value = object.optional(named: name), !value.isNull else { return nil }
      switch value.kind {
      case .string:
        return try DeribitParameters.read(name) { () throws(SteelyardError) in try value.string() }
      case .number:
        return try DeribitParameters.read(name) { () throws(SteelyardError) in
          try value.amount(.halfToEven).description
        }
      default: throw .parameter(name, "must be a string")
      }
    }
  }

  /// A text that must be there.
  func requiredText(_ name: String) throws(DeribitRefusal) -> String {
    guard let text = try text(name) else { throw .parameter(name, "is required") }
    return text
  }

  /// A number, exact.
  func amount(_ name: String) throws(DeribitRefusal) -> Amount? {
    switch source {
    case .none: return nil
    case .query(let texts):
      guard let text = texts[name] else { return nil }
      return try DeribitParameters.read(name) { () throws(SteelyardError) in
        try Amount(parsing: text, rounding: .halfToEven)
      }
    case .json(let object):
      guard let value = object.optional(named: name), !value.isNull else { return nil }
      return try DeribitParameters.read(name) { () throws(SteelyardError) in
        try value.amount(.halfToEven)
      }
    }
  }

  /// A number that must be there.
  func requiredAmount(_ name: String) throws(DeribitRefusal) -> Amount {
    guard let amount = try amount(name) else { throw .parameter(name, "is required") }
    return amount
  }

  /// A whole number within a range.
  func integer(_ name: String, _ range: ClosedRange<Int>) throws(DeribitRefusal) -> Int? {
    guard let text = try text(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw .parameter(name, "must be from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A truth value: `true` or `false`, in a query as text.
  func boolean(_ name: String) throws(DeribitRefusal) -> Bool? {
    switch source {
    case .none: return nil
    case .query(let texts):
      switch texts[name] {
      case nil: return nil
      case "true", "1": return true
      case "false", "0": return false
      default: throw .parameter(name, "must be true or false")
      }
    case .json(let object):
      guard let value = object.optional(named: name), !value.isNull else { return nil }
      return try DeribitParameters.read(name) { () throws(SteelyardError) in try value.boolean() }
    }
  }

  /// A list of texts; in a query as JSON, or with one entry bare.
  func texts(_ name: String) throws(DeribitRefusal) -> [String] {
    switch source {
    case .none: throw .parameter(name, "is required")
    case .query(let texts):
      guard let text = texts[name] else { throw .parameter(name, "is required") }
      guard text.hasPrefix("[") else { return [text] }
      return try DeribitParameters.list(name, try DeribitParameters.document(name, text).root)
    case .json(let object):
      guard let value = object.optional(named: name), !value.isNull else {
        throw .parameter(name, "is required")
      }
      return try DeribitParameters.list(name, value)
    }
  }

  /// A table of sizes by instrument name, in the order given; in a query as JSON.
  func sizes(_ name: String) throws(DeribitRefusal) -> [(name: String, size: Amount)] {
    switch source {
    case .none: return []
    case .query(let texts):
      guard let text = texts[name], !text.isEmpty else { return [] }
      return try DeribitParameters.table(name, try DeribitParameters.document(name, text).root)
    case .json(let object):
      guard let value = object.optional(named: name), !value.isNull else { return [] }
      return try DeribitParameters.table(name, value)
    }
  }

  private static func document(
    _ name: String, _ text: String
  ) throws(DeribitRefusal) -> JSONDocument {
    try read(name) { () throws(SteelyardError) in
      try JSONDocument(InputFile(name: name, bytes: Array(text.utf8)))
    }
  }

  private static func list(_ name: String, _ value: JSONValue) throws(DeribitRefusal) -> [String] {
    guard value.kind == .array else { throw .parameter(name, "must be an array") }
    return try read(name) { () throws(SteelyardError) in
      var texts: [String] = []
      for element in try value.elements() {
        guard texts.count < entriesMax else {
          throw value.error(
            code: .limitExceeded, "There are more than \(entriesMax) entries.",
            remedy: "Send several calls.")
        }
        texts.append(try element.string())
      }
      return texts
    }
  }

  private static func table(
    _ name: String, _ value: JSONValue
  ) throws(DeribitRefusal) -> [(name: String, size: Amount)] {
    guard value.kind == .object else { throw .parameter(name, "must be an object") }
    return try read(name) { () throws(SteelyardError) in
      let members = try value.members()
      guard members.count <= entriesMax else {
        throw value.error(
          code: .limitExceeded, "There are more than \(entriesMax) positions.",
          remedy: "Simulate fewer at a time.")
      }
      var sizes: [(name: String, size: Amount)] = []
      for (key, member) in members { sizes.append((key, try member.amount(.halfToEven))) }
      return sizes
    }
  }

  private static func read<Value>(
    _ name: String, _ body: () throws(SteelyardError) -> Value
  ) throws(DeribitRefusal) -> Value {
    do { return try body() } catch { throw .parameter(name, error.message) }
  }
}
