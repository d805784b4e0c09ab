package import SteelyardContracts

/// One message that Deribit sends over a WebSocket.
package enum DeribitMessage {
  /// Longest message taken, in bytes: the answer with all instruments of a currency has about 2 MB.
  package static let bytesMax = 64 << 20

  /// The answer to a request.
  case answer(identifier: Int64, result: JSONValue)
  /// A request was refused.
  case failure(identifier: Int64?, DeribitFailure)
  /// A sign of life.
  case heartbeat
  /// A sign of life that wants one back, or the connection is closed.
  case testRequest
  /// Something on a channel.
  case notification(DeribitNotification)
  /// Something on a channel, or of a kind, that was not asked for.
  case unknown(String)

  /// Reads a message.
  ///
  /// - Parameter bytes: One whole message.
  /// - Throws: `invalidInput` where it is none of these, or has a number that can't be; `limitExceeded` beyond
  ///   `bytesMax`.
  package static func read(_ bytes: [UInt8]) throws(SteelyardError) -> DeribitMessage {
    let input = InputFile(name: "Deribit's message", bytes: bytes)
    guard bytes.count <= bytesMax else {
      throw input.error(
        code: .limitExceeded, "A message of \(bytes.count) bytes is more than \(bytesMax).",
        remedy: "Subscribe to less in one request.")
    }
    let root = try JSONDocument(input).root
    if let method = root.present("method") { return try read(method: method, root) }
    let identifier = try root.present("id")?.integer()
    if let error = root.present("error") {
      return .failure(identifier: identifier, try DeribitFailure(error))
    }
    guard let identifier else {
      throw root.error("The message is neither an answer nor a notification.", remedy: "Report it.")
    }
    return .answer(identifier: identifier, result: try root.required("result"))
  }

  private static func read(
    method: JSONValue, _ root: JSONValue
  ) throws(SteelyardError) -> DeribitMessage {
    let parameters = try root.required("params")
    switch try method.string() {
    case "heartbeat":
      return try parameters.required("type").string() == "test_request" ? .testRequest : .heartbeat
    case "subscription":
      let name = try parameters.required("channel").string()
      guard let channel = DeribitChannel(name) else { return .unknown(String(name.prefix(80))) }
      return .notification(
        try DeribitNotification(channel, try parameters.required("data")))
    case let other: return .unknown(String(other.prefix(80)))
    }
  }
}

/// Why a request was refused.
package struct DeribitFailure: Sendable, Hashable {
  /// Deribit's number of the reason.
  package let code: Int64
  /// The reason in words, cut.
  package let message: String

  init(_ value: JSONValue) throws(SteelyardError) {
    code = try value.required("code").integer()
    let reason = value.optional("data")?.optional("reason")?.text ?? ""
    let words = value.optional("message")?.text ?? "no message"
    message = String((reason.isEmpty ? words : "\(words): \(reason)").prefix(120))
  }

  /// What is to be done about it.
  package enum Remedy: Sendable {
    /// Ask less often.
    case slowDown
    /// Ask again later: the venue is busy or down.
    case retryLater
    /// Don't ask for this again.
    case giveUp
  }

  /// What is to be done about it.
  ///
  /// - Source: docs.deribit.com, "RPC error codes".
  package var remedy: Remedy {
    switch code {
    case 10028, 10040, 10047, 10066: .slowDown  // too_many_requests, retry, matching_engine_queue_full, too_many_concurrent_requests
    case 10041, 11051, 11094, 12998, 13028, 13888, -32603: .retryLater  // settlement, maintenance, internal error, unavailable, timed out
    default: .giveUp
    }
  }
}
