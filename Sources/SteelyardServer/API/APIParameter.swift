import SteelyardContracts

/// A parameter of a query.
struct APIParameter: Sendable {
  let name: String
  let schema: APISchema
  /// Whether it must be there.
  let presence: APIObject.Member.Presence

  /// A parameter, which may be left out unless it is said that it may not.
  init(
    name: String, schema: APISchema, presence: APIObject.Member.Presence = .optional
  ) {
    self.name = name
    self.schema = schema
    self.presence = presence
  }

  /// How many elements a page has: 1 to 1000, 100 where it is not said.
  static let limit = APIParameter(
    name: "limit",
    schema: .integer("Most elements of the page; 100 where left out.", from: 1, to: 1000))

  /// Where a page begins.
  static let cursor = APIParameter(
    name: "cursor",
    schema: .integer(
      "Where the page begins: `next` of the page before.", from: 0, to: Int64(Int32.max)))

  /// How much of margin is told.
  static let explain = APIParameter(
    name: "explain",
    schema: .boolean("Whether everything is told that led to the figures."))
}
