import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardServer
import TestSupport
import Testing

@Suite("Metrics and readiness of a service", .serialized)
struct ServiceMetricsTests {
  /// A service on a simulated market, for the time of `body`.
  private static func with(_ body: (Service) async throws -> Void) async throws {
    try await withTemporaryDirectory { directory in
      var configuration = ServiceConfiguration(
        dataDirectory: directory + "/data", market: .simulated(seed: 1, speed: 1))
      configuration.listen.port = 0
      let service = try await Service.start(
        configuration, log: try Log(to: .closure { _ in }), onFailure: { _ in })
      let outcome: Result<Void, any Error>
      do { outcome = .success(try await body(service)) } catch { outcome = .failure(error) }
      await service.stop()
      try outcome.get()
    }
  }

  private static func ready(_ service: Service) -> (status: String, body: String) {
    let connection = RawConnection(port: service.port)
    connection.send("GET /readyz HTTP/1.1\r\nhost: localhost\r\n\r\n")
    let answer = connection.answer()
    return (String(answer.head.dropFirst(9).prefix(3)), answer.body)
  }

  @Test("promtool finds nothing to say about them, and every name of the documentation is there")
  func exposition() async throws {
    try await ServiceMetricsTests.with { service in
      for _ in 0..<1_000 where ServiceMetricsTests.ready(service).status != "200" {
        try await Task.sleep(for: .milliseconds(20))
      }
      let (status, body) = ServiceMetricsTests.ready(service)
      #expect(status == "200", "\(body)")
      let text = service.context.metrics.text
      let run = try ProgramRun.shell("promtool check metrics", input: text)
      #expect(run.output.isEmpty, "\(run.output)")
      #expect(run.status == 0)
      let page = try String(
        contentsOfFile: PackageRoot.path(of: "docs/server.md"), encoding: .utf8)
      let names = page.matches(of: /`(steelyard_[a-z_]+)`/).map { String($0.output.1) }
      #expect(names.count > 40)
      for name in names { #expect(text.contains("# TYPE \(name) "), "\(name)") }
      // And none that the documentation does not have.
      for line in text.split(separator: "\n") where line.hasPrefix("# TYPE steelyard_") {
        let name = line.split(separator: " ")[2]
        #expect(names.contains(String(name)), "\(name)")
      }
      #expect(text.contains(#"steelyard_oracle_state{underlying="BTC/USD:BTC",state="fresh"} 1"#))
      #expect(text.contains("steelyard_ready 1\n"))
      #expect(!text.contains("steelyard_not_ready{"))
      #expect(service.context.metrics.text.contains("steelyard_risk_cycle_duration_seconds_count"))
    }
  }

  @Test("commands are counted by what became of them, commits are timed")
  func commands() async throws {
    try await ServiceMetricsTests.with { service in
      let engine = service.context.engine
      let before = engine.commandStatistics
      await #expect(throws: SteelyardError.self) {
        _ = try await engine.submit(
          .adoptParameters(
            model: "cross", file: try CatalogueModels.embeddedParameters(of: "cross")), by: "test")
      }
      let after = engine.commandStatistics
      #expect(after.refusedCounts[.conflict] == (before.refusedCounts[.conflict] ?? 0) + 1)
      let text = service.context.metrics.text
      #expect(text.contains(#"steelyard_commands_total{outcome="conflict"} 1"#))
      #expect(text.contains("steelyard_journal_commit_duration_seconds_count"))
    }
  }
}
