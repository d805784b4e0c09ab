import SteelyardContracts
import SteelyardFormats

/// What the stream says, as JSON.
enum StreamMessage {
  typealias Body = (inout JSONWriter) throws(SteelyardError) -> Void

  /// A message about nothing that is subscribed to.
  ///
  /// - Parameter kind: The member `type`.
  static func message(
    _ kind: StaticString, _ identifier: StreamRequest.Identifier = .none, _ body: Body
  ) -> [UInt8] {
    object { writer throws(SteelyardError) in
      writer.field("type", "\(kind)")
      switch identifier {
      case .none: break
      case .integer(let number): writer.field("id", number)
      case .text(let text): writer.field("id", text)
      }
      try body(&writer)
    }
  }

  /// The first word to a client.
  static func welcome(at time: Timestamp, _ limits: StreamLimits) -> [UInt8] {
    message("welcome") { writer throws(SteelyardError) in
      writer.field("time", time)
      try writer.field("authenticate_within_seconds", limits.authenticationSeconds)
      try writer.field("heartbeat_seconds", limits.heartbeatSeconds)
    }
  }

  /// Who the client is.
  static func authenticated(
    _ principal: Principal, _ identifier: StreamRequest.Identifier
  ) -> [UInt8] {
    message("authenticated", identifier) { writer throws(SteelyardError) in
      writer.field("key", principal.key)
      switch principal.tenant {
      case .house: writer.field("sees", "every account")
      case .account(let name): writer.field("sees", name)
      }
      try writer.strings("scopes", Scope.allCases.filter(principal.scopes.contains).map(\.rawValue))
    }
  }

  /// A refusal.
  static func error(_ problem: Problem, _ identifier: StreamRequest.Identifier) -> [UInt8] {
    message("error", identifier) { writer throws(SteelyardError) in
      writer.field("status", problem.status.code)
      writer.field("code", problem.code)
      writer.field("detail", problem.detail)
      writer.field("remedy", problem.remedy)
      if let field = problem.field { writer.field("field", field) }
    }
  }

  /// What stands before a message of a subscription; its tail is shared by all who get it.
  static func head(
    _ kind: StaticString, subscription: Int, sequence: Int
  ) -> [UInt8] {
    Array("{\"type\":\"\(kind)\",\"subscription\":\(subscription),\"sequence\":\(sequence),".utf8)
  }

  /// The rest of a message of a subscription.
  static func tail(_ channel: StreamChannel, _ body: Body) -> [UInt8] {
    var bytes = object { writer throws(SteelyardError) in
      writer.field("channel", channel.rawValue)
      try body(&writer)
    }
    // The head has the brace.
    bytes.removeFirst()
    return bytes
  }

  /// An object; one with a number that JSON cannot say becomes the report of that fault.
  private static func object(_ body: Body) -> [UInt8] {
    do throws(SteelyardError) {
      var writer = JSONWriter(.compact)
      try writer.object(body)
      return writer.text
    } catch {
      let problem = Problem(error)
      var writer = JSONWriter(.compact)
      let fault: Body = { writer throws(SteelyardError) in
        writer.field("type", "error")
        writer.field("code", problem.code)
        writer.field("detail", problem.detail)
      }
      try? writer.object(fault)
      return writer.text
    }
  }
}
