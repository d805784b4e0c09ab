import Foundation
import Testing

/// Holds answers against the description that the service gives of itself.
struct AnswerSchema {
  let document: [String: Any]

  /// Paths without the prefix, with their methods in capitals.
  var operations: [(path: String, method: String, operation: [String: Any])] {
    let paths = document["paths"] as? [String: [String: [String: Any]]] ?? [:]
    return paths.flatMap { path, methods in
      methods.map { (String(path.dropFirst("/api/v1".count)), $0.uppercased(), $1) }
    }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
  }

  /// What is wrong with an answer; empty where it is as described.
  func faults(
    of body: Any, status: Int, in operation: [String: Any]
  ) -> [String] {
    let responses = operation["responses"] as? [String: [String: Any]] ?? [:]
    guard let described = responses["\(status)"], let content = described["content"],
      let media = (content as? [String: [String: Any]])?["application/json"],
      let schema = media["schema"] as? [String: Any]
    else { return ["status \(status) is not described"] }
    return faults(body, schema, "answer")
  }

  private func faults(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
    if let reference = schema["$ref"] as? String {
      let name = reference.components(separatedBy: "/").last ?? ""
      let components = document["components"] as? [String: Any]
      let schemas = components?["schemas"] as? [String: [String: Any]]
      guard let named = schemas?[name] else { return ["\(place): no schema \(name)"] }
      return faults(value, named, place)
    }
    if let choices = schema["anyOf"] as? [[String: Any]] {
      let all = choices.map { faults(value, $0, place) }
      return all.contains(where: \.isEmpty) ? [] : all[0]
    }
    switch schema["type"] as? String {
    case "null": return value is NSNull ? [] : ["\(place): not null"]
    case "boolean": return value is Bool ? [] : ["\(place): no truth value"]
    case "number", "integer": return value is NSNumber ? [] : ["\(place): no number"]
    case "array":
      guard let list = value as? [Any], let items = schema["items"] as? [String: Any] else {
        return ["\(place): no array"]
      }
      return list.enumerated().flatMap { faults($1, items, "\(place)[\($0)]") }
    case "string":
      guard let text = value as? String else { return ["\(place): no string"] }
      if let words = schema["enum"] as? [String], !words.contains(text) {
        return ["\(place): \(text) is none of \(words)"]
      }
      if let pattern = schema["pattern"] as? String,
        text.range(of: pattern, options: .regularExpression) == nil
      {
        return ["\(place): \(text) does not match \(pattern)"]
      }
      return []
    case "object":
      guard let object = value as? [String: Any] else { return ["\(place): no object"] }
      guard let members = schema["properties"] as? [String: [String: Any]] else { return [] }
      let missing = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }
      return missing.map { "\(place): \($0) is missing" }
        + object.flatMap { key, value in
          members[key].map { faults(value, $0, "\(place).\(key)") }
            ?? ["\(place): \(key) is not described"]
        }
    case let type: return ["\(place): the schema has the type \(type ?? "none")"]
    }
  }
}

extension APIHarness {
  /// The service's description of itself.
  func description() async throws -> AnswerSchema {
    AnswerSchema(document: try await call("GET", "/openapi.json", as: .nobody).json())
  }

  /// The body of an answer, which has a status and is as described.
  @discardableResult
  func described(
    _ method: String, _ path: String, _ body: String = "", as caller: Caller = .desk,
    status: Int = 200, pattern: String, headers: [String: String] = [:],
    location: SourceLocation = #_sourceLocation
  ) async throws -> [String: Any] {
    let answer = try await call(method, path, body, as: caller, headers: headers)
    #expect(answer.status == status, "\(answer.text)", sourceLocation: location)
    let description = try await description()
    let operation = try #require(
      description.operations.first { $0.path == pattern && $0.method == method }?.operation,
      sourceLocation: location)
    let json = try answer.json()
    if status < 300 {
      #expect(
        description.faults(of: json, status: status, in: operation).isEmpty,
        "\(description.faults(of: json, status: status, in: operation))", sourceLocation: location)
    }
    return json
  }
}
