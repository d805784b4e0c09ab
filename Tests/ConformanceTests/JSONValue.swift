/// A JSON value as it stands in a vector file.
enum JSONValue: Sendable, Decodable {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case table([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let table = try? container.decode([String: JSONValue].self) {
      self = .table(table)
    } else if let list = try? container.decode([JSONValue].self) {
      self = .list(list)
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else {
      self = .null
    }
  }

  /// The field of a table; null where there is none.
  subscript(field: String) -> JSONValue {
    if case .table(let table) = self { table[field] ?? .null } else { .null }
  }

  /// The elements of a list; empty for anything else.
  var elements: [JSONValue] {
    if case .list(let list) = self { list } else { [] }
  }

  /// The names of a table's fields, sorted.
  var fields: [String] {
    if case .table(let table) = self { table.keys.sorted() } else { [] }
  }

  /// A number, also where it is written as text to keep more digits than a double has; NaN, which
  /// matches nothing, for anything else.
  var double: Double {
    switch self {
    case .number(let number): number
    case .text(let text): Double(text) ?? .nan
    default: .nan
    }
  }

  var string: String? {
    if case .text(let text) = self { text } else { nil }
  }

  var bool: Bool? {
    if case .flag(let flag) = self { flag } else { nil }
  }

  var isNull: Bool {
    if case .null = self { true } else { false }
  }
}
