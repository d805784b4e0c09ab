import SteelyardContracts
import SteelyardFormats

/// Writes what stands around every answer: `jsonrpc, id, result or error, usIn, usOut, usDiff, testnet`.
struct DeribitEnvelope {
  /// Writes the result of a call.
  typealias Body = (inout JSONWriter) throws(SteelyardError) -> Void

  let identifier: DeribitCall.Identifier
  /// When the call came.
  let received: Timestamp

  /// An answer.
  ///
  /// - Parameter now: When it goes out.
  func result(at now: Timestamp, _ body: Body) throws(SteelyardError) -> [UInt8] {
    var writer = JSONWriter(.compact)
    try writer.object { writer throws(SteelyardError) in
      head(&writer)
      writer.key("result")
      try body(&writer)
      times(now, &writer)
    }
    return writer.text
  }

  /// A refusal.
  func refusal(_ refusal: DeribitRefusal, at now: Timestamp) -> [UInt8] {
    var writer = JSONWriter(.compact)
    do throws(SteelyardError) {
      try writer.object { writer throws(SteelyardError) in
        head(&writer)
        writer.key("error")
        try writer.object { writer throws(SteelyardError) in
          writer.key("code")
          writer.integer(refusal.code)
          writer.key("message")
          writer.string(refusal.message)
          if refusal.reason != nil || refusal.parameter != nil {
            writer.key("data")
            try writer.object { writer throws(SteelyardError) in
              if let reason = refusal.reason {
                writer.key("reason")
                writer.string(reason)
              }
              if let parameter = refusal.parameter {
                writer.key("param")
                writer.string(parameter)
              }
            }
          }
        }
        times(now, &writer)
      }
    } catch {
      preconditionFailure("Text and integers are always JSON: \(error)")
    }
    return writer.text
  }

  /// A message on a channel.
  static func notification(_ channel: String, _ data: Body) throws(SteelyardError) -> [UInt8] {
    var writer = JSONWriter(.compact)
    try writer.object { writer throws(SteelyardError) in
      writer.key("jsonrpc")
      writer.string("2.0")
      writer.key("method")
      writer.string("subscription")
      writer.key("params")
      try writer.object { writer throws(SteelyardError) in
        writer.key("channel")
        writer.string(channel)
        writer.key("data")
        try data(&writer)
      }
    }
    return writer.text
  }

  /// A sign of life that wants one back.
  static let testRequest = Array(
    #"{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}}"#.utf8)
  /// A sign of life.
  static let heartbeat = Array(
    #"{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"heartbeat"}}"#.utf8)

  private func head(_ writer: inout JSONWriter) {
    writer.key("jsonrpc")
    writer.string("2.0")
    switch identifier {
    case .none: break
    case .integer(let number):
      writer.key("id")
      writer.integer(number)
    case .text(let text):
      writer.key("id")
      writer.string(text)
    }
  }

  private func times(_ now: Timestamp, _ writer: inout JSONWriter) {
    writer.key("usIn")
    writer.integer(Int(received.microseconds))
    writer.key("usOut")
    writer.integer(Int(now.microseconds))
    writer.key("usDiff")
    writer.integer(Int(max(0, now.microseconds - received.microseconds)))
    writer.key("testnet")
    writer.boolean(false)
  }
}

extension JSONWriter {
  /// A number, or nothing where there is none.
  mutating func field(_ key: StaticString, _ number: Double?) throws(SteelyardError) {
    guard let number, number.isFinite else { return }
    self.key(key)
    try self.number(number)
  }

  /// A truth value.
  mutating func field(_ key: StaticString, is boolean: Bool) { field(key, boolean) }
}
