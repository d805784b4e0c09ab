/// Where a server listens.
public struct ServerAddress: Sendable, Hashable {
  /// A host name or address: `127.0.0.1`.
  public let host: String
  /// A port; 0 lets the system choose.
  public let port: UInt16

  /// An address from its parts.
  public init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// Whether only this machine can reach it.
  public var isLoopback: Bool {
    host == "localhost" || host == "::1" || host.hasPrefix("127.")
  }
}
