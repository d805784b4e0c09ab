public import SteelyardContracts

/// How a server listens.
public struct ServerOptions: Sendable, Hashable {
  /// Certificate and key of a server, as files in PEM form.
  public struct TLS: Sendable, Hashable {
    /// The certificate, with those between it and the authority behind it.
    public let certificateFile: String
    /// Its private key, without a passphrase.
    public let keyFile: String

    /// The two files.
    public init(certificateFile: String, keyFile: String) {
      self.certificateFile = certificateFile
      self.keyFile = keyFile
    }
  }

  /// Where it listens.
  public var address: ServerAddress
  /// Certificate and key; `nil` speaks in clear, which is for this machine only.
  public var tls: TLS?
  /// Sizes, times and counts.
  public var limits = RequestLimits()
  /// Origins whose pages may call, as browsers write them (`https://desk.example`); none unless named.
  public var allowedOrigins: Set<String> = []

  /// A server in clear on this machine.
  public init(address: ServerAddress = ServerAddress(host: "127.0.0.1", port: 0)) {
    self.address = address
  }

  /// Refuses what would hand the service to the world.
  ///
  /// - Parameter isGuarded: Whether requests are checked for keys.
  /// - Throws: `notAllowed` for a public address without TLS or without keys, `invalidInput` for limits that are
  ///   not positive.
  public func validate(isGuarded: Bool) throws(SteelyardError) {
    let sizes = [
      limits.lineBytesMax, limits.headerBytesMax, limits.headerCountMax, limits.bodyBytesMax,
      limits.requestsPerConnectionMax, limits.requestsInFlightMax, limits.connectionsMax,
      limits.connectionsPerPeerMax,
    ]
    let times = [
      limits.headerSeconds, limits.bodySeconds, limits.handlerSeconds, limits.idleSeconds,
      limits.writeSeconds, limits.requestsPerSecondPerPeerMax, limits.requestsBurstPerPeerMax,
    ]
    guard sizes.allSatisfy({ $0 > 0 }), times.allSatisfy({ $0 > 0 }) else {
      throw SteelyardError(
        .invalidInput, "A limit of the server is not positive.",
        remedy: "Leave it out for its default; nothing here is unlimited.")
    }
    guard !address.isLoopback else { return }
    guard tls != nil else {
      throw SteelyardError(
        .notAllowed, "\(address.host) can be reached from other machines, and there is no TLS.",
        remedy: "Give a certificate and a key, or listen on 127.0.0.1 behind a proxy that has them."
      )
    }
    guard isGuarded else {
      throw SteelyardError(
        .notAllowed, "\(address.host) can be reached from other machines, and there are no keys.",
        remedy: "Make a key first (steelyard keys create), or listen on 127.0.0.1.")
    }
  }
}
