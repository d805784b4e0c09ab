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
  static let colour = CommandOption<ColourChoice>(
    choice: "color", ColourChoice.allCases.map(\.rawValue).joined(separator: "|"),
    "colours of the text format; default: auto, on a terminal unless NO_COLOR is set")

  static let all: [any DeclaredOption] = [format, output, colour]
}

/// When text carries colours.
enum ColourChoice: String, Sendable, CaseIterable {
  case auto, always, never

  /// Whether colours go where the answer goes.
  ///
  /// The option counts before `NO_COLOR`, that before `CLICOLOR_FORCE`, and that before what the terminal is.
  func isColoured(toTerminal: Bool) -> Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto:
      !Terminal.refusesColour && (Terminal.forcesColour || (toTerminal && !Terminal.isDumb))
    }
  }
}

/// Where a report goes, and as what; read before the work, so that a wrong option costs no time.
struct ReportOutput {
  let format: OutputFormat
  let path: String?
  let style: TextStyle
  private let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) throws(SteelyardError) {
    let format = try arguments.value(OutputOptions.format) ?? .text
    try self.init(arguments, format: format)
  }

  /// An output in a format that was read elsewhere.
  init(_ arguments: ParsedArguments, format: OutputFormat) throws(SteelyardError) {
    self.format = format
    self.arguments = arguments
    path = try arguments.value(OutputOptions.output)
    let colour = try arguments.value(OutputOptions.colour) ?? .auto
    let isTerminal = (path ?? "-") == "-" && Terminal.isWatched
    let isColoured = colour.isColoured(toTerminal: isTerminal)
    style =
      isTerminal
      ? .terminal(
        width: Terminal.width, isColoured: isColoured, glyphs: Terminal.isUTF8 ? .blocks : .ascii)
      : isColoured ? .coloured : .plain
  }

  /// Writes a report.
  ///
  /// - Parameter market: The market that it stands on, whose files are named at the foot of a page.
  func write(_ report: some Report, on market: MarketInput? = nil) throws(SteelyardError) {
    Progress.stage("writing the answer")
    try write(
      text: try report.rendered(as: format, style: style, inputs: inputs(market)))
  }

  /// Writes a text that is an answer already.
  func write(text: String) throws(SteelyardError) {
    if let path, path != "-" {
      try OutputFile(path: path).write(text)
    } else {
      try StandardOutput.write(text)
    }
  }

  /// What the answer was made from: files of the market with their times, the other files, the program.
  func inputs(_ market: MarketInput?) -> [ReportSource] {
    var sources: [ReportSource] = []
    let files = arguments.command.options.filter { option in
      guard case .value(let placeholder, _) = option.kind else { return false }
      return ["FILE", "PATH", "DIRECTORY|FILE"].contains(placeholder)
        && !["output", "save", "resume"].contains(option.name)
    }
    for option in files {
      let typed = arguments.typed(optionNamed: option.name)
      guard !typed.isEmpty else { continue }
      let isMarket = option.name == MarketOptions.market.name && market != nil
      sources.append(
        ReportSource("--\(option.name)", isMarket ? market?.fileWords ?? typed : typed))
    }
    sources.append(
      ReportSource("made by", "\(arguments.command.name), steelyard \(CommandLineProgram.version)"))
    return sources
  }
}
