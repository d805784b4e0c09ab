import SteelyardCommandLine
import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardMarket

/// How the service does: the same figures as `/metrics`, as a page shows them, and the alerts it has told.
enum OperationsOperations {
  static let all: [APIOperation] = [
    .read(
      "/operations", "getOperations",
      "How the service does; figures of the process are told to the house.", audience: .everyone,
      freshness: .untagged, answer: .object(OperationsSchemas.operations)
    ) { call in try operations(call) },
    .read(
      "/alerts", "listAlerts", "The last alerts, the latest first.", audience: .everyone,
      freshness: .untagged,
      query: [
        .limit,
        APIParameter(
          name: "severity",
          schema: .choice("Only those.", Alert.Severity.allCases.map(\.rawValue))),
        APIParameter(
          name: "before",
          schema: .integer(
            "Where the page begins: `next` of the page before.", from: 0, to: beforeMax)),
      ], answer: .object(OperationsSchemas.alerts)
    ) { call in try await alerts(call) },
  ]

  /// The largest whole number that every reader of JSON keeps: 2^53 - 1.
  private static let beforeMax: Int64 = 9_007_199_254_740_991

  private static func alerts(_ call: APICall) async throws -> Response {
    let limit = try call.page().limit
    let severity = try call.choice("severity", Alert.Severity.self)
    let before = try call.integer("before", 0...beforeMax)
    let memory = call.standing.watch.alerts
    await memory.follow()
    let principal = call.principal
    let page = memory.latest(before: before.map { UInt64($0) }, limit: limit) { alert in
      (severity == nil || alert.severity == severity) && principal.isTold(alert)
    }
    return try .object { writer throws(SteelyardError) in
      try writer.objects("alerts", page.alerts) { writer, alert in
        writer.field("alert", alert.identifier)
        writer.field("time", alert.time)
        writer.field("position", Int(alert.position))
        writer.field("kind", alert.kind.rawValue)
        writer.field("severity", alert.severity.rawValue)
        writer.optional("account", alert.account?.description)
        writer.field("text", alert.text)
      }
      writer.optional("next", page.hasMore ? page.alerts.last.map { Int($0.sequence) } : nil)
    }
  }

  private static func operations(_ call: APICall) throws(SteelyardError) -> Response {
    let engine = call.engine
    let standing = call.standing
    let now = engine.now
    let frame = engine.frame
    return try .object { writer throws(SteelyardError) in
      writer.field("time", now)
      writer.field("started", standing.started)
      writer.field("version", CommandLineProgram.version)
      writer.optional("frame", frame.map { Int($0.number) })
      try writer.optional("frame_age_seconds", frame.map { seconds(from: $0.time, to: now) })
      try writer.objects("feed", standing.watch.feeds) { writer, feed in
        writer.field("feed", feed.name)
        writer.field("state", feed.report.state.rawValue)
        writer.field("since", feed.since)
      }
      try writer.cycle(engine.lastCycle)
      try writer.objects("cycles", standing.watch.cycles) { writer, cycle throws(SteelyardError) in
        writer.field("time", cycle.time)
        try writer.field("seconds", cycle.report.seconds)
        try writer.field("frame_seconds", cycle.report.frameSeconds)
        writer.field("evaluated_accounts", cycle.report.evaluatedCount)
      }
      try writer.market(frame, at: now, refused: engine.refusedUpdates.count)
      try writer.process(engine, standing, isHouse: call.principal.tenant == .house)
    }
  }

  static func seconds(from start: Timestamp, to end: Timestamp) -> Double {
    max(0, Double(end.microseconds - start.microseconds) * 1e-6)
  }
}

extension JSONWriter {
  /// The last cycle of risk; null before the first.
  mutating func cycle(_ report: CycleReport?) throws(SteelyardError) {
    key("cycle")
    guard let cycle = report else { return null() }
    try object { writer throws(SteelyardError) in
      writer.field("frame", Int(cycle.frame))
      writer.field("position", Int(cycle.position))
      writer.field("evaluated_accounts", cycle.evaluatedCount)
      writer.field("accounts", cycle.accountCount)
      try writer.field("seconds", cycle.seconds)
      try writer.field("frame_seconds", cycle.frameSeconds)
    }
  }

  fileprivate mutating func market(
    _ frame: LiveFrame?, at now: Timestamp, refused: UInt64
  ) throws(SteelyardError) {
    try object("market") { writer throws(SteelyardError) in
      let ages = (frame?.board.standings.keys.sorted() ?? []).compactMap { underlying in
        frame?.board.index(of: underlying).map { (underlying, $0.priceTime) }
      }
      try writer.objects("ages", ages) { writer, age throws(SteelyardError) in
        writer.field("underlying", age.0.description)
        try writer.field("seconds", OperationsOperations.seconds(from: age.1, to: now))
      }
      writer.field("refused_updates", Int(clamping: refused))
      writer.field("problems", frame?.board.problems.count ?? 0)
    }
  }

  /// What belongs to nobody's account: told to the house, null to others.
  fileprivate mutating func process(
    _ engine: Engine, _ standing: ServiceStanding, isHouse: Bool
  ) throws(SteelyardError) {
    let names: [StaticString] = ["journal", "commands", "stream", "http", "memory", "alerts"]
    guard isHouse else {
      for name in names {
        key(name)
        null()
      }
      return
    }
    let metrics = standing.metrics
    let pace = standing.watch.pace(engine)
    func sum(_ name: String, _ labels: [String]? = nil) -> Double? {
      let series = metrics.values(of: name).filter { labels == nil || $0.labels == labels }
      return series.isEmpty ? nil : series.reduce(0) { $0 + $1.value }
    }
    func count(_ name: String) -> Int? { sum(name).map { Int($0) } }
    try object("journal") { writer throws(SteelyardError) in
      writer.field("position", Int(engine.position))
      writer.optional("snapshot_position", engine.snapshotReport.map { Int($0.position) })
      let commits = standing.journal?.commitSeconds ?? []
      try writer.object("commit_seconds") { writer throws(SteelyardError) in
        try writer.optional("p50", DurationQuantile.seconds(0.5, of: commits))
        try writer.optional("p99", DurationQuantile.seconds(0.99, of: commits))
        try writer.optional("max", commits.max())
      }
      try writer.optional("records_per_second", pace.recordsPerSecond)
      writer.optional("store", standing.store)
    }
    let statistics = engine.commandStatistics
    try object("commands") { writer throws(SteelyardError) in
      writer.field("accepted", Int(clamping: statistics.acceptedCount))
      writer.field("refused", Int(clamping: statistics.count - statistics.acceptedCount))
      writer.field("waiting", engine.waitingCount)
      try writer.object("seconds") { writer throws(SteelyardError) in
        try writer.optional("p50", pace.commandSeconds50)
        try writer.optional("p99", pace.commandSeconds99)
      }
    }
    try object("stream") { writer in
      writer.optional("clients", count("steelyard_stream_clients"))
      writer.optional("subscriptions", count("steelyard_stream_subscriptions"))
    }
    try object("http") { writer in
      writer.optional("requests", count("steelyard_http_requests_total"))
      writer.optional("in_flight", count("steelyard_http_requests_in_flight"))
      writer.optional("connections", count("steelyard_http_connections"))
    }
    try object("memory") { writer in
      writer.optional("resident_bytes", count("process_resident_memory_bytes"))
      writer.optional("heap_bytes", sum("steelyard_heap_bytes", ["used"]).map { Int($0) })
    }
    try object("alerts") { writer throws(SteelyardError) in
      let lags = metrics.values(of: "steelyard_alert_delivery_lag_seconds")
      let waiting = metrics.values(of: "steelyard_alerts_waiting")
      try writer.objects("waiting", waiting) { writer, series throws(SteelyardError) in
        writer.field("subscriber", series.labels.first ?? "")
        writer.field("waiting", Int(series.value))
        try writer.optional("lag_seconds", lags.first { $0.labels == series.labels }?.value)
      }
    }
  }
}

extension Principal {
  /// Whether an alert is told to whoever holds its key, as the stream tells it.
  func isTold(_ alert: Alert) -> Bool {
    alert.account.map { may(.read, $0) } ?? (tenant == .house || alert.kind == .auction)
  }
}
