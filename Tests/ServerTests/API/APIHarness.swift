import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardLedger
import SteelyardMarket
import SteelyardPricing
import SteelyardServer
import SteelyardStore
import Synchronization
import TestSupport
import Testing

/// A whole service on a simulated market: an engine, a server with keys, and some accounts.
final class APIHarness {
  /// Who calls.
  enum Caller: CaseIterable { case desk, stranger, house, nobody }

  /// Which records can be read.
  enum RecordsKept {
    case all
    case latest(Int)
    case latestAndFile(Int)

    var count: Int {
      switch self {
      case .all: 100_000
      case .latest(let count), .latestAndFile(let count): count
      }
    }
  }

  /// An answer taken apart.
  struct Answer {
    let status: Int
    let headers: [String: String]
    let body: [UInt8]

    /// The body as JSON.
    func json() throws -> [String: Any] {
      try #require(
        try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any],
        "\(String(decoding: body, as: UTF8.self))")
    }

    var text: String { String(decoding: body, as: UTF8.self) }
  }

  let engine: Engine
  let port: UInt16
  let keys: [Caller: KeyStore.NewKey]
  let store: KeyStore
  let metrics: Metrics
  let clock: SetClock
  let desk: AccountDesk
  /// The market's next seconds.
  private let market: Mutex<SimulatedMarket>

  private init(
    engine: Engine, port: UInt16, keys: [Caller: KeyStore.NewKey], store: KeyStore,
    metrics: Metrics, clock: SetClock, desk: AccountDesk, market: SimulatedMarket
  ) {
    self.engine = engine
    self.port = port
    self.keys = keys
    self.store = store
    self.metrics = metrics
    self.clock = clock
    self.desk = desk
    self.market = Mutex(market)
  }

  /// Lets the market run for some seconds, and tells the engine.
  func advance(seconds: Int64) throws {
    let time = clock.now().advanced(bySeconds: seconds)
    let updates = try market.withLock { try $0.step(to: time) }
    clock.set(time)
    engine.feed(updates)
  }

  /// Runs a service for the time of `body`: accounts desk (1 BTC), desk/hedges and other (2 BTC), the perpetual listed.
  ///
  /// - Parameters:
  ///   - stream: Limits of the stream.
  ///   - records: How many records stay in memory, and whether those before are in the journal's file.
  ///   - history: What backtests walk through.
  static func with(
    stream: StreamLimits = StreamLimits(), records: RecordsKept = .all,
    history: ServiceHistory = .none,
    _ body: (APIHarness) async throws -> Void
  ) async throws {
    try await withTemporaryDirectory { directory in
      var journal: any Journal = KeptJournal()
      var archive: JournalPages?
      if case .latestAndFile = records {
        let identity = try JournalIdentity(
          instance: [UInt8](repeating: 7, count: JournalIdentity.instanceByteCount),
          created: WallClock.now)
        journal = FileJournal(
          try JournalFile(
            directory: directory + "/journal", ifMissing: .create(identity), options: .standard))
        archive = JournalPages(directory: directory + "/journal")
      }
      let start = try Timestamp(parsing: "2026-11-20T09:00:00Z")
      let clock = SetClock(start)
      var market = try SimulatedMarket(parameters: .threeCoins, start: start, seed: 7)
      let models: [MarginMode: String] = [
        .portfolio: "deribit", .cross: "cross", .isolated: "isolated",
      ]
      let engine = try Engine(
        EngineConfiguration(
          models: models,
          rules: EngineRules(
            marginCalls: .sample, governance: .sample, models: CatalogueModels()),
          board: .fiveVenues,
          risk: RiskSettings(workerCount: 2, intervalMilliseconds: 5, wholeBookSeconds: 60),
          level: .detected, recordsKept: records.count), state: EngineState(), journal: journal,
        clock: clock,
        onFailure: { _ in })
      defer { engine.stop() }
      for model in Set(models.values).sorted() {
        _ = try await engine.submit(
          .adoptParameters(model: model, file: try CatalogueModels.embeddedParameters(of: model)),
          by: "test")
      }
      for action in try actions() {
        _ = try await engine.submit(.ledger(LedgerCommand(action)), by: "test")
      }
      let time = start.advanced(bySeconds: 1)
      let updates = try market.step(to: time)
      clock.set(time)
      engine.feed(updates)
      for _ in 0..<2000 where !isSettled(engine) {
        try await Task.sleep(for: .milliseconds(5))
      }
      #expect(isSettled(engine))
      let store = try KeyStore(path: directory + "/keys.json", at: start)
      func key(_ tenant: Principal.Tenant, _ scopes: Set<Scope>) throws -> KeyStore.NewKey {
        try store.create(name: "key", tenant: tenant, scopes: scopes, at: start)
      }
      let keys: [Caller: KeyStore.NewKey] = [
        .desk: try key(.account("desk"), [.read, .trade]),
        .stranger: try key(.account("other"), [.read, .trade]),
        .house: try key(.house, Set(Scope.allCases)),
      ]
      let log = try Log(to: .closure { _ in }, levelMin: .error) { clock.now() }
      let keyGuard = KeyGuard(keys: store, limits: KeyGuardLimits(), log: log) { clock.now() }
      let metrics = Metrics()
      let standing = ServiceStanding(engine, keys: store, metrics: metrics)
      standing.watch.start(engine, feed: nil, surfaces: standing.surfaces)
      defer { standing.watch.stop() }
      let desk = AccountDesk(engine)
      let desks = WorkDesks(engine, history: history)
      defer { desks.stop() }
      var router = Router(
        APIRoutes(
          engine: engine, olderRecords: nil, standing: standing, desk: desk, desks: desks
        ).routes)
      let face = StreamFace(
        engine: engine, keyGuard: keyGuard, archive: archive, limits: stream, metrics: metrics)
      defer { face.stop() }
      face.add(to: &router)
      try await withServer(router, requestGuard: keyGuard) { server in
        try await body(
          APIHarness(
            engine: engine, port: server.port, keys: keys, store: store, metrics: metrics,
            clock: clock, desk: desk, market: market))
      }
    }
  }

  /// Whether the risk loop has seen all that there is.
  private static func isSettled(_ engine: Engine) -> Bool {
    engine.frame?.universe.count == 1 && engine.lastCycle?.position == engine.position
      && engine.accounts(from: 0, limit: 10).allSatisfy { engine.risk(of: $0) != nil }
  }

  private static func actions() throws -> [LedgerAction] {
    let perpetual = try InstrumentNaming.deribit.instrument(named: "BTC-PERPETUAL")
    let terms = ContractTerms(
      multiplier: Amount(10), tick: try #require(Amount("0.5")), lot: Amount(10),
      averagingWindowSeconds: 1800, delivery: .none)
    let desk = try AccountName("desk")
    let other = try AccountName("other")
    return [
      .listAsset(.btc),
      .listInstrument(
        try InstrumentListing(
          instrument: perpetual, venue: OwnerName("simulated"), terms: terms, fees: .free)),
      .openAccount(desk, owner: try OwnerName("alice"), mode: .portfolio),
      .openAccount(
        try AccountName("desk/hedges"), owner: try OwnerName("alice"), mode: .portfolio),
      .openAccount(other, owner: try OwnerName("bob"), mode: .portfolio),
      .deposit(desk, .btc, .one), .deposit(other, .btc, Amount(2)),
    ]
  }

  /// Calls the service; `path` stands under `/api/v1`.
  func call(
    _ method: String, _ path: String, _ body: String = "", as caller: Caller = .desk,
    headers: [String: String] = [:]
  ) async throws -> Answer {
    var head = "\(method) /api/v1\(path) HTTP/1.1\r\nhost: desk.example\r\nconnection: close\r\n"
    if let key = keys[caller] {
      head += "authorization: Bearer \(key.key.identifier).\(key.secret.revealed)\r\n"
    }
    if !body.isEmpty { head += "content-type: application/json\r\n" }
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    let text = head + "content-length: \(body.utf8.count)\r\n\r\n" + body
    // The socket blocks, and the server's handlers need the threads that tests run on.
    let answer = await withCheckedContinuation { continuation in
      DispatchQueue.global().async { [port] in
        let connection = RawConnection(port: port)
        connection.send(text)
        continuation.resume(returning: connection.rest())
      }
    }
    let end = try #require(answer.range(of: "\r\n\r\n"), "no answer to \(method) \(path)")
    let lines = answer[..<end.lowerBound].components(separatedBy: "\r\n")
    var fields: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.components(separatedBy: ": ")
      fields[parts[0]] = parts.dropFirst().joined(separator: ": ")
    }
    return Answer(
      status: try #require(Int(lines[0].dropFirst(9).prefix(3))), headers: fields,
      body: Array(answer[end.upperBound...].utf8))
  }
}

/// A clock that is set by hand, beside a steady one that runs.
final class SetClock: EngineClock {
  private let time: Mutex<Timestamp>
  init(_ time: Timestamp) { self.time = Mutex(time) }
  func now() -> Timestamp { time.withLock { $0 } }
  func set(_ now: Timestamp) { time.withLock { $0 = now } }
  func steadyNanoseconds() -> Int64 { Int64(DispatchTime.now().uptimeNanoseconds) }
}

/// A journal that counts and keeps nothing.
final class KeptJournal: Journal {
  private let count = Mutex<Int64>(0)
  var lastPosition: Int64 { count.withLock { $0 } }
  func append(_ records: [JournalRecord]) throws(SteelyardError) {
    count.withLock { $0 += Int64(records.count) }
  }
}
