import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardReports

/// The options of `steelyard report`.
enum ReportOptions {
  static let accounts = CommandOption(
    text: "accounts", "DIRECTORY|FILE",
    "the accounts of a house in place of --positions: a directory with a file of positions for each, or "
      + "one CSV account,instrument,quantity[,average_price][,owner]")
  static let previousMarket = CommandOption(
    texts: "previous-market", "FILE", "the market that changes are told since; several files merge")
  static let previousPositions = CommandOption(
    text: "previous-positions", "FILE",
    "what was held then; default: what is held now")
  static let previousAccounts = CommandOption(
    text: "previous-accounts", "DIRECTORY|FILE",
    "the accounts as they were then; default: as they are now")
  static let directory = CommandOption(
    text: "out", "DIRECTORY",
    "with --accounts: write a page of the house and one of each account there, with links between them"
  )
  static let browser = CommandOption(
    text: "browser", "PATH",
    "the browser that prints --format pdf; default: \(PageBrowser.names.joined(separator: ", ")) on PATH"
  )
  static let limit = CommandOption<(name: ReportLimits.Name, share: Double)>(
    "limit", "NAME=SHARE", .repeated,
    "a limit that the report holds the account against, such as coin=60%: "
      + ReportLimits.Name.allCases.map(\.rawValue).joined(separator: ", ")
  ) { text throws(SteelyardError) in try parsedLimit(text) }
  static let format = CommandOption<ReportFormat>(
    choice: "format", ReportFormat.allCases.map(\.rawValue).joined(separator: "|"),
    "how the answer is written; pdf is the page of html, printed; default: text")

  /// The limits that arguments name.
  ///
  /// - Throws: `invalidInput` for one that is named twice.
  static func limits(_ arguments: ParsedArguments) throws(SteelyardError) -> ReportLimits {
    var shares: [ReportLimits.Name: Double] = [:]
    for (name, share) in try arguments.values(limit) {
      guard shares.updateValue(share, forKey: name) == nil else {
        throw SteelyardError(
          .invalidInput, "--limit: \(name.rawValue) has two.", remedy: "Leave one of them out.")
      }
    }
    return ReportLimits(shares)
  }

  private static func parsedLimit(
    _ text: String
  ) throws(SteelyardError) -> (name: ReportLimits.Name, share: Double) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let known = ReportLimits.Name.allCases.map(\.rawValue)
    guard parts.count == 2, let name = ReportLimits.Name(rawValue: String(parts[0])) else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(60))\" is no limit.",
        remedy: "Write NAME=SHARE such as coin=60%; names are \(known.joined(separator: ", ")).")
    }
    let isPercent = parts[1].hasSuffix("%")
    let number = try OptionValues.number(String(isPercent ? parts[1].dropLast() : parts[1]))
    let share = isPercent ? number / 100 : number
    guard (0...100).contains(share) else {
      throw SteelyardError(
        .invalidInput, "The limit \"\(text.prefix(60))\" is outside 0 to 100.",
        remedy: "Write a share such as 0.6 or 60%.")
    }
    return (name, share)
  }
}

/// How a report is written.
enum ReportFormat: String, Sendable, CaseIterable {
  case text, json, csv, html, pdf

  /// The format that is rendered; a page that is printed is one of HTML first.
  var rendered: OutputFormat {
    switch self {
    case .text: .text
    case .json: .json
    case .csv: .csv
    case .html, .pdf: .html
    }
  }

  /// The ending of its files.
  var ending: String { self == .text ? "txt" : rawValue }
}
