import SteelyardContracts
public import SteelyardEngine

/// Who is told of alerts over HTTP, and of which.
public struct WebhookConfiguration: Sendable, Decodable {
  /// Its name: in the log, in metrics, and of the file that says how far it was told.
  public var name: String
  /// Where alerts are sent by POST; `http` on this machine only.
  public var url: String
  /// The file with its secrets, one a line, the newest first; mode 0600.
  public var secretFile: String
  /// A PEM file of authorities to trust in the place of the system's.
  public var authoritiesFile: String?
  /// Only alerts of these kinds; nil for all.
  public var kinds: [Alert.Kind]?
  /// Only alerts as urgent as this or more.
  public var severity = Alert.Severity.info
  /// Only alerts of these accounts and their subaccounts; nil for all, the house's among them.
  public var accounts: [String]?

  /// A subscriber to all alerts.
  public init(name: String, url: String, secretFile: String) {
    self.name = name
    self.url = url
    self.secretFile = secretFile
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case name, url
    case secretFile = "secret_file"
    case authoritiesFile = "authorities_file"
    case kinds, severity, accounts
  }

  /// Reads one entry of the section.
  ///
  /// - Throws: `invalidInput` for what can't be.
  public init(from decoder: any Decoder) throws {
    let fields = try ConfigurationFields<CodingKeys>(decoder)
    name = try fields.required(.name)
    url = try fields.required(.url)
    secretFile = try fields.required(.secretFile)
    authoritiesFile = try fields.optional(.authoritiesFile)
    kinds = try fields.optional(.kinds)
    severity = try fields.value(.severity, default: severity)
    accounts = try fields.optional(.accounts)
  }
}
