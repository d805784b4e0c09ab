import SteelyardCommandLine
import SteelyardContracts
import SteelyardEngine
import SteelyardServer
import SteelyardStore

/// `steelyard ledger`: checks, exports and replays the journal of a service, also beside one that runs.
enum JournalCommand: Command {
  private enum Action: String, CaseIterable { case verify, export, replay }
  private enum Form: String, CaseIterable { case json, csv }

  private static let journal = CommandOption(
    text: "journal", "DIRECTORY", "the directory of the service's journal")
  private static let archive = CommandOption(
    text: "archive", "FILE", "export: the archive to write; it must not be there yet")
  private static let at = CommandOption<Int64>(
    "position", "POSITION", .once, "replay: the state after this record; default: the last"
  ) { text throws(SteelyardError) in try position(text) }
  private static let time = CommandOption<Timestamp>(
    "time", "TIME", .once, "replay: the state at this time, 2027-01-31T00:00:00Z"
  ) { text throws(SteelyardError) in try Timestamp(parsing: text) }
  private static let format = CommandOption<Form>(
    choice: "format", "json|csv", "replay: how the accounts are written; default: json")

  static let declaration = CommandDeclaration(
    name: "ledger", summary: ServiceCommandNames.ledger,
    description: """
      verify walks the journal from end to end: structure, checksums, every command of the ledger
      decided again, conservation, the newest snapshot. It exits with 1 where something is damaged.
      export writes all records to an archive, which another journal can take in.
      replay writes what every account has at a position or time, and the hash of the state.
      """,
    operands: .init(
      placeholder: Action.allCases.map(\.rawValue).joined(separator: "|"), count: 1...1,
      summary: "what to do with the journal"),
    options: [journal, archive, at, time, format],
    examples: [
      .init(
        says: "is everything as it was written?",
        line: "steelyard ledger verify --journal journal"),
      .init(
        says: "all records in one file",
        line: "steelyard ledger export --journal journal --archive records.archive"),
      .init(
        says: "balances and positions at midnight",
        line:
          "steelyard ledger replay --journal journal --time 2027-01-31T00:00:00Z --format csv"),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let word = arguments.operands[0]
    guard let action = Action(rawValue: word) else {
      let near = NearestWord.among(Action.allCases.map(\.rawValue), to: word)
      throw SteelyardError(
        .invalidInput, "\"\(word.prefix(60))\" is nothing to do with a ledger.",
        remedy: near.map { "Did you mean \($0)?" } ?? "Choose verify, export or replay.")
    }
    try refuseStrangers(action, arguments)
    Progress.start()
    var reader = try JournalReader(directory: try arguments.required(journal))
    switch action {
    case .verify: return try verify(&reader)
    case .export: try export(arguments, &reader)
    case .replay: try replay(arguments, &reader)
    }
    return .fine
  }

  /// An option of another action would be passed over in silence.
  private static func refuseStrangers(
    _ action: Action, _ arguments: ParsedArguments
  ) throws(SteelyardError) {
    let own: [String] =
      switch action {
      case .verify: [journal.name]
      case .export: [journal.name, archive.name]
      case .replay: [journal.name, at.name, time.name, format.name]
      }
    for option in declaration.options
    where arguments.has(optionNamed: option.name) && !own.contains(option.name) {
      throw SteelyardError(
        .invalidInput, "--\(option.name) has no meaning for \(action.rawValue).",
        remedy: "Leave it out; see `steelyard ledger --help`.")
    }
  }

  private static func verify(_ reader: inout JournalReader) throws(SteelyardError) -> ExitStatus {
    Progress.stage("checking checksums and structure")
    let found = try LedgerVerification(&reader) { done, total in
      Progress.share("deciding commands again", done: Int(done), of: Int(total))
    }
    let snapshot =
      found.snapshotPosition.map { "at \($0), the state that its records make" }
      ?? "none to compare"
    try StandardOutput.write(
      """
      records        \(found.journal.basePosition + 1) to \(found.journal.lastPosition), \
      \(found.journal.recordCount) with the right checksum
      decided again  \(found.decidedCount) commands of the ledger, from record \(found.startPosition + 1)
      facts applied  \(found.appliedCount) records of risk, parameters and limits
      snapshot       \(snapshot)
      state          \(found.stateHash) at \(found.position)
      verdict        \(found.isWhole ? "whole" : "damaged")

      """)
    guard let first = found.first else { return .fine }
    let others = found.journal.damages.count + found.findings.count - 1
    StandardError.line(
      "steelyard: \(first.position.map { "record \($0): " } ?? "")\(first.reason)"
        + (others > 0 ? " (and \(others) more)" : "") + " \(found.remedy)")
    return .badNews
  }

  private static func export(
    _ arguments: ParsedArguments, _ reader: inout JournalReader
  ) throws(SteelyardError) {
    let written = try reader.export(to: try arguments.required(archive))
    try StandardOutput.write(
      "records \(written.basePosition + 1) to \(written.lastPosition) in \(written.path)\n")
  }

  private static func replay(
    _ arguments: ParsedArguments, _ reader: inout JournalReader
  ) throws(SteelyardError) {
    let end: LedgerReplay.End
    switch (try arguments.value(at), try arguments.value(time)) {
    case (let position?, nil): end = .position(position)
    case (nil, let time?): end = .time(time)
    case (nil, nil): end = .last
    case (.some, .some):
      throw SteelyardError(
        .invalidInput, "A replay ends at a position or at a time.",
        remedy: "Give --position or --time.")
    }
    let replay = try LedgerReplay(&reader, until: end) { done, total in
      Progress.share("replaying", done: Int(done), of: Int(total))
    }
    let statement = LedgerStatement(replay)
    switch try arguments.value(format) ?? .json {
    case .json: try StandardOutput.write(try statement.json())
    case .csv: try StandardOutput.write(statement.csv())
    }
  }

  private static func position(_ text: String) throws(SteelyardError) -> Int64 {
    if let position = Int64(text), position >= 0 { return position }
    throw SteelyardError(
      .invalidInput, "\"\(text.prefix(60))\" is no position.",
      remedy: "Write a whole number from 0.")
  }
}
