import TestSupport
import Testing

@Suite("The API against its own description", .serialized)
struct SchemathesisTests {
  @Test("schemathesis finds no answer that the description does not allow")
  func short() throws {
    let run = try ProgramRun.shell("Scripts/schemathesis.sh 8 1 2>&1")
    #expect(run.status == 0, "\(run.output.suffix(20_000))")
    // A run that reached nothing would have found nothing.
    let tested = run.output.firstMatch(of: /Tested: ([0-9]+)/).flatMap { Int($0.1) }
    #expect((tested ?? 0) >= 32, "\(run.output.suffix(20_000))")
  }

  @Test("nor in a longer search", .long, arguments: [11, 12, 13])
  func long(seed: Int) throws {
    let run = try ProgramRun.shell("Scripts/schemathesis.sh 100 \(seed) 2>&1")
    #expect(run.status == 0, "\(run.output.suffix(20_000))")
  }
}
