import TestSupport
import Testing

@Suite("The server program")
struct ServerProgramTests {
  @Test("it is built beside the command line and says its version")
  func version() throws {
    let run = try ProgramRun.shell("steelyard-server --version")
    #expect(run.output == "steelyard-server 0.1.0\n")
    #expect(run.status == 0)
  }
}
