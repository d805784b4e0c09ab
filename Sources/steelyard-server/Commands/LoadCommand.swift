import SteelyardBenchmarks
import SteelyardCommandLine
import SteelyardContracts
import SteelyardServer

/// `steelyard load`: measures the parts of the service, in this process.
enum LoadCommand: Command {
  private enum Action: String, CaseIterable {
    case commands, start, stream, cycle
    case admission
    case whatIf = "what-if"
    case requests
    case accrual, liquidation, book
  }

  private static let journal = CommandOption(
    text: "journal", "DIRECTORY", "a directory of its own; made where it is missing")
  private static let clients = CommandOption<Int>(
    "clients", "COUNT", .once, "clients at once; default: 64, of the stream 300"
  ) { text throws(SteelyardError) in try whole(text, 1...10_000) }
  private static let seconds = CommandOption<Int>(
    "seconds", "SECONDS", .once, "commands, stream: how long; default: 5"
  ) { text throws(SteelyardError) in try whole(text, 1...3600) }
  private static let rate = CommandOption<Int>(
    "rate", "COUNT", .once,
    "stream: messages a second to each client; default: 100; what-if: requests a second; default: 5000"
  ) { text throws(SteelyardError) in try whole(text, 1...100_000) }
  private static let records = CommandOption<Int>(
    "records", "COUNT", .once,
    "start: records that the journal gets where it has fewer; default: 1000000"
  ) { text throws(SteelyardError) in try whole(text, 1...100_000_000) }

  private static let model = CommandOption(
    text: "model", "MODEL",
    "admission, what-if: the margin model of portfolio accounts; default: deribit")
  private static let accounts = CommandOption<Int>(
    "accounts", "COUNT", .once,
    "cycle: accounts of twenty positions; accrual, book: accounts with a balance; default: 100000; "
      + "liquidation: accounts with a position, of which one in a hundred falls; default: 10000"
  ) { text throws(SteelyardError) in try whole(text, 1...1_000_000) }
  private static let scenarios = CommandOption<CycleMarket.Scenarios>(
    "scenarios", "COUNT", .once, "cycle: 1024 or 8192 scenarios of the dynamic model; default: 1024"
  ) { text throws(SteelyardError) in
    guard let count = Int(text), let scenarios = CycleMarket.Scenarios(rawValue: count) else {
      throw SteelyardError(
        .invalidInput, "There is no set of \"\(text.prefix(20))\" scenarios.",
        remedy: "Choose 1024 or 8192.")
    }
    return scenarios
  }

  private static let holders = CommandOption<Int>(
    "holders", "PERCENT", .once,
    "cycle: how many of the accounts hold ETH; the others hold BTC alone; default: 100"
  ) { text throws(SteelyardError) in try whole(text, 1...100) }
  private static let repetitions = CommandOption<Int>(
    "repetitions", "COUNT", .once,
    "cycle: how often each is timed, the fastest counts; default: 7; liquidation: how often accounts "
      + "fall; default: 20"
  ) { text throws(SteelyardError) in try whole(text, 2...1000) }

  static let declaration = CommandDeclaration(
    name: "load", summary: ServiceCommandNames.load,
    description: """
      commands starts an engine with a simulated market and has clients place orders, report fills and
      deposit, each command durable before its answer; half of the time goes into admission. Each client
      waits for an answer before it goes on.
      stream has clients of the WebSocket listen to every record while deposits come at a steady rate, and
      counts what arrives in order, and how long after it was asked for.
      start fills a journal and times how long its state takes to be found again, from its newest
      snapshot and from its first record.
      cycle times whole risk cycles over many accounts of the dynamic model, without a journal.
      admission and what-if start a demonstration of 200 accounts with its server and time, while its market
      moves and its risk cycles run, what orders are let in by, and what a trade would do: in this process and
      over HTTP at a constant rate. requests has clients deposit over HTTP, each durable before its answer.
      accrual opens many accounts and times an accrual of interest on all of them, and a command behind it.
      book opens as many with a perpetual each and times the book of all of them: the first answer, one on a later
      frame, one in another order, one that is kept.
      liquidation opens accounts with a perpetual each, brings one in a hundred below maintenance margin at once,
      and times hand-over, first order and the look at each fill, at a venue without latency.
      The directory is left as it is, for the other commands.
      """,
    operands: .init(
      placeholder: Action.allCases.map(\.rawValue).joined(separator: "|"), count: 1...1,
      summary: "what to measure"),
    options: [
      journal, clients, seconds, rate, records, accounts, scenarios, holders, repetitions, model,
    ],
    examples: [
      .init(
        says: "durable commands a second",
        line: "steelyard load commands --journal load-journal --seconds 1"),
      .init(
        says: "a stream to many clients",
        line: "steelyard load stream --journal load-journal --clients 10 --seconds 1"),
      .init(
        says: "the start from a journal",
        line: "steelyard load start --journal load-journal --records 1000"),
      .init(
        says: "from below maintenance margin to the first order",
        line: "steelyard load liquidation --journal load-journal --accounts 1 --repetitions 2"),
      .init(
        says: "whole risk cycles",
        line: "steelyard load cycle --accounts 2000"),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let word = arguments.operands[0]
    guard let action = Action(rawValue: word) else {
      let near = NearestWord.among(Action.allCases.map(\.rawValue), to: word)
      throw SteelyardError(
        .invalidInput, "\"\(word.prefix(60))\" is nothing to measure.",
        remedy: near.map { "Did you mean \($0)?" }
          ?? "Choose \(Action.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    if action == .cycle {
      try cycle(
        try arguments.value(scenarios) ?? .reduced,
        accounts: try arguments.value(accounts) ?? 100_000,
        holders: try arguments.value(holders) ?? 100,
        repetitions: try arguments.value(repetitions) ?? 7)
      return .fine
    }
    let directory = try arguments.required(journal)
    let count = try arguments.value(clients) ?? (action == .stream ? 300 : 64)
    switch action {
    case .admission, .whatIf, .requests:
      let chosen = try arguments.value(model) ?? "deribit"
      let duration = try arguments.value(seconds) ?? 5
      let requestRate = try arguments.value(rate) ?? 5000
      try BlockingTask.run { () async throws(SteelyardError) in
        var options = Demo.Options(directory: directory)
        options.port = 0
        options.model = chosen
        let demo = try await Demo.start(
          options, log: try Log(to: .standardError, levelMin: .error),
          onFailure: { StandardErrorNote.write($0) })
        do throws(SteelyardError) {
          let load = try WhatIfLoad(demo)
          try StandardOutput.write(
            "accounts  \(load.accountCount) of \(chosen), \(fixed(load.positionsMean)) positions each\n"
          )
          switch action {
          case .admission: try admission(load)
          case .whatIf:
            try whatIf(load, clients: count, seconds: duration, rate: requestRate)
          default: try requests(load, clients: count, seconds: duration)
          }
        } catch {
          await demo.stop()
          throw error
        }
        await demo.stop()
      }
    case .accrual:
      let wanted = try arguments.value(accounts) ?? 100_000
      try BlockingTask.run { () async throws(SteelyardError) in
        try await accrual(directory, accounts: wanted)
      }
    case .book:
      let wanted = try arguments.value(accounts) ?? 100_000
      try BlockingTask.run { () async throws(SteelyardError) in
        try await book(directory, accounts: wanted)
      }
    case .liquidation:
      let wanted = try arguments.value(accounts) ?? 10_000
      let times = try arguments.value(repetitions) ?? 20
      try BlockingTask.run { () async throws(SteelyardError) in
        try await liquidation(directory, accounts: wanted, repetitions: times)
      }
    case .commands:
      let duration = try arguments.value(seconds) ?? 5
      try BlockingTask.run { () async throws(SteelyardError) in
        try await commands(directory, clients: count, seconds: duration)
      }
    case .stream:
      let duration = try arguments.value(seconds) ?? 5
      let perSecond = try arguments.value(rate) ?? 100
      try BlockingTask.run { () async throws(SteelyardError) in
        try await stream(directory, clients: count, rate: perSecond, seconds: duration)
      }
    case .start:
      let wanted = try arguments.value(records) ?? 1_000_000
      try BlockingTask.run { () async throws(SteelyardError) in
        try await start(directory, clients: count, records: Int64(wanted))
      }
    case .cycle: break
    }
    return .fine
  }

  /// Two digits after the point.
  static func fixed(_ number: Double) -> String {
    let hundredths = Int((number * 100).rounded())
    return "\(hundredths / 100)." + (hundredths % 100 < 10 ? "0" : "") + "\(hundredths % 100)"
  }

  private static func whole(
    _ text: String, _ range: ClosedRange<Int>
  ) throws(SteelyardError) -> Int {
    if let number = Int(text), range.contains(number) { return number }
    throw SteelyardError(
      .invalidInput, "\"\(text.prefix(60))\" is no count in its range.",
      remedy: "Write a whole number from \(range.lowerBound) to \(range.upperBound).")
  }
}
