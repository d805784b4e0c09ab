public import SteelyardContracts
import SteelyardDigests

/// A key to the API, without its secret.
public struct APIKey: Sendable, Hashable {
  /// Its identifier; sent with every request, no secret.
  public let identifier: String
  /// What its holder calls it.
  public let name: String
  /// Whose things it opens.
  public let tenant: Principal.Tenant
  /// What it may be used for.
  public let scopes: Set<Scope>
  /// When it was made.
  public let created: Timestamp
  /// From when on it is refused; `nil` for never.
  public let expires: Timestamp?
  /// When it was revoked; `nil` if it was not.
  public internal(set) var revoked: Timestamp?
  /// Where it may be used from; empty for everywhere.
  public let addresses: [AddressRange]
  /// Most requests a second, on average; nil for what the guard allows every key.
  public let requestsPerSecondMax: Double?
  /// What both sides sign with.
  let signingKey: [UInt8]

  /// What a key's own limit may be, in requests a second.
  public static let requestsPerSecondRange: ClosedRange<Double> = 1...1_000_000

  /// Who its holder is.
  public var principal: Principal {
    Principal(key: identifier, tenant: tenant, scopes: scopes)
  }

  /// Whether it is neither revoked nor expired.
  public func isValid(at now: Timestamp) -> Bool {
    revoked == nil && expires.map { now < $0 } ?? true
  }

  /// Whether it may be used from an address.
  func mayBeUsed(from address: String) -> Bool {
    addresses.isEmpty || addresses.contains { $0.contains(address) }
  }
}

extension APIKey: Codable {
  private enum CodingKeys: String, CodingKey {
    case identifier = "id"
    case name, account, scopes, created, expires, revoked, addresses
    case signingKey = "signing_key"
    case requestsPerSecondMax = "requests_per_second"
  }

  /// Reads a key of the file.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    identifier = try container.decode(String.self, forKey: .identifier)
    name = try container.decode(String.self, forKey: .name)
    let account = try container.decodeIfPresent(String.self, forKey: .account)
    tenant = account.map { .account($0) } ?? .house
    scopes = try container.decode(Set<Scope>.self, forKey: .scopes)
    created = try APIKey.time(try container.decode(String.self, forKey: .created))
    expires = try container.decodeIfPresent(String.self, forKey: .expires).map(APIKey.time)
    revoked = try container.decodeIfPresent(String.self, forKey: .revoked).map(APIKey.time)
    addresses = try container.decode([String].self, forKey: .addresses).map(APIKey.range)
    requestsPerSecondMax = try container.decodeIfPresent(
      Double.self, forKey: .requestsPerSecondMax)
    guard requestsPerSecondMax.map(APIKey.requestsPerSecondRange.contains) ?? true else {
      throw DecodingError.dataCorruptedError(
        forKey: .requestsPerSecondMax, in: container,
        debugDescription: "not from 1 to 1,000,000")
    }
    let text = try container.decode(String.self, forKey: .signingKey)
    guard let bytes = ByteText.bytes(hex: text), bytes.count == 32 else {
      throw DecodingError.dataCorruptedError(
        forKey: .signingKey, in: container, debugDescription: "not 32 bytes in hexadecimal")
    }
    signingKey = bytes
  }

  private static func time(_ text: String) throws -> Timestamp { try Timestamp(parsing: text) }

  private static func range(_ text: String) throws -> AddressRange { try AddressRange(text) }

  /// Writes a key of the file.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(identifier, forKey: .identifier)
    try container.encode(name, forKey: .name)
    if case .account(let account) = tenant { try container.encode(account, forKey: .account) }
    try container.encode(scopes.map(\.rawValue).sorted(), forKey: .scopes)
    try container.encode(created.description, forKey: .created)
    try container.encodeIfPresent(expires?.description, forKey: .expires)
    try container.encodeIfPresent(revoked?.description, forKey: .revoked)
    try container.encode(addresses.map(\.description), forKey: .addresses)
    try container.encodeIfPresent(requestsPerSecondMax, forKey: .requestsPerSecondMax)
    try container.encode(hexadecimalText(of: signingKey), forKey: .signingKey)
  }
}
