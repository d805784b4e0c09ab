import Foundation
import SteelyardServer
import TestSupport
import Testing

@Suite("Metrics")
struct MetricsTests {
  static func sample() -> Metrics {
    let metrics = Metrics()
    let counter = metrics.counter("steelyard_trades_total", "Trades done.", labels: ["account"])
    counter.add(2, ["desk"])
    counter.add(1, ["a\"b\\c\nd"])
    metrics.gauge("steelyard_margin_ratio", "Requirement over equity.").set(0.25)
    let histogram = metrics.histogram(
      "steelyard_cycle_duration_seconds", "Time of a cycle.", bounds: [0.1, 1])
    for value in [0.05, 0.5, 5] { histogram.record(value) }
    metrics.observed("steelyard_frame_age_seconds", "Age of the frame.") { [([], 1.5)] }
    return metrics
  }

  @Test("the text has help, type and series, in the order of their names")
  func text() {
    #expect(
      MetricsTests.sample().text == """
        # HELP steelyard_cycle_duration_seconds Time of a cycle.
        # TYPE steelyard_cycle_duration_seconds histogram
        steelyard_cycle_duration_seconds_bucket{le="0.1"} 1
        steelyard_cycle_duration_seconds_bucket{le="1"} 2
        steelyard_cycle_duration_seconds_bucket{le="+Inf"} 3
        steelyard_cycle_duration_seconds_sum 5.55
        steelyard_cycle_duration_seconds_count 3
        # HELP steelyard_frame_age_seconds Age of the frame.
        # TYPE steelyard_frame_age_seconds gauge
        steelyard_frame_age_seconds 1.5
        # HELP steelyard_margin_ratio Requirement over equity.
        # TYPE steelyard_margin_ratio gauge
        steelyard_margin_ratio 0.25
        # HELP steelyard_trades_total Trades done.
        # TYPE steelyard_trades_total counter
        steelyard_trades_total{account="a\\"b\\\\c\\nd"} 1
        steelyard_trades_total{account="desk"} 2

        """)
  }

  @Test("beyond the limit of series, the rest is counted together")
  func bounded() {
    let counter = Metrics().counter("steelyard_x_total", "X.", labels: ["name"])
    for number in 0..<(Metrics.seriesMax + 10) { counter.add(1, ["\(number)"]) }
    #expect(counter.value(["other"]) == 10)
  }

  @Test("promtool finds nothing to say about a server's metrics")
  func promtool() async throws {
    let metrics = Metrics()
    ProcessMetrics.add(to: metrics)
    let router = Router(
      OperationsRoutes.routes(metrics: metrics, metricsAccess: .open) { [] })
    let loop = try await Loop.start()
    let server = try await HTTPServer.start(
      router, options: ServerOptions(), requestGuard: nil, metrics: metrics, on: loop)
    let run = try ProgramRun.shell(
      "set -e; curl -sf http://127.0.0.1:\(server.port)/healthz; "
        + "curl -sf http://127.0.0.1:\(server.port)/metrics | promtool check metrics")
    await server.stop(graceSeconds: 1)
    await loop.stop()
    #expect(run.output == "{\"status\":\"ok\"}")
    #expect(run.status == 0)
  }

  @Test("what is not ready is said by name")
  func readiness() async throws {
    let router = Router(
      OperationsRoutes.routes(metrics: Metrics(), metricsAccess: .open) { ["market data"] })
    try await withServer(router) { server in
      let connection = RawConnection(port: server.port)
      connection.send("GET /readyz HTTP/1.1\r\nhost: localhost\r\n\r\n")
      let answer = connection.answer()
      #expect(answer.head.hasPrefix("HTTP/1.1 503 "))
      #expect(answer.body == "{\"status\":\"not_ready\",\"waiting_for\":[\"market data\"]}")
    }
  }
}
