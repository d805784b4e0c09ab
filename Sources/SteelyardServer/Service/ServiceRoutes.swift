public import SteelyardContracts
public import SteelyardEngine

/// Everything that the service answers: one line for each of its faces.
public struct ServiceRoutes: Sendable {
  /// Records that the engine keeps no longer in memory, out of the journal's file: those after a position, at
  /// most so many.
  public typealias RecordSource =
    @Sendable (_ position: Int64, _ limit: Int) throws(SteelyardError) -> [PublishedRecord]

  private let engine: Engine
  private let metrics: Metrics
  private let metricsAccess: Route.Access
  private let olderRecords: RecordSource?

  /// The routes over an engine.
  ///
  /// - Parameters:
  ///   - metrics: What `/metrics` shows.
  ///   - metricsAccess: Who may see it.
  ///   - olderRecords: Where records are read that are only in the journal's file any more; without it they are
  ///     answered 503. Called in tasks, one call at a time not promised.
  public init(
    engine: Engine, metrics: Metrics, metricsAccess: Route.Access = .key(.read),
    olderRecords: RecordSource? = nil
  ) {
    self.engine = engine
    self.metrics = metrics
    self.metricsAccess = metricsAccess
    self.olderRecords = olderRecords
  }

  /// All of them.
  public var router: Router {
    var router = Router()
    for route in routes { router.add(route) }
    return router
  }

  private var routes: [Route] {
    OperationsRoutes.routes(
      metrics: metrics, metricsAccess: metricsAccess, readiness: { [engine] in engine.missing })
      + APIRoutes(engine: engine, olderRecords: olderRecords).routes
  }
}

extension Engine {
  /// What is not ready yet, by name; empty once every answer can be given.
  var missing: [String] {
    var missing: [String] = []
    if frame == nil { missing.append("risk_frame") }
    if cycleFailure != nil { missing.append("risk_cycle") }
    return missing
  }
}
