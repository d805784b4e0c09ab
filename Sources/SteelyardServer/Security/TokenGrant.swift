/// Tokens for a key, as they are given once.
public struct TokenGrant: Sendable {
  /// Stands for the key in `Authorization: Bearer`.
  public let access: Secret
  /// Gets the next pair, once.
  public let refresh: Secret
  /// What the access token may be used for.
  public let scopes: Set<Scope>

  /// How long an access token lives, in seconds.
  public static let accessSeconds = 900
  /// How long a refresh token lives, in seconds.
  public static let refreshSeconds = 86_400
}
