import SteelyardContracts

/// Where a service listens, and which pages may call it.
public struct ListenConfiguration: Sendable, Decodable {
  /// An address of this machine; one that others reach needs a certificate.
  public var host = "127.0.0.1"
  /// A port; 0 lets the system choose.
  public var port = 8080
  /// The certificate, PEM, with those between it and the authority behind it.
  public var certificateFile: String?
  /// Its private key, PEM.
  public var keyFile: String?
  /// Origins whose pages may call: `https://desk.example`.
  public var allowedOrigins: [String] = []

  /// The defaults.
  public init() {}

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case host, port
    case certificateFile = "certificate_file"
    case keyFile = "key_file"
    case allowedOrigins = "allowed_origins"
  }

  /// Reads the section.
  ///
  /// - Throws: `invalidInput` for what can't be.
  public init(from decoder: any Decoder) throws {
    let fields = try ConfigurationFields<CodingKeys>(decoder)
    host = try fields.value(.host, default: host)
    port = try fields.number(.port, default: port, in: 0...65_535)
    certificateFile = try fields.optional(.certificateFile)
    keyFile = try fields.optional(.keyFile)
    guard (certificateFile == nil) == (keyFile == nil) else {
      throw SteelyardError(
        .invalidInput, "\"listen\" has a certificate or a key, and not both.",
        remedy: "Give certificate_file and key_file, or neither.")
    }
    allowedOrigins = try fields.value(.allowedOrigins, default: allowedOrigins)
  }

  /// The server's options.
  var options: ServerOptions {
    var options = ServerOptions(
      address: ServerAddress(host: host, port: UInt16(clamping: port)))
    if let certificateFile, let keyFile {
      options.tls = .init(certificateFile: certificateFile, keyFile: keyFile)
    }
    options.allowedOrigins = Set(allowedOrigins)
    return options
  }
}
