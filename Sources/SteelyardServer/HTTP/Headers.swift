/// Header fields in the order they came, names in lower case.
public struct Headers: Sendable, Hashable {
  /// Name and value of each field.
  public private(set) var fields: [Field] = []

  /// One header field.
  public struct Field: Sendable, Hashable {
    /// In lower case.
    public let name: String
    /// Without blanks around it.
    public let value: String
  }

  /// No fields.
  public init() {}

  /// Fields from pairs of name and value.
  public init(_ pairs: KeyValuePairs<String, String>) {
    for (name, value) in pairs { add(name, value) }
  }

  /// Adds a field, also where one of that name is there.
  public mutating func add(_ name: String, _ value: String) {
    fields.append(Field(name: name.lowercased(), value: value))
  }

  /// Adds a field whose name is in lower case and whose value has no blanks around it.
  mutating func add(_ field: Field) { fields.append(field) }

  /// The names that come more than once, in the order in which they come again.
  var repeatedNames: [String] {
    var names: [String] = []
    for place in fields.indices.dropFirst()
    where fields[..<place].contains(where: { $0.name == fields[place].name }) {
      names.append(fields[place].name)
    }
    return names
  }

  /// Puts a field in the place of all of that name.
  public mutating func set(_ name: String, _ value: String) {
    let name = name.lowercased()
    fields.removeAll { $0.name == name }
    fields.append(Field(name: name, value: value))
  }

  /// The first value of a field; `name` in lower case.
  public subscript(_ name: String) -> String? {
    fields.first { $0.name == name }?.value
  }

  /// All values of a field; `name` in lower case.
  public func values(_ name: String) -> [String] {
    fields.filter { $0.name == name }.map(\.value)
  }

  /// The values of a list field, taken apart at commas, without blanks; `name` in lower case.
  public func list(_ name: String) -> [String] {
    values(name).flatMap { value in
      value.split(separator: ",").map { Headers.trimmed($0) }.filter { !$0.isEmpty }
    }
  }

  /// A text without blanks and tabs around it.
  static func trimmed(_ text: some StringProtocol) -> String {
    var bytes = Substring(text).utf8
    while let byte = bytes.first, byte == 0x20 || byte == 0x09 { bytes.removeFirst() }
    while let byte = bytes.last, byte == 0x20 || byte == 0x09 { bytes.removeLast() }
    return String(Substring(bytes))
  }
}
