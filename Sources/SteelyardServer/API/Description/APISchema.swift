import SteelyardContracts
import SteelyardFormats

/// What a value of the API looks like: read by people in the description, by programs as JSON Schema.
indirect enum APISchema: Sendable {
  /// A text, of a pattern where one is given, and such as the example.
  case text(_ what: String, pattern: String? = nil, example: String? = nil)
  /// An exact amount, written as a string so that no reader rounds it.
  case amount(_ what: String)
  /// A number; the words name its unit.
  case number(_ what: String)
  /// A whole number.
  case integer(_ what: String, from: Int64? = nil, to: Int64? = nil)
  /// True or false.
  case boolean(_ what: String)
  /// A time as RFC 3339 writes it, in UTC.
  case time(_ what: String)
  /// One of these words.
  case choice(_ what: String, [String])
  /// Values of one kind in an order.
  case list(_ what: String, APISchema, countMax: Int? = nil)
  /// An object of the members named, and of no others.
  case object(APIObject)
  /// An object whose members have names of the caller's choice and values of one kind.
  case map(_ what: String, APISchema)
  /// An object whose members are described elsewhere.
  case free(_ what: String)
  /// The value, or null.
  case nullable(APISchema)

  /// What amounts look like: the pattern is narrower than what is read, never wider.
  static let amountPattern = "^-?[0-9]{1,21}(\\.[0-9]{1,18})?$"
  /// What names of instruments and underlyings look like.
  static let instrumentPattern = "^[A-Za-z0-9_/:.-]{1,64}$"
  /// What account names look like.
  static let accountPattern =
    "^[A-Za-z0-9_.:@-]{1,64}(/[A-Za-z0-9_.:@-]{1,64})?$"
}

/// An object of the API with its name in the description.
struct APIObject: Sendable {
  /// One member of an object.
  struct Member: Sendable {
    /// Whether it is always there.
    enum Presence: Sendable { case required, optional }

    let name: String
    let schema: APISchema
    let presence: Presence
  }

  let name: String
  let what: String
  let members: [Member]

  /// An object from its parts.
  init(_ name: String, _ what: String, _ members: [Member]) {
    self.name = name
    self.what = what
    self.members = members
  }

  /// The names of its members.
  var memberNames: Set<String> { Set(members.map(\.name)) }
}

extension APIObject.Member {
  /// A member that is always there.
  static func required(_ name: String, _ schema: APISchema) -> APIObject.Member {
    APIObject.Member(name: name, schema: schema, presence: .required)
  }

  /// A member of a body that may be left out, or be null, which means the same.
  static func open(_ name: String, _ schema: APISchema) -> APIObject.Member {
    .optional(name, .nullable(schema))
  }

  /// A member that may be left out.
  static func optional(_ name: String, _ schema: APISchema) -> APIObject.Member {
    APIObject.Member(name: name, schema: schema, presence: .optional)
  }
}
