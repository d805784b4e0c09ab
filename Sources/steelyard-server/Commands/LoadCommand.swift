import SteelyardBenchmarks
import SteelyardCommandLine
import SteelyardContracts
import SteelyardEngine
import SteelyardServer

/// `steelyard load`: measures durable commands and the start from a long journal, in this process.
enum LoadCommand: Command {
  private enum Action: String, CaseIterable {
    case commands, start, stream, cycle
    case admission
    case whatIf = "what-if"
    case requests
    case accrual
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
    "cycle: accounts of twenty positions; accrual: accounts with a balance; default: 100000"
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
    "cycle: how often each is timed, the fastest counts; default: 7"
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

  private static func line(_ what: String, _ times: WhatIfLoad.Times) -> String {
    "\(what)  p50 \(fixed(times.median)) us, p99 \(fixed(times.p99)) us\n"
  }

  private static func admission(_ load: WhatIfLoad) throws(SteelyardError) {
    for orders in [0, 10, 100] {
      try StandardOutput.write(
        line("bound, \(orders) orders at work  ", try load.bound(orders: orders, count: 2000)))
    }
    for orders in [0, 9, 100] {
      try StandardOutput.write(
        line("search, \(orders) orders at work ", try load.search(orders: orders, count: 100)))
    }
  }

  private static func whatIf(
    _ load: WhatIfLoad, clients: Int, seconds: Int, rate: Int
  ) throws(SteelyardError) {
    try StandardOutput.write(
      line("figures   ", try load.figures(count: 20_000))
        + line("explained ", try load.explained(count: 500)))
    let paced = try load.overHTTP(clients: clients, seconds: Double(seconds), rate: Double(rate))
    try StandardOutput.write("http      \(rate) a second asked, " + told(paced))
    let free = try load.overHTTP(clients: clients, seconds: Double(seconds), rate: nil)
    try StandardOutput.write("http      as fast as it goes, " + told(free))
  }

  private static func requests(
    _ load: WhatIfLoad, clients: Int, seconds: Int
  ) throws(SteelyardError) {
    let done = try load.commandsOverHTTP(clients: clients, seconds: Double(seconds))
    try StandardOutput.write("deposits  durable, \(clients) clients, " + told(done))
  }

  private static func accrual(
    _ directory: String, accounts: Int
  ) async throws(SteelyardError) {
    let loaded = try await LoadedEngine(
      directory: directory, clients: 1, snapshotInterval: 1_000_000)
    let load = try await AccrualLoad(loaded, accounts: accounts)
    loaded.stop()
    try StandardOutput.write(
      """
      accounts  \(load.accountCount), each with a balance
      accrual   \(fixed(load.accrualSeconds)) s, durable; a command behind it \(fixed(load.waitSeconds)) s

      """)
  }

  private static func told(_ load: RequestLoad) -> String {
    "\(Int(load.ratePerSecond)) a second answered, \(load.refusedCount) refused; p50 "
      + "\(fixed(load.milliseconds(atShare: 0.5))) ms, p99 \(fixed(load.milliseconds(atShare: 0.99))) ms\n"
      + (load.firstRefusal.isEmpty ? "" : "refusal   \(load.firstRefusal)\n")
  }

  private static func commands(
    _ directory: String, clients: Int, seconds: Int
  ) async throws(SteelyardError) {
    let loaded = try await LoadedEngine(
      directory: directory, clients: clients, snapshotInterval: 100_000)
    let load = try await CommandLoad(loaded, clients: clients, seconds: Double(seconds))
    loaded.stop()
    try StandardOutput.write(
      """
      clients   \(clients), one command each at a time
      commands  \(load.doneCount) durable, \(load.refusedCount) refused, in \(fixed(load.seconds)) s
      rate      \(Int(load.ratePerSecond)) a second
      latency   p50 \(fixed(load.milliseconds(atShare: 0.5))) ms, p99 \
      \(fixed(load.milliseconds(atShare: 0.99))) ms, largest \(fixed(load.milliseconds(atShare: 1))) ms

      """)
  }

  private static func stream(
    _ directory: String, clients: Int, rate: Int, seconds: Int
  ) async throws(SteelyardError) {
    let loaded = try await LoadedEngine(
      directory: directory, clients: 1, snapshotInterval: 100_000)
    let loop = try await Loop.start()
    var router = Router()
    let face = StreamFace(
      engine: loaded.engine, keyGuard: nil, archive: JournalPages(directory: directory))
    face.add(to: &router)
    let server = try await HTTPServer.start(
      router, options: ServerOptions(), requestGuard: nil, on: loop)
    let load = try await StreamLoad(
      loaded, port: server.port, clients: clients, rate: rate, seconds: seconds)
    face.stop()
    await server.stop(graceSeconds: 1)
    await loop.stop()
    loaded.stop()
    try StandardOutput.write(
      """
      clients   \(clients), each with \(rate) messages a second wanted
      messages  \(load.sentCount) sent, \(load.receivedCount) received, \
      \(load.sentCount - load.receivedCount) lost, \(load.brokenCount) clients broken, in \
      \(fixed(load.seconds)) s
      rate      \(Int(Double(load.receivedCount) / load.seconds)) a second
      latency   p50 \(fixed(load.milliseconds(atShare: 0.5))) ms, p99 \
      \(fixed(load.milliseconds(atShare: 0.99))) ms, largest \(fixed(load.milliseconds(atShare: 1))) ms

      """)
  }

  /// Gives a journal as many records as are wanted.
  private static func fill(
    _ directory: String, clients: Int, records wanted: Int64
  ) async throws(SteelyardError) {
    let loaded = try await LoadedEngine(
      directory: directory, clients: clients, snapshotInterval: 100_000)
    while loaded.engine.position < wanted {
      _ = try await CommandLoad(loaded, clients: clients, seconds: 1)
    }
    await loaded.end()
  }

  private static func start(
    _ directory: String, clients: Int, records wanted: Int64
  ) async throws(SteelyardError) {
    try await fill(directory, clients: clients, records: wanted)
    let clock = LoadClock()
    var begun = clock.steadyNanoseconds()
    var opening: FileJournal?
    // The last task that knew the engine may still be on its way out.
    for _ in 0..<200 where opening == nil {
      begun = clock.steadyNanoseconds()
      do throws(SteelyardError) { opening = try LoadedEngine.journal(directory) } catch {
        guard error.code == .conflict else { throw error }
        try? await Task.sleep(for: .milliseconds(20))
      }
    }
    let journal = if let opening { opening } else { try LoadedEngine.journal(directory) }
    let opened = clock.steadyNanoseconds()
    let recovery = try Recovery(from: journal)
    let recovered = clock.steadyNanoseconds()
    var state = EngineState()
    try journal.replay(after: 0) { record throws(SteelyardError) in try state.replay(record) }
    let replayed = clock.steadyNanoseconds()
    let replaySeconds = Double(replayed - recovered) * 1e-9
    guard state.hash == recovery.state.hash else {
      throw SteelyardError(
        .corruptData, "The state from the snapshot is not the state from the first record.",
        remedy: "Run `steelyard ledger verify` on the journal.")
    }
    try StandardOutput.write(
      """
      journal   \(recovery.position) records, newest snapshot at \(recovery.snapshotPosition)
      opening   \(fixed(Double(opened - begun) * 1e-9)) s, the whole structure checked
      start     \(fixed(Double(recovered - opened) * 1e-9)) s from the snapshot
      replay    \(fixed(replaySeconds)) s from the first record, \
      \(Int(Double(recovery.position) / replaySeconds)) records a second
      state     \(state.hash), both ways

      """)
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
