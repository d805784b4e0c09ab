import Dispatch
import SteelyardCommandLine
import SteelyardContracts
import SteelyardServer

/// `steelyard snapshot`: saves a live chain as files that the command line reads.
enum SnapshotCommand: Command {
  private static let currency = CommandOption<Currency>(
    "currency", "CODE", .repeated, "a currency whose chain is saved; default: BTC and ETH"
  ) { text throws(SteelyardError) in try Currency(text) }
  private static let out = CommandOption(
    text: "out", "DIR", "where the files are put; default: this directory")
  private static let address = CommandOption(
    text: "address", "URL",
    "the venue; default: https://www.deribit.com, and https://test.deribit.com is its test")
  private static let timeout = CommandOption<Int>(
    "timeout", "SECONDS", .once, "how long an answer may take, 1 to 600; default: 30"
  ) { text throws(SteelyardError) in
    if let seconds = Int(text), (1...600).contains(seconds) { return seconds }
    throw SteelyardError(
      .invalidInput, "\"\(text.prefix(60))\" is no number of seconds from 1 to 600.",
      remedy: "Give one.")
  }
  private static let authorities = CommandOption(
    text: "authorities", "FILE", "authorities to trust in the place of the system's, PEM")

  static let declaration = CommandDeclaration(
    name: "snapshot", summary: ServiceCommandNames.snapshot,
    description: """
      Asks for the chain of each currency and for what is listed, holds one against the other, and writes
      the chains as they came: all of them, or none. It says on standard output which files it made.
      """,
    operands: .init(placeholder: "deribit", count: 1...1, summary: "the venue"),
    options: [currency, out, address, timeout, authorities],
    examples: [
      .init(says: "two chains, here", line: "steelyard snapshot deribit"),
      .init(
        says: "one, and the margin of a book on it",
        line:
          "steelyard margin --positions book.csv --market $(steelyard snapshot deribit --currency BTC --out chains)"
      ),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let venue = arguments.operands[0]
    guard venue == "deribit" else {
      throw SteelyardError(
        .invalidInput, "\"\(venue.prefix(60))\" is no venue whose chains can be saved.",
        remedy: "Write deribit.")
    }
    let asked = try arguments.values(currency)
    var currencies: [Currency] = []
    for code in asked.isEmpty ? [Currency.btc, .eth] : asked where !currencies.contains(code) {
      currencies.append(code)
    }
    let request = Request(
      address: try arguments.value(address) ?? "https://www.deribit.com",
      seconds: Double(try arguments.value(timeout) ?? 30),
      authorities: try arguments.value(authorities), currencies: currencies)
    Progress.start()
    let snapshots = try BlockingTask.run { () async throws(SteelyardError) in
      try await take(request)
    }
    let paths = try ChainSnapshot.write(snapshots, to: try arguments.value(out) ?? ".")
    for snapshot in snapshots { note(snapshot) }
    try StandardOutput.write(paths.joined(separator: "\n") + "\n")
    return .fine
  }

  private struct Request: Sendable {
    let address: String
    let seconds: Double
    let authorities: String?
    let currencies: [Currency]
  }

  private static func take(_ request: Request) async throws(SteelyardError) -> [ChainSnapshot] {
    let loop = try await Loop.start(name: "steelyard-snapshot")
    do throws(SteelyardError) {
      let venue = try ChainVenue(
        request.address, secondsMax: request.seconds, authoritiesFile: request.authorities,
        on: loop)
      var snapshots: [ChainSnapshot] = []
      for currency in request.currencies {
        Progress.stage("asking for the chain of \(currency.code)")
        snapshots.append(try await ChainSnapshot.take(currency, from: venue, at: WallClock.now))
      }
      await loop.stop()
      return snapshots
    } catch {
      await loop.stop()
      throw error
    }
  }

  /// Most oddities of a chain that are told one by one.
  private static let toldMax = 5

  private static func note(_ snapshot: ChainSnapshot) {
    var lines = ["\(snapshot.currency.code): \(snapshot.rowCount) instruments"]
    if !snapshot.missing.isEmpty {
      lines.append(
        "\(snapshot.missing.count) listed ones have no row: "
          + snapshot.missing.prefix(toldMax).joined(separator: ", "))
    }
    lines += snapshot.oddities.prefix(toldMax).map(\.message)
    if snapshot.oddities.count > toldMax {
      lines.append("and \(snapshot.oddities.count - toldMax) more rows that are odd or left out")
    }
    for line in lines { StandardError.line("steelyard: \(line)") }
  }
}
