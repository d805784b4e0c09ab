public import SteelyardContracts
import SteelyardEngine

/// Who is told of alerts over HTTP: a checked configuration with its secrets.
public struct WebhookSubscriber: Sendable {
  /// Its name.
  public let name: String
  let address: ServiceAddress
  let secrets: [[UInt8]]
  let authoritiesFile: String?
  private let kinds: Set<Alert.Kind>?
  private let severity: Alert.Severity
  private let accounts: Set<String>?

  /// Checks a configuration and reads the secrets.
  ///
  /// - Throws: `invalidInput` for a name that is no file's, an address that is none, or secrets that are too short;
  ///   `notAllowed` for an address in clear on another machine, and for secrets that others may read.
  public init(_ configuration: WebhookConfiguration) throws(SteelyardError) {
    let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789_-".utf8)
    guard (1...40).contains(configuration.name.utf8.count),
      configuration.name.utf8.allSatisfy(allowed.contains)
    else {
      throw SteelyardError(
        .invalidInput, "\"\(configuration.name.prefix(60))\" is no name of a webhook.",
        remedy: "Use 1 to 40 of a-z, 0-9, _ and -.")
    }
    name = configuration.name
    address = try ServiceAddress(configuration.url)
    guard !address.scheme.isWebSocket else {
      throw SteelyardError(
        .invalidInput, "The webhook \(name) has a WebSocket's address.", remedy: "Write https.")
    }
    // Alerts name accounts and amounts.
    guard
      address.scheme.isEncrypted || ServerAddress(host: address.host, port: 0).isLoopback
    else {
      throw SteelyardError(
        .notAllowed, "The webhook \(name) would be sent in clear to another machine.",
        remedy: "Write https.")
    }
    secrets = try WebhookSubscriber.secrets(configuration.secretFile, name)
    authoritiesFile = configuration.authoritiesFile
    kinds = configuration.kinds.map { Set($0) }
    severity = configuration.severity
    guard let names = configuration.accounts else {
      accounts = nil
      return
    }
    var whole: Set<String> = []
    for text in names { whole.insert(try AccountName(text).account) }
    accounts = whole
  }

  /// A file larger than this holds no secrets.
  private static let fileBytesMax = 4_096

  private static func secrets(_ path: String, _ name: String) throws(SteelyardError) -> [[UInt8]] {
    let file = WholeFile(path: path, what: "secret file")
    guard let bytes = try file.read(bytesMax: fileBytesMax) else {
      throw SteelyardError(
        .notFound, "The secret file \(path) of the webhook \(name) is not there.",
        remedy: "Make it: head -c 32 /dev/urandom | base64 > \(path); chmod 600 \(path)")
    }
    let lines = bytes.split { $0 == 0x0A || $0 == 0x0D }.map { Array($0) }
    // What signs is checked as signing checks it.
    _ = try WebhookSignature.header(body: [], at: Timestamp(microseconds: 0), secrets: lines)
    return lines
  }

  /// Whether it is to be told of an alert.
  func wants(_ alert: Alert) -> Bool {
    guard kinds?.contains(alert.kind) ?? true, alert.severity.rank >= severity.rank else {
      return false
    }
    guard let accounts else { return true }
    // Auctions are open to everybody.
    return alert.account.map { accounts.contains($0.account) } ?? (alert.kind == .auction)
  }
}

extension Alert.Severity {
  /// In the order of what matters more.
  var rank: Int { Alert.Severity.allCases.firstIndex(of: self) ?? 0 }
}
