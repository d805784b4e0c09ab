/// The commands of the live service: `steelyard` lists them, `steelyard-server` carries them out.
///
/// They live in a second program because the service stands on SQLite and libwebsockets, which computing a
/// margin does not need.
package enum ServiceCommandNames {
  /// Name and summary, in the order of the overview.
  package static let all: [(name: String, summary: String)] = [
    ("demo", demo), ("serve", serve), ("keys", keys), ("ledger", ledger), ("snapshot", snapshot),
    ("load", load),
  ]

  package static let demo = "a live service on a simulated market with 200 accounts, to look at"
  package static let serve = "the live service, as its configuration file says"
  package static let keys = "API keys of a service: create, revoke, list"
  package static let ledger = "the journal of a service: verify, export, replay"
  package static let snapshot = "a venue's live chain, saved as files that the other commands read"
  package static let load = "how much it carries: commands, risk cycles, requests, streams, starts"
}
