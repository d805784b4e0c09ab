import TestSupport
import Testing

@Suite("Hours of the service in seconds", .serialized)
struct SoakTests {
  /// Runs the soak; more growth is allowed than in an hour, because the first minutes are all warm-up.
  private func soak(_ options: String) throws -> ProgramRun {
    try ProgramRun.shell(".venv/test/bin/python Scripts/soak.py \(options) 2>&1")
  }

  @Test("clients come and leave, money moves, and memory and ledger are in order after it")
  func short() throws {
    let run = try soak(
      "--seconds 24 --orders 100 --clients 10 --records-kept 1000 --growth-max 0.15 --expect funding,fill"
    )
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.contains("ledger   whole"), "\(run.output)")
  }

  @Test("a whole day, with expiries and margin calls", .long)
  func day() throws {
    let run = try soak("--seconds 300")
    #expect(run.status == 0, "\(run.output)")
  }
}
