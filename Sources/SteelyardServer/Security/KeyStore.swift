public import SteelyardContracts
import SteelyardDigests
import Synchronization

/// The keys to the API, in a file.
///
/// Another process (`steelyard keys`) may change the file while the server runs: it is looked at once a second, so a
/// revoked key dies within that time.
public final class KeyStore: Sendable {
  /// A new key with its secrets, which are shown this once.
  public struct NewKey: Sendable {
    /// The key.
    public let key: APIKey
    /// For signed requests and for bearers.
    public let secret: Secret
    /// The client secret for Deribit's protocol.
    public let venueSecret: Secret
  }

  private struct State {
    var keys: [String: APIKey]
    var mark: KeyFile.Mark?
    var looked: Timestamp
  }

  /// Most keys.
  public static let keysMax = 10_000
  /// Most characters of a name.
  public static let nameLengthMax = 100

  private let file: KeyFile
  private let state: Mutex<State>

  /// The keys of a file; none if it does not exist yet.
  ///
  /// - Throws: `notAllowed` for a file that others may read, `corruptData` for one that is no file of keys,
  ///   `unavailable` where it cannot be read.
  public init(path: String, at now: Timestamp) throws(SteelyardError) {
    file = KeyFile(path: path)
    let mark = file.mark
    let keys = try file.read()
    state = Mutex(State(keys: KeyStore.table(keys), mark: mark, looked: now))
  }

  private static func table(_ keys: [APIKey]) -> [String: APIKey] {
    Dictionary(keys.map { ($0.identifier, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// All keys, in the order of their making.
  public var keys: [APIKey] {
    state.withLock {
      $0.keys.values.sorted { ($0.created, $0.identifier) < ($1.created, $1.identifier) }
    }
  }

  /// Makes a key.
  ///
  /// - Parameters:
  ///   - name: What its holder calls it; 1 to 100 characters.
  ///   - tenant: Whose things it opens.
  ///   - scopes: What it may be used for; at least one.
  ///   - expires: From when on it is refused; `nil` for never.
  ///   - addresses: Where it may be used from; empty for everywhere.
  ///   - requestsPerSecondMax: Its own limit; nil for what the guard allows every key.
  /// - Throws: `invalidInput` for a name, scopes, expiry or limit that are none, `notAllowed` for `admin` in a tenant's hands,
  ///   `limitExceeded` beyond the most keys, and what the file throws.
  public func create(
    name: String, tenant: Principal.Tenant, scopes: Set<Scope>, expires: Timestamp? = nil,
    addresses: [AddressRange] = [], requestsPerSecondMax: Double? = nil, at now: Timestamp
  ) throws(SteelyardError) -> NewKey {
    guard requestsPerSecondMax.map(APIKey.requestsPerSecondRange.contains) ?? true else {
      throw SteelyardError(
        .invalidInput, "A key may have 1 to 1,000,000 requests a second.",
        remedy: "Give such a number, or none for the usual limit.")
    }
    try KeyStore.check(name, tenant, scopes, expires, now)
    let secret = Secret.random()
    let key = APIKey(
      identifier: "sk-" + hexadecimalText(of: Sodium.randomBytes(8)), name: name, tenant: tenant,
      scopes: scopes, created: now, expires: expires, revoked: nil, addresses: addresses,
      requestsPerSecondMax: requestsPerSecondMax, signingKey: secret.signingKey)
    try change(now) { keys throws(SteelyardError) in
      guard keys.count < KeyStore.keysMax else {
        throw SteelyardError(
          .limitExceeded, "There are \(keys.count) keys already.",
          remedy: "Take revoked ones out of the file.")
      }
      keys.append(key)
    }
    return NewKey(key: key, secret: secret, venueSecret: Secret.venueSecret(key.signingKey))
  }

  private static func check(
    _ name: String, _ tenant: Principal.Tenant, _ scopes: Set<Scope>, _ expires: Timestamp?,
    _ now: Timestamp
  ) throws(SteelyardError) {
    guard (1...nameLengthMax).contains(name.count), !scopes.isEmpty,
      expires.map({ $0 > now }) ?? true
    else {
      throw SteelyardError(
        .invalidInput, "A key needs a name, a scope, and an expiry to come if any.",
        remedy: "Give a name of 1 to \(nameLengthMax) characters and one of read, trade, admin.")
    }
    guard case .account(let account) = tenant else { return }
    guard !scopes.contains(.admin) else {
      throw SteelyardError(
        .notAllowed, "The key would give \(account) the house's business.",
        remedy: "Leave the scope admin out, or make the key for the house.")
    }
    guard try !AccountName(account).isSubaccount else {
      throw SteelyardError(
        .invalidInput, "\(account) is a subaccount; keys are for accounts.",
        remedy: "Name the part before the stroke.", subject: .account(account))
    }
  }

  /// Revokes a key; again if it was revoked before, without effect.
  ///
  /// - Throws: `notFound` for a key that does not exist, and what the file throws.
  public func revoke(_ identifier: String, at now: Timestamp) throws(SteelyardError) {
    try change(now) { keys throws(SteelyardError) in
      guard let index = keys.firstIndex(where: { $0.identifier == identifier }) else {
        throw SteelyardError(
          .notFound, "There is no key \"\(identifier.prefix(60))\".",
          remedy: "List the keys to see their identifiers.")
      }
      keys[index].revoked = keys[index].revoked ?? now
    }
  }

  private func change(
    _ now: Timestamp, _ change: (inout [APIKey]) throws(SteelyardError) -> Void
  ) throws(SteelyardError) {
    let keys = try file.replace(change)
    let mark = file.mark
    state.withLock { $0 = State(keys: KeyStore.table(keys), mark: mark, looked: now) }
  }

  /// A key by its identifier; `nil` if there is none.
  ///
  /// A file that has become unreadable changes nothing: the keys known before stay, and revoking goes on to work
  /// when it can be read again.
  public func key(_ identifier: String, at now: Timestamp) -> APIKey? {
    refresh(now)
    return state.withLock { $0.keys[identifier] }
  }

  private func refresh(_ now: Timestamp) {
    let isDue = state.withLock { state -> Bool in
      guard abs(now.microseconds - state.looked.microseconds) >= 1_000_000 else { return false }
      state.looked = now
      return true
    }
    guard isDue else { return }
    let mark = file.mark
    guard state.withLock({ $0.mark != mark }), let keys = try? file.read() else { return }
    state.withLock { state in
      state.keys = KeyStore.table(keys)
      state.mark = mark
    }
  }
}
