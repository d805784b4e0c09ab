import Foundation
import Glibc
import SteelyardCommandLine
import SteelyardContracts
import SteelyardServer

/// `steelyard demo`: a live service on a simulated market, to look at.
enum DemoCommand: Command {
  private static let directory = CommandOption(
    text: "directory", "DIR",
    "where journal and keys are kept; default: a temporary directory, removed at the end")
  private static let port = number(
    "port", 0...65_535, "a port of 127.0.0.1; 0 chooses one; default: 8080")
  private static let seconds = number(
    "seconds", 1...1_000_000, "end by itself after so many seconds")
  private static let seed = number(
    "seed", 0...Int.max, "of market, accounts and orders; default: 1")
  private static let accounts = number("accounts", 1...100_000, "how many accounts; default: 200")
  private static let orders = number("orders", 0...1000, "orders a second; default: 20")
  private static let speed = CommandOption<Double>(
    "speed", "FACTOR", .once, "seconds of the market in one of the world; default: 1"
  ) { text throws(SteelyardError) in
    if let value = Double(text), (0.1...10_000).contains(value) { return value }
    throw SteelyardError(
      .invalidInput, "\"\(text.prefix(60))\" is no speed.", remedy: "Give 0.1 to 10000.")
  }
  private static let records = number(
    "records-kept", 1_000...10_000_000,
    "records that stay in memory for subscribers; default: 100000")
  private static let model = CommandOption(
    text: "model", "MODEL", "the margin model of portfolio accounts; default: deribit")
  private static let verbose = CommandOption(
    flag: "verbose", "show the service's log on standard error")

  private static func number(
    _ name: String, _ range: ClosedRange<Int>, _ summary: String
  ) -> CommandOption<Int> {
    CommandOption<Int>(name, "N", .once, summary) { text throws(SteelyardError) in
      if let value = Int(text), range.contains(value) { return value }
      throw SteelyardError(
        .invalidInput,
        "\"\(text.prefix(60))\" is no number from \(range.lowerBound) to \(range.upperBound).",
        remedy: "Give one.")
    }
  }

  static let declaration = CommandDeclaration(
    name: "demo", summary: ServiceCommandNames.demo,
    description: """
      Three simulated coins with some 1,400 contracts; market makers, hedgers, covered calls, short strangles,
      funding capture, directional bets, lenders and isolated positions, some of them about to be called;
      orders by bots through the same commands that everybody has. The journal is on disk like a real one's.
      Nothing here is money, and nothing leaves this machine.
      """,
    operands: nil,
    options: [directory, port, seconds, seed, speed, model, accounts, orders, records, verbose],
    examples: [
      .init(
        says: "ten seconds of it", line: "steelyard demo --seconds 10 --port 0"),
      .init(
        says: "a day in two minutes and a half, kept",
        line: "steelyard demo --speed 600 --seconds 5 --port 0 --directory demo-data"),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let kept = try arguments.value(directory)
    let path = if let kept { kept } else { try temporaryDirectory() }
    defer { if kept == nil { remove(path) } }
    var options = Demo.Options(directory: path)
    options.port = try arguments.value(port) ?? options.port
    options.seed = UInt64(try arguments.value(seed) ?? Int(options.seed))
    options.speed = try arguments.value(speed) ?? options.speed
    options.model = try arguments.value(model) ?? options.model
    options.accountCount = try arguments.value(accounts) ?? options.accountCount
    options.ordersPerSecond = Double(try arguments.value(orders) ?? 20)
    options.recordsKept = try arguments.value(records) ?? options.recordsKept
    let log = try Log(
      to: .standardError, levelMin: arguments.has(verbose) ? .info : .error)
    Progress.stage("opening \(options.accountCount) accounts on a simulated market")
    let chosen = options
    return try ServiceProcess.run(seconds: try arguments.value(seconds)) {
      onFailure async throws(SteelyardError) in
      let demo = try await Demo.start(chosen, log: log, onFailure: onFailure) {
        port throws(SteelyardError) in
        try StandardOutput.write(heading(port))
      }
      try StandardOutput.write(greeting(demo, path, isKept: kept != nil))
      return {
        let tally = demo.tally
        await demo.stop()
        // Whoever has closed the output has seen enough.
        try? StandardOutput.write(farewell(tally))
      }
    }
  }

  private static func address(_ port: UInt16) -> String { "http://127.0.0.1:\(port)" }

  /// What is said as soon as it listens: health and metrics can be watched while accounts are opened.
  private static func heading(_ port: UInt16) -> String {
    """
    Steelyard runs on a simulated market; nothing here is money.

    address   \(address(port))

    """
  }

  private static func greeting(_ demo: Demo, _ path: String, isKept: Bool) -> String {
    let address = address(demo.service.port)
    let tally = demo.tally
    // An account that every demonstration opens.
    let example = "maker-000"
    let bearer = "\(demo.key.key.identifier).\(demo.key.secret.revealed)"
    // A fragment stays in the browser: neither the request nor a log has it.
    return """
      dashboard \(address)/#key=\(bearer)
      accounts  \(tally.accounts)
      journal   \(path)/journal (\(isKept ? "kept" : "removed at the end"))
      key       \(demo.key.key.identifier)
      secret    \(demo.key.secret.revealed)

      The key opens all accounts; its secret is shown this once. In another terminal:
        export KEY='Authorization: Bearer \(bearer)'
        curl -H "$KEY" '\(address)/api/v1/accounts?limit=3'
        curl -H "$KEY" \(address)/api/v1/accounts/\(example)/margin
        curl -H "$KEY" \(address)/metrics

      Ctrl-C ends it.

      """
  }

  private static func farewell(_ tally: Demo.Tally) -> String {
    let calls = tally.calls.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    return """

      \(tally.accounts) accounts, \(tally.position) records, \(tally.frame) risk frames, \(tally.asked) orders \
      asked for and \(tally.refused) refused; margin calls: \(calls.isEmpty ? "none" : calls.joined(separator: ", ")).

      """
  }

  private static func temporaryDirectory() throws(SteelyardError) -> String {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/steelyard-demo-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw SteelyardError(
        .unavailable,
        "A temporary directory can't be made in \(base): \(SystemMessage.text()).",
        remedy: "Give one with --directory.")
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes the temporary directory with what the service has put into it.
  private static func remove(_ path: String) {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      StandardError.line("steelyard: \(path) can't be removed: \(error.localizedDescription)")
    }
  }
}
