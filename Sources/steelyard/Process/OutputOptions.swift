import Glibc
import SteelyardCommandLine
import SteelyardContracts
import SteelyardReports

/// The options of every command that prints a report.
enum OutputOptions {
  static let format = CommandOption<OutputFormat>(
    choice: "format", OutputFormat.allCases.map(\.rawValue).joined(separator: "|"),
    "how the answer is written; default: text")
  static let output = CommandOption(
    text: "output", "FILE",
    "write the answer into a file, whole or not at all, in place of standard output")

  static let all: [any DeclaredOption] = [format, output]
}

/// Where a report goes, and as what; read before the work, so that a wrong option costs no time.
struct ReportOutput {
  let format: OutputFormat
  let path: String?

  init(_ arguments: ParsedArguments) throws(SteelyardError) {
    format = try arguments.value(OutputOptions.format) ?? .text
    path = try arguments.value(OutputOptions.output)
  }

  /// Writes a report.
  func write(_ report: some Report) throws(SteelyardError) {
    Progress.stage("writing the answer")
    try write(text: try report.rendered(as: format, style: style))
  }

  /// Writes a text that is an answer already.
  func write(text: String) throws(SteelyardError) {
    if let path, path != "-" {
      try OutputFile(path: path).write(text)
    } else {
      try StandardOutput.write(text)
    }
  }

  /// Colours only for a person who has not asked to go without them.
  private var style: TextStyle {
    let isPlain =
      path != nil || isatty(STDOUT_FILENO) != 1 || getenv("NO_COLOR") != nil
      || getenv("TERM").map { String(cString: $0) } == "dumb"
    return isPlain ? .plain : .coloured
  }
}
