public import SteelyardContracts

/// Where a service of others is: the parts of a URL.
public struct ServiceAddress: Sendable, Hashable {
  /// How it is spoken to.
  public enum Scheme: String, Sendable, Hashable {
    case http, https, ws, wss

    /// Whether certificate and name of the service are checked.
    var isEncrypted: Bool { self == .https || self == .wss }
    /// Whether it is a WebSocket.
    var isWebSocket: Bool { self == .ws || self == .wss }
  }

  /// How it is spoken to.
  public let scheme: Scheme
  /// A host name or numeric address, without brackets.
  public let host: String
  /// The port.
  public let port: UInt16
  /// Path and query, encoded.
  public let target: String

  /// An address from a URL: `wss://www.deribit.com/ws/api/v2`.
  ///
  /// - Throws: `invalidInput` for other schemes, user names, fragments, and what is no URL.
  public init(_ url: String) throws(SteelyardError) {
    let parts = url.split(separator: "://", maxSplits: 1)
    guard parts.count == 2, let scheme = Scheme(rawValue: parts[0].lowercased()),
      url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !url.contains("#"), url.utf8.count <= 4_096
    else { throw ServiceAddress.invalid(url) }
    let rest = parts[1]
    let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    let authority = rest[..<end]
    guard !authority.contains("@") else { throw ServiceAddress.invalid(url) }
    let tail = rest[end...]
    self.scheme = scheme
    target = tail.hasPrefix("/") ? String(tail) : "/" + tail
    let host: Substring
    let port: Substring?
    if authority.hasPrefix("["), let bracket = authority.firstIndex(of: "]") {
      host = authority[authority.index(after: authority.startIndex)..<bracket]
      let behind = authority[authority.index(after: bracket)...]
      port = behind.isEmpty ? nil : behind.dropFirst()
    } else {
      let halves = authority.split(separator: ":", omittingEmptySubsequences: false)
      guard (1...2).contains(halves.count) else { throw ServiceAddress.invalid(url) }
      host = halves[0]
      port = halves.count == 2 ? halves[1] : nil
    }
    guard !host.isEmpty, let number = UInt16(port ?? (scheme.isEncrypted ? "443" : "80")),
      number > 0
    else { throw ServiceAddress.invalid(url) }
    self.host = String(host)
    self.port = number
  }

  /// What stands in the field `host`.
  var hostField: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == (scheme.isEncrypted ? 443 : 80) ? name : "\(name):\(port)"
  }

  private static func invalid(_ url: String) -> SteelyardError {
    SteelyardError(
      .invalidInput, "\"\(url.prefix(200))\" is no address of a service.",
      remedy: "Write http, https, ws or wss, a host, and a path: https://desk.example/hook.")
  }
}
