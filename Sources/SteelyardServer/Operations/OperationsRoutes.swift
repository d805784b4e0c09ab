import SteelyardFormats
import SteelyardContracts

/// `/metrics`, `/healthz` and `/readyz`: what machines ask about the service.
public enum OperationsRoutes {
  /// The routes.
  ///
  /// - Parameters:
  ///   - metrics: What `/metrics` shows.
  ///   - metricsAccess: Who may see it: figures of accounts are not for everybody on a public address.
  ///   - readiness: What is not ready, by name; empty when all is. `/readyz` answers 503 with the list. It is called
  ///     in a task, and should take no more than a millisecond.
  public static func routes(
    metrics: Metrics, metricsAccess: Route.Access,
    readiness: @escaping @Sendable () async -> [String]
  ) -> [Route] {
    [
      Route(
        .get, "/metrics", access: metricsAccess, writes: ["text/plain"],
        .task { _ in
          Response(.ok, mediaType: Metrics.mediaType, body: Array(metrics.text.utf8))
        }),
      // Alive is whoever answers; what it waits for does not count, or a supervisor would restart it for that.
      Route(
        .get, "/healthz", access: .open, writes: [],
        .inline { _ in .json(Array("{\"status\":\"ok\"}".utf8)) }),
      Route(
        .get, "/readyz", access: .open, writes: [],
        .task { _ in try readinessAnswer(await readiness()) }),
    ]
  }

  private static func readinessAnswer(_ missing: [String]) throws(SteelyardError) -> Response {
    var writer = JSONWriter(.compact)
    try writer.object { writer throws(SteelyardError) in
      writer.key("status")
      writer.string(missing.isEmpty ? "ready" : "not_ready")
      writer.key("waiting_for")
      try writer.array { writer throws(SteelyardError) in
        for name in missing { writer.string(name) }
      }
    }
    return .json(writer.text, status: missing.isEmpty ? .ok : .unavailable)
  }
}
