import Glibc
import SteelyardCommandLine
public import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardLedger
import SteelyardLiquidation
import SteelyardPricing
import SteelyardStore

/// A live service: engine, journal, market, clerk, execution and server, started in order and stopped in the other.
public final class Service: Sendable {
  /// What its faces stand on.
  public let context: ServiceContext
  /// The port it listens on.
  public let port: UInt16
  private let server: HTTPServer
  private let feed: any MarketFeed
  private let feedLoop: Loop
  private let clerk: MarketClerk
  private let desk: ExecutionDesk
  private let liquidator: Liquidator
  private let strategist: Strategist
  private let spotMarket: SpotMarket
  private let alerts: AlertService
  private let heapUpkeep: HeapUpkeep
  /// Keeps how accounts stood.
  private let deskTime: Task<Void, Never>
  /// The engine's watcher that counts for the metrics.
  private let watcher: Int

  private init(
    context: ServiceContext, server: HTTPServer, feed: any MarketFeed, feedLoop: Loop,
    clerk: MarketClerk, desk: ExecutionDesk, liquidator: Liquidator, strategist: Strategist,
    spotMarket: SpotMarket, alerts: AlertService, heapUpkeep: HeapUpkeep,
    deskTime: Task<Void, Never>,
    watcher: Int
  ) {
    self.context = context
    self.server = server
    port = server.port
    self.feed = feed
    self.feedLoop = feedLoop
    self.clerk = clerk
    self.desk = desk
    self.liquidator = liquidator
    self.strategist = strategist
    self.spotMarket = spotMarket
    self.alerts = alerts
    self.heapUpkeep = heapUpkeep
    self.deskTime = deskTime
    self.watcher = watcher
  }

  /// Starts a service.
  ///
  /// - Parameters:
  ///   - policies: What `liquidation.policy` may name.
  ///   - onFailure: Called once when the journal fails or the writer stops for another fault; the process must then end.
  /// - Throws: What opening the journal, reading keys or listening throws; then nothing runs.
  public static func start(
    _ configuration: ServiceConfiguration, policies: LiquidationPolicies = .standard, log: Log,
    onFailure: @escaping @Sendable (SteelyardError) -> Void
  ) async throws(SteelyardError) -> Service {
    try check(configuration, policies: policies)
    var policy: (any LiquidationPolicy)?
    if let name = configuration.liquidation.policy { policy = try policies.policy(named: name) }
    let options = configuration.listen.options
    try makeDirectory(configuration.dataDirectory)
    let journal = try openJournal(configuration)
    let recovery = try recover(journal, log)
    let market = try ServiceMarket(configuration.market, notBefore: recovery.state.time)
    let keys = try KeyStore(path: configuration.keysPath, at: WallClock.now)
    let clerkRules = try configuration.clerk.rules(venue: configuration.venue.name)
    var subscribers: [WebhookSubscriber] = []
    for webhook in configuration.webhooks { subscribers.append(try WebhookSubscriber(webhook)) }
    let metrics = Metrics()
    let measured = MeasuredJournal(journal, metrics)
    let engine = try Engine(
      EngineConfiguration(
        models: configuration.models.byMode,
        rules: EngineRules(
          marginCalls: configuration.marginCalls, governance: configuration.governance,
          models: CatalogueModels(), liquidations: configuration.liquidation.rules),
        board: configuration.market.boardRules, risk: configuration.risk.settings,
        level: .detected, recordsKept: configuration.journal.recordsKept,
        snapshotInterval: Int64(configuration.journal.snapshotInterval),
        standingBytesMax: configuration.risk.standingMegabytes << 20),
      state: recovery.state, journal: measured, clock: market.clock
    ) { error in
      log.write(
        .error, "writer stopped",
        ["reason": .text(error.message), "cause": .text(error.cause ?? "")])
      onFailure(error)
    }
    do throws(SteelyardError) {
      try await adoptParameters(of: configuration.models, engine, log)
      return try await start(
        configuration, options, engine, journal, measured, recovery, market, keys, clerkRules,
        policy, subscribers, metrics, log)
    } catch {
      engine.stop()
      throw error
    }
  }

  private static func start(
    _ configuration: ServiceConfiguration, _ options: ServerOptions, _ engine: Engine,
    _ journal: FileJournal, _ measured: MeasuredJournal, _ recovery: Recovery,
    _ market: ServiceMarket, _ keys: KeyStore, _ clerkRules: ClerkRules,
    _ policy: (any LiquidationPolicy)?,
    _ subscribers: [WebhookSubscriber], _ metrics: Metrics, _ log: Log
  ) async throws(SteelyardError) -> Service {
    ProcessMetrics.add(to: metrics)
    let records = CommittedRecords(of: engine, journal: journal)
    let notes = ServiceNotes(log: log)
    let clerk = MarketClerk(
      engine, records: records, rules: clerkRules, state: recovery.state,
      position: recovery.position, note: notes.clerk)
    let desk = try ExecutionDesk(
      engine, records: records, state: recovery.state, position: recovery.position,
      note: notes.desk)
    let liquidator = Liquidator(engine, policy: policy, note: notes.liquidator)
    let venue = SimulatedVenuePort(
      SimulatedVenue(rules: configuration.venue.rules, seed: 1, at: engine.now),
      clock: market.clock, sink: { [weak desk] in desk?.take($0) })
    let strategist = Strategist(
      engine, archive: try configuration.strategies.archive(in: configuration.dataDirectory, log),
      note: notes.strategist)
    let spotMarket = SpotMarket(
      engine, venue, coins: try configuration.strategies.spotCoins())
    try await spotMarket.list(on: configuration.venue.name, fees: clerkRules.futureFees)
    let recorder: FeedRecorder? =
      if let path = configuration.recordFile { try FeedRecorder(path: path, log: log) } else { nil }
    let history = try AccountHistory(
      path: configuration.dataDirectory + "/account-history",
      journal: journal.identity.instance,
      bytesMax: configuration.risk.historyMegabytes << 20, log: log)
    let relay = VenueQuoteRelay(venue) { engine.directory }
    let loop = try await Loop.start()
    let feedLoop = try await Loop.start(name: "steelyard-feed")
    let context = ServiceContext(
      engine: engine, journal: journal, measuredJournal: measured,
      pages: JournalPages(directory: configuration.dataDirectory + "/journal"), keys: keys,
      keyGuard: KeyGuard(keys: keys, log: log, metrics: metrics), log: log, metrics: metrics,
      loop: loop,
      standing: ServiceStanding(
        engine, keys: keys, market: configuration.market.kind.rawValue, store: "sqlite",
        fundingSeconds: configuration.clerk.fundingSeconds,
        metrics: metrics, journal: measured),
      desk: AccountDesk(engine, history: history),
      desks: WorkDesks(engine, history: market.history(configuration.historyFiles)))
    var router = Router()
    let server: HTTPServer
    let feed: any MarketFeed
    let alerts: AlertService
    do throws(SteelyardError) {
      try ServiceRoutes.install(
        on: &router, service: context, dashboard: try configuration.dashboard.routes())
      feed = try market.feed(on: feedLoop, log: log) { updates in
        engine.feed(updates)
        clerk.take(updates)
        relay.take(updates)
        recorder?.take(updates)
      }
      alerts = try AlertService(
        engine: engine, subscribers: subscribers, rules: configuration.alertDelivery,
        directory: configuration.dataDirectory + "/alerts", archive: context.pages, log: log,
        metrics: metrics, on: feedLoop)
      server = try await HTTPServer.start(
        router, options: options, requestGuard: context.keyGuard, log: log, metrics: metrics,
        on: loop)
    } catch {
      await feedLoop.stop()
      await loop.stop()
      throw error
    }
    let watcher = EngineMetrics.add(to: metrics, engine, feed: feed)
    LiquidationMetrics.add(to: metrics, engine)
    StrategyMetrics.add(to: metrics, engine)
    MemoryMetrics.add(to: metrics, engine, venue, relay)
    JobMetrics.add(to: metrics, context.desks)
    ServiceReadiness.add(to: metrics, context)
    desk.start(venue, passTime: { venue.deliver() })
    liquidator.start()
    spotMarket.start()
    strategist.start()
    clerk.start()
    feed.start()
    context.standing.watch.start(
      engine, feed: feed, surfaces: context.standing.surfaces, archive: context.pages)
    let deskTime = Task { [desk = context.desk] in await desk.keepTime() }
    log.write(
      .info, "serving",
      [
        "address": .text(address(options, server.port)),
        "dashboard": .text(
          configuration.dashboard.enabled ? address(options, server.port) + "/" : "none"),
        "accounts": .integer(engine.accountCount),
        "feed": .text(feed.name), "liquidation": .text(liquidator.policyName ?? "none"),
      ])
    return Service(
      context: context, server: server, feed: feed, feedLoop: feedLoop, clerk: clerk, desk: desk,
      liquidator: liquidator, strategist: strategist, spotMarket: spotMarket, alerts: alerts,
      heapUpkeep: HeapUpkeep(), deskTime: deskTime, watcher: watcher)
  }

  /// Stops it: callers get their answers, what was asked is decided, the state is kept.
  public func stop() async {
    let log = context.log
    log.write(.info, "stopping")
    context.desks.stop()
    await server.stop()
    await feed.stop()
    clerk.stop()
    strategist.stop()
    spotMarket.stop()
    liquidator.stop()
    desk.stop()
    context.engine.stop()
    context.engine.unwatch(watcher)
    context.standing.watch.stop()
    alerts.stop()
    heapUpkeep.stop()
    deskTime.cancel()
    await deskTime.value
    await feedLoop.stop()
    await alerts.ended()
    await context.loop.stop()
    keepState(log)
  }

  /// Keeps the last state, so that the next start replays nothing.
  private func keepState(_ log: Log) {
    let start = Monotonic.seconds
    do throws(SteelyardError) {
      let recovery = try Recovery(from: context.journal)
      if recovery.position > recovery.snapshotPosition {
        try context.journal.saveSnapshot(
          position: recovery.position, bytes: recovery.state.bytes)
      }
      log.write(
        .info, "stopped",
        [
          "position": .integer(Int(recovery.position)), "state": .text(recovery.state.hash),
          "seconds": .number(Monotonic.seconds - start),
        ])
    } catch {
      // The records are whole; only the next start takes longer.
      log.write(.warning, "stopped without a snapshot", ["reason": .text(error.message)])
    }
  }

  private static func address(_ options: ServerOptions, _ port: UInt16) -> String {
    let host =
      options.address.host.contains(":")
      ? "[\(options.address.host)]" : options.address.host
    return "\(options.tls == nil ? "http" : "https")://\(host):\(port)"
  }
}

extension Service {
  private static func makeDirectory(_ path: String) throws(SteelyardError) {
    guard mkdir(path, 0o700) != 0, errno != EEXIST else { return }
    throw SteelyardError(
      .unavailable,
      "The data directory can't be made: \(SystemMessage.text()).",
      remedy: "Name a directory in one that exists and may be written to.",
      subject: .place(file: path, row: nil, field: nil))
  }

  private static func openJournal(
    _ configuration: ServiceConfiguration
  ) throws(SteelyardError) -> FileJournal {
    let identity = try JournalIdentity(
      instance: Sodium.randomBytes(JournalIdentity.instanceByteCount), created: WallClock.now)
    return FileJournal(
      try JournalFile(
        directory: configuration.dataDirectory + "/journal", ifMissing: .create(identity),
        options: JournalOptions(
          fileBytesMax: 1 << 40, snapshotsKept: configuration.journal.snapshotsKept,
          structureCheck: .whole)))
  }

  private static func recover(
    _ journal: FileJournal, _ log: Log
  ) throws(SteelyardError) -> Recovery {
    let start = Monotonic.seconds
    let recovery = try Recovery(from: journal)
    for damage in recovery.damaged {
      log.write(.error, "snapshot damaged", ["damage": .text("\(damage)")])
    }
    log.write(
      .info, "journal open",
      [
        "position": .integer(Int(recovery.position)),
        "snapshot": .integer(Int(recovery.snapshotPosition)),
        "state": .text(recovery.state.hash), "seconds": .number(Monotonic.seconds - start),
      ])
    return recovery
  }

  /// Brings the parameters into force that come with the models, where there are none yet.
  ///
  /// Later ones come by governance alone: a new version of the program changes no requirement by itself.
  private static func adoptParameters(
    of models: ModelConfiguration, _ engine: Engine, _ log: Log
  ) async throws(SteelyardError) {
    for model in Set(models.byMode.values).sorted()
    where engine.governance.inForce(model, at: engine.now) == nil {
      _ = try await engine.submit(
        .adoptParameters(model: model, file: try CatalogueModels.embeddedParameters(of: model)),
        by: "configuration")
      log.write(.info, "parameters adopted", ["model": .text(model)])
    }
  }
}
