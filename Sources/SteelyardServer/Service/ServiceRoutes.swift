/// What a service serves: one line for each of its faces.
enum ServiceRoutes {
  /// Adds the routes and WebSockets of every face.
  static func install(on router: inout Router, service: ServiceContext) {
    for route in OperationsRoutes.routes(
      metrics: service.metrics, metricsAccess: .key(.read),
      readiness: { ServiceReadiness.missing(service.engine) })
    { router.add(route) }
  }
}
