import SteelyardContracts
import Synchronization

/// Tokens that stand for a key for some minutes, as Deribit's `public/auth` gives them.
///
/// They live in memory, as hashes: a restart ends them, and clients sign in again.
final class AccessTokens: Sendable {
  private struct Entry {
    let identifier: String
    let scopes: Set<Scope>
    let expires: Timestamp
  }

  private struct State {
    var access: [[UInt8]: Entry] = [:]
    var refresh: [[UInt8]: Entry] = [:]
  }

  /// Most tokens of either kind.
  private static let countMax = 100_000
  private let state = Mutex(State())

  /// Gives tokens for a key.
  ///
  /// - Throws: `limitExceeded` where too many are out.
  func issue(
    _ identifier: String, _ scopes: Set<Scope>, at now: Timestamp
  ) throws(SteelyardError) -> TokenGrant {
    let access = Secret.random()
    let refresh = Secret.random()
    let isFull = state.withLock { state -> Bool in
      if state.access.count >= AccessTokens.countMax || state.refresh.count >= AccessTokens.countMax
      {
        state.access = state.access.filter { $0.value.expires > now }
        state.refresh = state.refresh.filter { $0.value.expires > now }
      }
      guard state.access.count < AccessTokens.countMax, state.refresh.count < AccessTokens.countMax
      else { return true }
      state.access[AccessTokens.hash(access)] = Entry(
        identifier: identifier, scopes: scopes,
        expires: now + TokenGrant.accessSeconds)
      state.refresh[AccessTokens.hash(refresh)] = Entry(
        identifier: identifier, scopes: scopes,
        expires: now + TokenGrant.refreshSeconds)
      return false
    }
    guard !isFull else {
      throw SteelyardError(
        .limitExceeded, "Too many tokens are out.",
        remedy: "Sign requests, or use the tokens that were given.")
    }
    return TokenGrant(access: access, refresh: refresh, scopes: scopes)
  }

  /// The key and scopes of an access token; `nil` for one that is unknown or over.
  func key(of token: String, at now: Timestamp) -> (identifier: String, scopes: Set<Scope>)? {
    state.withLock { state in
      guard let entry = state.access[AccessTokens.hash(Secret(token))], entry.expires > now else {
        return nil
      }
      return (entry.identifier, entry.scopes)
    }
  }

  /// Takes a refresh token: it works once.
  func spend(refresh token: String, at now: Timestamp) -> (identifier: String, scopes: Set<Scope>)?
  {
    state.withLock { state in
      guard let entry = state.refresh.removeValue(forKey: AccessTokens.hash(Secret(token))),
        entry.expires > now
      else { return nil }
      return (entry.identifier, entry.scopes)
    }
  }

  private static func hash(_ token: Secret) -> [UInt8] {
    Sodium.hash(Array(token.revealed.utf8), purpose: "steelyard token 1")
  }
}

extension Timestamp {
  /// So many seconds later.
  fileprivate static func + (time: Timestamp, seconds: Int) -> Timestamp {
    Timestamp(microseconds: time.microseconds + Int64(seconds) * 1_000_000)
  }
}
