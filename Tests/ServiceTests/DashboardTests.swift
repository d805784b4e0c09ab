import TestSupport
import Testing

@Suite("The dashboard in a browser", .serialized)
struct DashboardTests {
  @Test("every page is whole, live and safe, in light, in dark and on a phone")
  func browser() throws {
    let run = try ProgramRun.shell(
      ".venv/test/bin/python -m pytest Tests/Browser -q --tb=short -p no:cacheprovider 2>&1")
    #expect(run.status == 0, "\(run.output.suffix(20_000))")
    // A run that found no tests would have found no faults.
    let passed = run.output.firstMatch(of: /([0-9]+) passed/).flatMap { Int($0.1) }
    #expect((passed ?? 0) >= 30, "\(run.output.suffix(20_000))")
  }
}
