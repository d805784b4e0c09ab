import Glibc
import SteelyardContracts

/// The program: chooses the command, and tells how it ended.
enum Program {
  /// The version of the program and of the package.
  static let version = "0.1.0"

  /// Commands in the order of the overview.
  private static var commands: [any Command.Type] {
    [
      MarginCommand.self, CompareCommand.self, StressCommand.self, GreeksCommand.self,
      SurfaceCommand.self,
      PriceCommand.self, ImpliedVolatilityCommand.self, CalibrateCommand.self, BacktestCommand.self,
      NamesCommand.self, ParametersCommand.self,
      BenchCommand.self,
    ]
  }

  /// Runs the program on its arguments, its own name left out.
  static func run(_ arguments: [String]) -> ExitStatus {
    // A reader may close the pipe early (`| head`): writing then fails instead of killing.
    signal(SIGPIPE, SIG_IGN)
    Progress.start()
    do throws(SteelyardError) {
      return try dispatch(arguments)
    } catch {
      StandardError.line("steelyard: \(error)")
      return .badInput
    }
  }

  private static func dispatch(_ arguments: [String]) throws(SteelyardError) -> ExitStatus {
    let overview = Help.overview(commands.map { $0.declaration })
    guard let first = arguments.first else {
      try StandardOutput.write(overview)
      return .fine
    }
    switch first {
    case "--help", "-h": try StandardOutput.write(overview)
    case "--version": try StandardOutput.write("steelyard \(version)\n")
    case "help":
      guard let name = arguments.dropFirst().first else {
        try StandardOutput.write(overview)
        return .fine
      }
      try StandardOutput.write(Help.page(of: command(named: name).declaration))
    default:
      return try run(command(named: first), Array(arguments.dropFirst()))
    }
    return .fine
  }

  private static func run(
    _ command: any Command.Type, _ arguments: [String]
  ) throws(SteelyardError) -> ExitStatus {
    let options = arguments.prefix { $0 != "--" }
    if options.contains("--help") || options.contains("-h") {
      try StandardOutput.write(Help.page(of: command.declaration))
      return .fine
    }
    return try command.run(ParsedArguments(arguments, for: command.declaration))
  }

  private static func command(named name: String) throws(SteelyardError) -> any Command.Type {
    if let command = commands.first(where: { $0.declaration.name == name }) { return command }
    let near = NearestWord.among(commands.map { $0.declaration.name }, to: name)
    throw SteelyardError(
      .invalidInput, "There is no command \"\(name.prefix(60))\".",
      remedy: near.map { "Did you mean \($0)?" } ?? "See `steelyard --help`.")
  }
}
