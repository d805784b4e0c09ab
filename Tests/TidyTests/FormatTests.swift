import TestSupport
import Testing

/// The toolchain's formatter, strict, with the rules of `.swift-format`: line length and shape,
/// and a doc comment on every public symbol.
@Suite("swift format")
struct FormatTests {
  private func lint(_ arguments: String, input: String = "") throws -> ProgramRun {
    let command = "swift format lint --strict --configuration .swift-format \(arguments)"
    let run = try ProgramRun.shell(command, input: input)
    try #require(
      run.status != 127 && !run.output.contains("unable to invoke subcommand"),
      "swift format did not start; put the toolchain's usr/bin on PATH. It said: \(run.output)")
    return run
  }

  @Test("sources, tests, examples and the manifest are clean")
  func tree() throws {
    let run = try lint("--parallel -r Sources Tests Examples Package.swift")
    #expect(run.status == 0, "Run make format, and mend what stays:\n\(run.output)")
  }

  @Test(
    "the rules are on",
    arguments: [
      ("public func bare() {}\n", "AllPublicDeclarationsHaveDocumentation"),
      ("let value = try! compute()\n", "NeverUseForceTry"),
      ("let value = other!\n", "NeverForceUnwrap"),
      ("let  value = 1\n", "Spacing"),
    ])
  func finds(text: String, rule: String) throws {
    let run = try lint("-", input: text)
    #expect(run.status != 0)
    #expect(run.output.contains(rule))
  }
}
