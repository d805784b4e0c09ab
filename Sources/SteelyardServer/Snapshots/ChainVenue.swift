public import SteelyardContracts
import SteelyardFormats

/// A venue that answers questions about its chains over HTTP, as Deribit does.
public struct ChainVenue: Sendable {
  private let base: String
  private let client: HTTPClient

  /// A venue at an address.
  ///
  /// - Parameters:
  ///   - address: Scheme, host and port: `https://www.deribit.com`.
  ///   - secondsMax: How long an answer may take.
  ///   - loop: Carries the requests.
  /// - Throws: `invalidInput` for what is no address of an HTTP service, or has a path.
  public init(
    _ address: String, secondsMax: Double, authoritiesFile: String? = nil, on loop: Loop
  ) throws(SteelyardError) {
    let trimmed = address.hasSuffix("/") ? String(address.dropLast()) : address
    let parts = try ServiceAddress(trimmed)
    guard !parts.scheme.isWebSocket, parts.target == "/" else {
      throw SteelyardError(
        .invalidInput, "\"\(address.prefix(200))\" is no venue's address.",
        remedy: "Write https or http, and a host: https://www.deribit.com.")
    }
    base = trimmed
    var options = HTTPClient.Options()
    options.seconds = secondsMax
    options.bodyBytesMax = ChainVenue.answerBytesMax
    options.authoritiesFile = authoritiesFile
    client = HTTPClient(options: options, on: loop)
  }

  /// Most bytes of an answer: the chain of a large currency has some two megabytes.
  private static let answerBytesMax = 64 << 20

  /// The answer to a question, which is a result and no error.
  ///
  /// - Throws: `unavailable` where the venue can't be reached, is late, or answers with an HTTP status that is no
  ///   success; `invalidInput` with the venue's own words where it refuses, and for an answer that is no JSON.
  func ask(_ method: String, _ query: String) async throws(SteelyardError) -> [UInt8] {
    let response = try await client.send(
      .get, to: try ServiceAddress("\(base)/api/v2/\(method)?\(query)"),
      headers: Headers(["accept": "application/json"]))
    let isSuccess = (200..<300).contains(response.status.code)
    let root: JSONValue
    do throws(SteelyardError) {
      root = try JSONDocument(InputFile(name: "the answer to \(method)", bytes: response.body)).root
    } catch {
      guard isSuccess else { throw failure(method, response.status) }
      throw SteelyardError(
        .invalidInput, "The answer to \(method) is no JSON: \(error.message)",
        remedy: "Check the address: \(base) is perhaps no such venue.")
    }
    if let refusal = root.present("error") {
      let code = (try? refusal.required("code").integer()).map { "\($0) " } ?? ""
      let words = (try? refusal.required("message").string()) ?? "no message"
      let reason = (try? refusal.optional("data")?.required("reason").string()) ?? nil
      throw SteelyardError(
        .invalidInput,
        "The venue refuses \(method)?\(query): \(code)\"\(words.prefix(80))\""
          + (reason.map { " (\($0.prefix(80)))" } ?? "") + ".",
        remedy: "Ask for a currency that it lists, or later.")
    }
    guard isSuccess else { throw failure(method, response.status) }
    guard root.present("result") != nil else {
      throw SteelyardError(
        .invalidInput, "The answer to \(method) has neither a result nor an error.",
        remedy: "Check the address: \(base) is perhaps no such venue.")
    }
    return response.body
  }

  private func failure(_ method: String, _ status: Status) -> SteelyardError {
    SteelyardError(
      .unavailable, "\(base) answers \(method) with status \(status.code).",
      remedy: "Check the address, or ask again later.")
  }
}
