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
  private static let from = CommandOption<Int64>(
    "from", "POSITION", .once, "export: the first record; default: the first in the file"
  ) { text throws(SteelyardError) in try position(text) }
  private static let to = CommandOption<Int64>(
    "to", "POSITION", .once, "export: the last record; default: the last in the file"
  ) { text throws(SteelyardError) in try position(text) }
  private static let archive = CommandOption(
    text: "archive", "FILE", "export: write a binary archive, which another journal can take in")
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
      export writes a line of JSON for each record, events by name, or a binary archive.
      replay writes what every account has at a position or time, and the hash of the state.
      """,
    operands: .init(
      placeholder: Action.allCases.map(\.rawValue).joined(separator: "|"), count: 1...1,
      summary: "what to do with the journal"),
    options: [journal, from, to, archive, at, time, format],
    examples: [
      .init(
        says: "is everything as it was written?",
        line: "steelyard ledger verify --journal journal"),
      .init(
        says: "what happened, a line each",
        line: "steelyard ledger export --journal journal --from 1 --to 100"),
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
    var reader = try open(try arguments.required(journal))
    switch action {
    case .verify: return try verify(&reader)
    case .export: try export(arguments, &reader)
    case .replay: try replay(arguments, &reader)
    }
    return .fine
  }

  /// Opens a journal; the data directory that it stands in is a near miss, and said to be.
  private static func open(_ directory: String) throws(SteelyardError) -> JournalReader {
    do throws(SteelyardError) {
      return try JournalReader(directory: directory)
    } catch {
      let below = directory + "/journal"
      guard !FilePresence.isThere(directory + "/journal.sqlite"),
        FilePresence.isThere(below + "/journal.sqlite")
      else { throw error }
      throw SteelyardError(
        .notFound, "There is no journal in \(directory), and one in \(below).",
        remedy: "Write --journal \(below).")
    }
  }

  /// An option of another action would be passed over in silence.
  private static func refuseStrangers(
    _ action: Action, _ arguments: ParsedArguments
  ) throws(SteelyardError) {
    let own: [String] =
      switch action {
      case .verify: [journal.name]
      case .export: [journal.name, from.name, to.name, archive.name]
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
    let records =
      found.journal.recordCount == 0
      ? "none yet"
      : "\(found.journal.basePosition + 1) to \(found.journal.lastPosition), "
        + "\(found.journal.recordCount) with the right checksum"
    try StandardOutput.write(
      """
      records        \(records)
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
    let first = try arguments.value(from)
    let last = try arguments.value(to)
    if let path = try arguments.value(archive) {
      guard first == nil, last == nil else {
        throw SteelyardError(
          .invalidInput, "An archive has all records of the file.",
          remedy: "Leave --from and --to out.")
      }
      let written = try reader.export(to: path)
      try StandardOutput.write(
        "records \(written.basePosition + 1) to \(written.lastPosition) in \(path)\n")
      return
    }
    let base = reader.basePosition
    let begin = first ?? base + 1
    let end = last ?? reader.lastPosition
    guard begin > base, begin <= end + 1, end <= reader.lastPosition else {
      guard reader.lastPosition > base else {
        throw SteelyardError(
          .notFound, "The file has no record yet.", remedy: "Leave --from and --to out.")
      }
      throw SteelyardError(
        .notFound,
        "The file has records \(base + 1) to \(reader.lastPosition), not \(begin) to \(end).",
        remedy: "Name records that it has, the first one first; older ones are in archives.")
    }
    Progress.stage("reading what stands before record \(begin)")
    var export = LedgerExport(
      after: try LedgerReplay(&reader, until: .position(begin - 1)).state)
    Progress.stage("writing records")
    var text = ""
    var next = begin
    while next <= end {
      // Some at a time: a reader that walks for long keeps the service's log from being emptied.
      let records = try reader.records(after: next - 1, limit: Int(min(1000, end - next + 1)))
      for record in records { text += try export.line(of: record) }
      try StandardOutput.write(text)
      text.removeAll(keepingCapacity: true)
      next += Int64(records.count)
      Progress.share("writing records", done: Int(next - begin), of: Int(end - begin + 1))
    }
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
