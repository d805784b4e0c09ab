/// The commands of the live service: `steelyard` lists them, `steelyard-server` carries them out.
///
/// They live in a second program because the service stands on SQLite and libwebsockets, which computing a
/// margin does not need.
package enum ServiceCommandNames {
  /// Name and summary, in the order of the overview.
  package static let all: [(name: String, summary: String)] = [
    ("keys", keys)
  ]

  package static let keys = "API keys of a service: create, revoke, list"
}
