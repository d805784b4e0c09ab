public import SteelyardContracts

/// Who is asking, proved by a key.
public struct Principal: Sendable, Hashable {
  /// Whose things a key opens.
  public enum Tenant: Sendable, Hashable {
    /// The house: every account.
    case house
    /// One account with its subaccounts; the name without a stroke.
    case account(String)
  }

  /// The key by which it was proved.
  public let key: String
  /// Whose things it opens.
  public let tenant: Tenant
  /// What it may be used for.
  public let scopes: Set<Scope>

  /// A principal from its parts.
  public init(key: String, tenant: Tenant, scopes: Set<Scope>) {
    self.key = key
    self.tenant = tenant
    self.scopes = scopes
  }

  /// Whether it may do something of this scope with an account.
  ///
  /// The one place where tenants are told apart.
  public func may(_ scope: Scope, _ account: AccountName) -> Bool {
    guard scopes.contains(scope) else { return false }
    switch tenant {
    case .house: return true
    case .account(let name): return account.account == name
    }
  }

  /// Insists on it.
  ///
  /// - Throws: `notFound` for another tenant's account, in the same words as for one that does not exist, so
  ///   that nobody learns who is a customer; `unauthorised` for a scope that the key has not.
  public func require(_ scope: Scope, _ account: AccountName) throws(SteelyardError) {
    if case .account(let name) = tenant, account.account != name {
      throw Principal.unknown(account)
    }
    try require(scope)
  }

  /// Insists on a scope.
  ///
  /// - Throws: `unauthorised` if the key has it not.
  public func require(_ scope: Scope) throws(SteelyardError) {
    guard scopes.contains(scope) else {
      throw SteelyardError(
        .unauthorised, "The key \(key) has no scope \"\(scope.rawValue)\".",
        remedy: "Use a key with that scope, or ask for one.")
    }
  }

  /// What is said of an account that does not exist, or is somebody else's.
  public static func unknown(_ account: AccountName) -> SteelyardError {
    SteelyardError(
      .notFound, "There is no account \"\(account)\".",
      remedy: "Check its name; the key decides which accounts can be seen.",
      subject: .account(account.description))
  }
}
