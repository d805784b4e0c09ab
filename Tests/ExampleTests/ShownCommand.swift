import TestSupport

/// A command of an example and what it prints, as they stand in a document.
struct ShownCommand: Hashable {
  let command: String
  let expected: String

  /// What a terminal shows for the command now.
  ///
  /// A status other than 0 stands in a last line of its own.
  func printed() throws -> String { try Self.printed(by: command) }

  /// What a terminal shows for any command line.
  static func printed(by command: String) throws -> String {
    let run = try ProgramRun.shell(command)
    var output = run.output
    if !output.isEmpty, !output.hasSuffix("\n") { output += "\n" }
    if run.status != 0 { output += "[exit status \(run.status)]\n" }
    return output
  }
}
