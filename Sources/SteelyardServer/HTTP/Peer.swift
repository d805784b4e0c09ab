/// Who is at the other end of a connection.
public struct Peer: Sendable, Hashable {
  /// Whether others can read along.
  public enum Protection: Sendable, Hashable {
    /// TLS.
    case encrypted
    /// None; acceptable on this machine only.
    case plain
  }

  /// The numeric address: `127.0.0.1`, `::1`.
  ///
  /// An IPv4 address that came through an IPv6 socket is written as IPv4.
  public let address: String
  /// Its port.
  public let port: UInt16
  /// Whether the connection is encrypted.
  public let protection: Protection

  /// A peer from its parts.
  public init(address: String, port: UInt16, protection: Protection) {
    self.address = address
    self.port = port
    self.protection = protection
  }

  /// Whether it is on this machine.
  public var isLoopback: Bool { ServerAddress(host: address, port: port).isLoopback }

  /// Whether a secret sent in clear reaches nobody else.
  public var isConfidential: Bool { protection == .encrypted || isLoopback }
}
