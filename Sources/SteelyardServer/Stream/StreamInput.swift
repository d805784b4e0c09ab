import SteelyardContracts
import SteelyardEngine

/// What the stream's desk works on, one after another.
enum StreamInput: Sendable {
  /// A socket was opened; with credentials in its request, by a sender who is known.
  case opened(UInt64, WebSocket, path: String, Principal?)
  /// A message has come.
  case text(UInt64, String)
  /// What was sent has left.
  case drained(UInt64)
  /// The socket is gone.
  case closed(UInt64)
  /// The engine has something new.
  case changed
  /// Time passes.
  case tick
  /// Records that a subscription has asked for.
  case page(UInt64, subscription: Int, Result<[PublishedRecord], SteelyardError>)
}
