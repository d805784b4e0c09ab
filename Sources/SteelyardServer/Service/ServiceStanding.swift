import SteelyardContracts
package import SteelyardEngine

/// What a service knows of itself beyond its engine: for whoever operates it, and for the sign-in page.
package struct ServiceStanding: Sendable {
  /// When the process started to serve, by the world's clock.
  let started: Timestamp
  /// Where prices come from: `simulated`, `deribit`, `recording`; nil for an engine that is fed otherwise.
  let market: String?
  /// What the journal is kept in; nil for one in memory.
  let store: String?
  /// The keys; nil where none are asked for.
  let keys: KeyStore?
  /// Seconds between two payments of funding, from midnight UTC on; nil where nobody pays any.
  let fundingSeconds: Int?
  /// Fitted surfaces.
  package let surfaces = SurfaceShelf()
  /// What it remembers of its last minutes.
  package let watch = OperationsWatch()
  /// What the service counts.
  let metrics: Metrics
  /// The journal as the engine writes it; nil for one that nobody times.
  let journal: MeasuredJournal?

  /// What is known of a service, from its parts.
  init(
    _ engine: Engine, keys: KeyStore?, market: String?, store: String?, fundingSeconds: Int?,
    metrics: Metrics, journal: MeasuredJournal?
  ) {
    started = WallClock.now
    self.market = market
    self.store = store
    self.fundingSeconds = fundingSeconds
    self.keys = keys
    self.metrics = metrics
    self.journal = journal
  }

  /// What is known of an engine behind an API of its own.
  package init(_ engine: Engine, keys: KeyStore? = nil, metrics: Metrics = Metrics()) {
    self.init(
      engine, keys: keys, market: nil, store: nil, fundingSeconds: nil, metrics: metrics,
      journal: nil)
  }

  /// When funding is paid next; nil where nobody pays any.
  func nextFunding(after time: Timestamp) -> Timestamp? {
    fundingSeconds.map { seconds in
      let interval = Int64(seconds) * 1_000_000
      return Timestamp(microseconds: (time.microseconds / interval + 1) * interval)
    }
  }
}
