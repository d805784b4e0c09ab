import Glibc
import SteelyardContracts

/// A program of commands: chooses one, runs it, and tells how it ended.
package struct CommandLineProgram {
  /// Commands of one heading of the overview.
  package struct Group {
    package let heading: String
    package let commands: [any Command.Type]

    package init(_ heading: String, _ commands: [any Command.Type]) {
      self.heading = heading
      self.commands = commands
    }
  }

  /// Commands that another program beside this one carries out.
  package struct Elsewhere {
    /// That program.
    package let sister: SisterProgram
    package let heading: String
    package let commands: [(name: String, summary: String)]

    package init(
      _ sister: SisterProgram, _ heading: String, _ commands: [(name: String, summary: String)]
    ) {
      self.sister = sister
      self.heading = heading
      self.commands = commands
    }
  }

  /// The version of the programs and of the package.
  package static let version = "0.1.0"

  /// How it is called.
  package let name: String
  /// What it is for, one line.
  package let purpose: String
  /// Its commands, in the order of the overview.
  package let groups: [Group]
  /// Commands that it hands on; nil for none.
  package let elsewhere: Elsewhere?

  package init(name: String, purpose: String, groups: [Group], elsewhere: Elsewhere?) {
    self.name = name
    self.purpose = purpose
    self.groups = groups
    self.elsewhere = elsewhere
  }

  /// Runs the program on its arguments, its own name left out.
  package func run(_ arguments: [String]) -> ExitStatus {
    // A reader may close the pipe early (`| head`): writing then fails instead of killing.
    signal(SIGPIPE, SIG_IGN)
    Progress.start()
    do throws(SteelyardError) {
      return try dispatch(arguments)
    } catch {
      StandardError.line("\(name): \(error)")
      return .badInput
    }
  }

  private var overview: String {
    var shown = groups.map { group in
      (
        heading: group.heading,
        commands: group.commands.map {
          (name: $0.declaration.name, summary: $0.declaration.summary)
        }
      )
    }
    if let elsewhere { shown.append((elsewhere.heading, elsewhere.commands)) }
    return Help.overview(of: name, purpose: purpose, shown)
  }

  private func dispatch(_ arguments: [String]) throws(SteelyardError) -> ExitStatus {
    guard let first = arguments.first else {
      try StandardOutput.write(overview)
      return .fine
    }
    switch first {
    case "--help", "-h": try StandardOutput.write(overview)
    case "--version": try StandardOutput.write("\(name) \(Self.version)\n")
    case "help":
      guard let asked = arguments.dropFirst().first else {
        try StandardOutput.write(overview)
        return .fine
      }
      if let sister = sister(of: asked) { try sister.run(arguments) }
      try StandardOutput.write(Help.page(of: command(named: asked).declaration))
    default:
      if let sister = sister(of: first) { try sister.run(arguments) }
      return try run(command(named: first), Array(arguments.dropFirst()))
    }
    return .fine
  }

  /// The program that carries a command out, where it is not this one.
  private func sister(of command: String) -> SisterProgram? {
    guard let elsewhere, elsewhere.commands.contains(where: { $0.name == command }) else {
      return nil
    }
    return elsewhere.sister
  }

  private func run(
    _ command: any Command.Type, _ arguments: [String]
  ) throws(SteelyardError) -> ExitStatus {
    let options = arguments.prefix { $0 != "--" }
    if options.contains("--help") || options.contains("-h") {
      try StandardOutput.write(Help.page(of: command.declaration))
      return .fine
    }
    return try command.run(ParsedArguments(arguments, for: command.declaration))
  }

  private func command(named wanted: String) throws(SteelyardError) -> any Command.Type {
    let commands = groups.flatMap(\.commands)
    if let command = commands.first(where: { $0.declaration.name == wanted }) { return command }
    let known = commands.map { $0.declaration.name } + (elsewhere?.commands.map(\.name) ?? [])
    let near = NearestWord.among(known, to: wanted)
    throw SteelyardError(
      .invalidInput, "There is no command \"\(wanted.prefix(60))\".",
      remedy: near.map { "Did you mean \($0)?" } ?? "See `\(name) --help`.")
  }
}
