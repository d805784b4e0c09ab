public import SteelyardContracts
public import SteelyardEngine

/// What a service serves: one line for each of its faces.
public enum ServiceRoutes {
  /// Records that the engine keeps no longer in memory, out of the journal's file: those after a position, at
  /// most so many.
  public typealias RecordSource =
    @Sendable (_ position: Int64, _ limit: Int) throws(SteelyardError) -> [PublishedRecord]

  /// Adds the routes and WebSockets of every face.
  ///
  /// - Throws: `invalidInput` where what is embedded is wrong, which the tests rule out.
  static func install(
    on router: inout Router, service: ServiceContext, dashboard: DashboardRoutes?
  ) throws(SteelyardError) {
    for route in OperationsRoutes.routes(
      metrics: service.metrics, metricsAccess: .key(.read),
      readiness: { ServiceReadiness.missing(service) })
    { router.add(route) }
    let pages = service.pages
    let faces = APIRoutes(
      engine: service.engine,
      olderRecords: { position, limit throws(SteelyardError) in
        try pages.records(after: position, limit: limit)
      }, standing: service.standing, desk: service.desk, desks: service.desks)
    for route in faces.routes { router.add(route) }
    for route in dashboard?.routes ?? [] { router.add(route) }
    try DeribitFace(engine: service.engine, keyGuard: service.keyGuard).add(to: &router)
    StreamFace(
      engine: service.engine, keyGuard: service.keyGuard, archive: pages, log: service.log,
      metrics: service.metrics
    ).add(to: &router)
  }
}
