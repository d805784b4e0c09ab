/// Why a WebSocket ended (RFC 6455, section 7.4).
public struct WebSocketClose: Error, Sendable, Hashable {
  /// The code; 1005 if the peer gave none, 1006 if the connection ended without a word.
  public let code: UInt16
  /// The reason in words, at most 123 bytes.
  public let reason: String

  /// A close from its parts; longer reasons are cut.
  public init(_ code: UInt16, _ reason: String) {
    self.code = code
    var reason = reason
    while reason.utf8.count > 123 { reason.removeLast() }
    self.reason = reason
  }

  /// The connection ended without a word.
  public static let lost = WebSocketClose(1006, "connection lost")
  /// The server is going down.
  public static let goingAway = WebSocketClose(1001, "shutdown")

  static func protocolError(_ reason: String) -> WebSocketClose { WebSocketClose(1002, reason) }

  /// Codes that may stand on the wire.
  static func isSendable(_ code: UInt16) -> Bool {
    switch code {
    case 1000...1003, 1007...1014, 3000...4999: true
    default: false
    }
  }
}
