import SteelyardCommandLine
import SteelyardContracts
import SteelyardServer

/// `steelyard serve`: the live service, as its configuration file says.
enum ServeCommand: Command {
  private static let config = CommandOption(
    text: "config", "FILE", "the configuration, JSON5; deploy/steelyard.json5 is a commented sample"
  )
  private static let check = CommandOption(
    flag: "check", "say whether the configuration can be, and end; nothing is made or opened")

  static let declaration = CommandDeclaration(
    name: "serve", summary: ServiceCommandNames.serve,
    description: """
      Opens the journal, replays it, follows the market and serves the API until SIGTERM or SIGINT; then it
      answers what was asked, keeps the state and ends. Every option of the file is in docs/service.md.
      """,
    operands: nil, options: [config, check],
    examples: [
      .init(
        says: "is the configuration right?",
        line: "steelyard serve --check --config deploy/steelyard.json5"),
      .init(
        says: "the service; its log goes to standard error",
        line: "steelyard serve --config steelyard.json5 2>> steelyard.log"),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let configuration = try ConfigurationFile.read(path: try arguments.required(config))
    if arguments.has(check) {
      do throws(SteelyardError) { try Service.check(configuration) } catch {
        guard case .call = error.subject else { throw error }
        throw error.about(.place(file: try arguments.required(config), row: nil, field: nil))
      }
      try StandardOutput.write("the configuration is fine\n")
      return .fine
    }
    let log = try Log(
      to: configuration.logFile.map { .file($0) } ?? .standardError,
      levelMin: configuration.logLevel)
    return try ServiceProcess.run(seconds: nil) { onFailure async throws(SteelyardError) in
      let service = try await Service.start(configuration, log: log, onFailure: onFailure)
      return { await service.stop() }
    }
  }
}
