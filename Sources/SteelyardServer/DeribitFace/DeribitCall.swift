import SteelyardContracts
import SteelyardFormats

/// One call: a method, its parameters, and the mark by which the caller knows the answer.
struct DeribitCall {
  /// What the caller knows an answer by.
  enum Identifier: Hashable, Sendable {
    case none
    case integer(Int)
    case text(String)
  }

  let identifier: Identifier
  /// `public/ticker`.
  let method: String
  let parameters: DeribitParameters

  /// A call by its path and query.
  init(method: String, query: Query) throws(DeribitRefusal) {
    identifier = .none
    self.method = method
    parameters = try DeribitParameters(query)
  }

  /// The identifier of what may be no call at all, so that a refusal can carry it.
  static func identifier(of document: JSONDocument) -> Identifier {
    guard let value = document.root.optional("id") else { return .none }
    if let number = try? value.integer() { return .integer(Int(number)) }
    return (try? value.string()).map { .text($0) } ?? .none
  }

  /// A call in JSON-RPC.
  init(_ document: JSONDocument) throws(DeribitRefusal) {
    let root = document.root
    guard root.kind == .object else {
      throw .request("a call is one object; batches are not taken")
    }
    identifier = DeribitCall.identifier(of: document)
    guard let version = try? root.optional("jsonrpc")?.string(), version == "2.0" else {
      throw .request("\"jsonrpc\" is not \"2.0\"")
    }
    guard let method = try? root.optional("method")?.string() else {
      throw .request("\"method\" is missing")
    }
    self.method = method
    if let value = root.optional("params"), !value.isNull {
      parameters = try DeribitParameters(value)
    } else {
      parameters = DeribitParameters()
    }
  }

  /// The document of a text.
  static func document(_ bytes: [UInt8]) throws(DeribitRefusal) -> JSONDocument {
    do {
      return try JSONDocument(InputFile(name: "request", bytes: bytes))
    } catch { throw .parse(error.message) }
  }
}
