import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios

/// The whole house under a shock, and what shocks there are.
enum HouseStressOperations {
  static let all: [APIOperation] = [
    .read(
      "/stress/events", "listStressEvents", "The library of events that books are stressed with.",
      audience: .everyone, freshness: .untagged, answer: .object(HouseStressSchemas.events)
    ) { _ in
      .json(try library.get())
    },
    .question(
      "/stress", "stressHouse",
      "Every account under one shock: levels before and after, and the worst accounts.",
      audience: .house, body: HouseStressSchemas.body,
      answer: .object(HouseStressSchemas.answer)
    ) { call in
      try call.checkFrame()
      let question = try HouseStressDesk.Question(try call.body())
      let test = try await call.desks.stress.answer(to: question)
      return try Response.object { writer throws(SteelyardError) in
        try writer.houseStress(test)
      }
    },
  ]

  /// The library as JSON, made once: it comes with the program.
  private static let library: Result<[UInt8], SteelyardError> = Result {
    () throws(SteelyardError) -> [UInt8] in
    var writer = JSONWriter(.compact, byteCount: 1 << 16)
    let events = try EventLibrary.embedded().events
    try writer.object { writer throws(SteelyardError) in
      try writer.objects("events", events) { writer, event throws(SteelyardError) in
        try writer.stressEvent(event)
      }
    }
    return writer.text
  }
}

extension JSONWriter {
  fileprivate mutating func stressEvent(_ event: MarketEvent) throws(SteelyardError) {
    let figures = event.figures
    func value(_ factor: EventFactor, _ coin: Currency?) -> Double? {
      figures.first { $0.factor == factor && $0.asset == coin }?.value
    }
    field("event", event.id)
    field("title", event.name)
    field("kind", event.kind.rawValue)
    field("summary", event.summary)
    try field("days", event.horizonHours / 24)
    field("date", event.start)
    let moving = figures.filter { $0.factor == .spot || $0.factor == .volatilityLevel }
    var coins: [Currency?] = []
    for figure in moving where !coins.contains(figure.asset) { coins.append(figure.asset) }
    try objects("moves", coins) { writer, coin throws(SteelyardError) in
      writer.optional("coin", coin?.code)
      try writer.optional("spot", value(.spot, coin))
      try writer.optional("volatility", value(.volatilityLevel, coin))
    }
    var sources: [String] = []
    for figure in figures {
      let source: String? =
        switch figure.evidence {
        case .computed(let computation): computation.file
        case .cited(let text): text
        case .unsourced: nil
        }
      if let source, !sources.contains(source) { sources.append(source) }
    }
    try strings("sources", sources)
    field("unsourced", figures.count { !$0.isSourced })
  }

  fileprivate mutating func houseStress(_ test: HouseStress) throws(SteelyardError) {
    field("frame", Int(test.frame.number))
    field("time", test.frame.time)
    field("position", Int(test.position))
    try object("scenario") { writer throws(SteelyardError) in
      writer.field("title", test.shock.label)
      writer.optional("event", test.shock.eventID)
      try writer.field("days", test.shock.days)
      try writer.objects("moves", test.coins) { writer, move throws(SteelyardError) in
        writer.field("coin", move.coin.code)
        try writer.field("spot", move.spot)
        try writer.field("volatility", expm1(move.volatility))
      }
    }
    field("accounts", test.accountCount)
    try field("pnl", test.profitUSD)
    try levels("levels_before", test.levels) { $0.before }
    try levels("levels_after", test.levels) { $0.after }
    try field("shortfall", test.shortfallUSD)
    try objects("rows", test.rows) { writer, row throws(SteelyardError) in
      writer.field("account", row.account.name.description)
      try writer.field("equity", row.before.equity)
      try writer.field("pnl", row.profitUSD)
      try writer.field("equity_after", row.after.equity)
      try writer.field("maintenance_margin_after", row.after.maintenanceMargin)
      try writer.field("maintenance_excess_after", row.after.maintenanceExcess)
      writer.field("status", row.before.health.rawValue)
      writer.field("status_after", row.after.health.rawValue)
      writer.field("complete", row.before.isComplete && row.after.isComplete)
    }
    field("exact", test.isExact)
    optional("why", test.why)
    try objects("failures", test.failures.prefix(HouseStressSchemas.limitMax)) { writer, failure in
      writer.field("account", failure.account.name.description)
      writer.field("reason", failure.reason.message)
    }
  }

  private mutating func levels(
    _ key: StaticString, _ levels: [HouseStress.LevelCount],
    _ count: (HouseStress.LevelCount) -> Int
  ) throws(SteelyardError) {
    try object(key) { writer in
      for level in levels {
        writer.key(named: level.level?.rawValue ?? "unknown")
        writer.integer(count(level))
      }
    }
  }
}

extension HouseStress {
  /// Why not every figure is the model's own; nil where all are.
  fileprivate var why: String? {
    guard !isExact else { return nil }
    return "P&L is exact for all \(accountCount) accounts, the requirement after the shock for the "
      + "\(exactCount) that it hits worst; of the others the level is told by their requirement before it, and equity "
      + "moved by the P&L."
  }
}
