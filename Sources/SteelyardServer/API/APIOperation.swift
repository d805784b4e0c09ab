import SteelyardContracts

/// One operation of the API: what it takes and answers, for whom, and how it is done.
///
/// The route, the checks before it and its part of the OpenAPI description all come from here, so that they cannot
/// differ.
struct APIOperation: Sendable {
  /// Whose business it is.
  enum Audience: Sendable {
    /// Everybody's with a key: nothing in it belongs to anyone.
    case everyone
    /// That of the account in the path: others are told that there is none.
    case account
    /// The house's; keys of accounts are refused.
    case house
  }

  /// How answers are told apart by clients that have one already.
  enum Freshness: Sendable {
    /// With an entity tag of frame and position.
    case tagged
    /// Not at all: a command, or an answer that time alone changes.
    case untagged
  }

  /// The answer of a handler.
  typealias Handler = @Sendable (APICall) async throws -> Response

  let method: Method
  let path: String
  /// The name of the operation, unique, in lower camel case.
  let name: String
  let summary: String
  let scope: Scope
  let audience: Audience
  let freshness: Freshness
  let query: [APIParameter]
  let body: APIObject?
  let isBodyOptional: Bool
  let status: Status
  let answer: APISchema
  let handler: Handler
  /// Answers at once, on the server's loop, what it sees to be microseconds of work.
  ///
  /// Gives nil for the rest, which the handler does in a task; nil itself where all calls are made in tasks.
  let brief: Brief?
  /// Whether a command has to have an idempotency key.
  var requiresIdentifier = false
  /// What the entity tag has to name besides frame and position; nil for nothing.
  var mark: Mark?

  /// The answer of an operation to a brief call.
  typealias Brief = @Sendable (APICall) throws -> Response?

  /// What an answer stands on besides frame and position.
  typealias Mark = @Sendable (APICall) -> String?

  /// An operation that reads.
  static func read(
    _ path: String, _ name: String, _ summary: String, audience: Audience, scope: Scope = .read,
    freshness: Freshness = .tagged, mark: Mark? = nil, query: [APIParameter] = [],
    answer: APISchema, _ handler: @escaping Handler
  ) -> APIOperation {
    APIOperation(
      method: .get, path: path, name: name, summary: summary, scope: scope, audience: audience,
      freshness: freshness, query: query, body: nil, isBodyOptional: true, status: .ok,
      answer: answer, handler: handler, brief: nil, mark: mark)
  }

  /// An operation that asks a question with a body, and changes nothing.
  static func question(
    _ path: String, _ name: String, _ summary: String, audience: Audience = .account,
    query: [APIParameter] = [], body: APIObject, answer: APISchema, brief: Brief? = nil,
    _ handler: @escaping Handler
  ) -> APIOperation {
    APIOperation(
      method: .post, path: path, name: name, summary: summary, scope: .read, audience: audience,
      freshness: .untagged, query: query, body: body, isBodyOptional: false, status: .ok,
      answer: answer, handler: handler, brief: brief)
  }

  /// An operation that commands.
  static func command(
    _ method: Method, _ path: String, _ name: String, _ summary: String, scope: Scope,
    audience: Audience, body: APIObject? = nil, requiresIdentifier: Bool = false,
    status: Status = .ok, answer: APISchema = CommandAnswer.schema, _ handler: @escaping Handler
  ) -> APIOperation {
    APIOperation(
      method: method, path: path, name: name, summary: summary, scope: scope, audience: audience,
      freshness: .untagged, query: [], body: body, isBodyOptional: body == nil, status: status,
      answer: answer, handler: handler, brief: nil, requiresIdentifier: requiresIdentifier)
  }

  /// The names of its placeholders, in their order.
  var placeholders: [String] {
    path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
      String($0.dropFirst().dropLast())
    }
  }
}
