import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger
import SteelyardMargin

/// The book: all accounts side by side.
enum BookOperations {
  static let all: [APIOperation] = [
    .read(
      "/book", "getBook",
      "The accounts that the key sees with their figures, distances and Greeks, in an order and in part.",
      audience: .everyone, mark: { $0.desk.book.reference?.time.description },
      query: [
        APIParameter(
          name: "sort",
          schema: .choice(
            "What they are put in order by; `use` where left out. Equal ones stand by number, unknown ones last.",
            BookQuestion.Sort.allCases.map(\.rawValue))),
        APIParameter(
          name: "order",
          schema: .choice(
            "Which way; `desc` where left out.", BookQuestion.Order.allCases.map(\.rawValue))),
        APIParameter(
          name: "status",
          schema: .choice("Only accounts of this health.", HealthLevel.allCases.map(\.rawValue))),
        APIParameter(
          name: "call",
          schema: .choice(
            "Only accounts in this state of a margin call.",
            MarginCallState.Name.allCases.map(\.rawValue))),
        APIParameter(
          name: "search",
          schema: .text("Only accounts with this in their name or their owner's, in any case.")),
        APIParameter(
          name: "changed",
          schema: .boolean(
            "Whether only accounts are told whose status changed in the last minute.")
        ),
        APIParameter(
          name: "offset",
          schema: .integer("Place of the first row; 0 where left out.", from: 0, to: offsetMax)),
        APIParameter(
          name: "limit",
          schema: .integer("Most rows; 100 where left out.", from: 1, to: rowsMax)),
      ], answer: .object(BookSchemas.book), book),
    .read(
      "/accounts/{account}/history", "getAccountHistory", "An account's figures through time.",
      audience: .account, mark: { $0.desk.history.last?.description },
      query: [
        APIParameter(
          name: "since", schema: .time("Only from then on; all that is kept where left out.")),
        APIParameter(
          name: "points",
          schema: .integer("Most points; 500 where left out.", from: 2, to: pointsMax)),
      ], answer: .object(BookSchemas.history), history),
  ]

  private static let offsetMax = Int64(Int32.max)
  private static let rowsMax: Int64 = 500
  private static let pointsMax: Int64 = 2_000
  /// Longer than any name.
  private static let searchBytesMax = 2 * AccountName.partLengthMax + 1

  @Sendable private static func book(_ call: APICall) async throws -> Response {
    let question = try question(of: call)
    let offset = Int(try call.integer("offset", 0...offsetMax) ?? 0)
    let limit = Int(try call.integer("limit", 1...rowsMax) ?? 100)
    let desk = call.desk
    let answer =
      if let kept = desk.book.kept(question) { kept } else {
        try await desk.reading.run { desk.book.answer(question) }
      }
    return try .object { writer throws(SteelyardError) in
      try writer.book(answer, from: offset, limit: limit)
    }
  }

  @Sendable private static func history(_ call: APICall) async throws -> Response {
    let view = try call.account()
    let since = try call.time("since")
    let points = Int(try call.integer("points", 2...pointsMax) ?? 500)
    let desk = call.desk
    let course = try await desk.reading.run {
      let row = desk.book.row(of: view) ?? desk.book.reading().names.row(of: view.index)
      return row.map {
        (row: $0, course: desk.history.course(of: $0, since: since, countMax: points))
      }
    }
    return try .object { writer throws(SteelyardError) in
      writer.field("account", view.name.description)
      try writer.course(course?.course, of: course?.row ?? 0)
    }
  }

  private static func question(of call: APICall) throws(SteelyardError) -> BookQuestion {
    var question = BookQuestion()
    question.sort = try call.choice("sort", BookQuestion.Sort.self) ?? question.sort
    question.order = try call.choice("order", BookQuestion.Order.self) ?? question.order
    question.level = try call.choice("status", HealthLevel.self)
    question.call = try call.choice("call", MarginCallState.Name.self)
    question.isChangedOnly = try call.flag("changed")
    let search = try call.request.query.value("search") ?? ""
    guard search.utf8.count <= searchBytesMax else {
      throw SteelyardError(
        .invalidInput, "The text to search for has \(search.utf8.count) bytes.",
        remedy: "Give at most \(searchBytesMax).",
        subject: .place(file: "query", row: nil, field: "search"))
    }
    question.search = search
    if case .account(let name) = call.principal.tenant { question.tenant = name }
    return question
  }
}

extension JSONWriter {
  fileprivate mutating func course(
    _ course: AccountHistory.Course?, of row: Int
  ) throws(SteelyardError) {
    let samples = course?.samples ?? []
    try strings("times", samples.map(\.time.description))
    let figures: [(StaticString, HistorySample.Figure)] = [
      ("equity", .equity), ("initial_margin", .initialMargin),
      ("maintenance_margin", .maintenanceMargin), ("initial_excess", .initialExcess),
      ("maintenance_excess", .maintenanceExcess),
    ]
    for (name, figure) in figures {
      key(name)
      try array { writer throws(SteelyardError) in
        for sample in samples {
          if let value = sample[row, figure] { try writer.number(value) } else { writer.null() }
        }
      }
    }
    try optional("interval_seconds", course?.spacingSeconds)
    optional("kept_since", course?.keptSince)
  }

  mutating func book(
    _ answer: BookAnswer, from offset: Int, limit: Int
  ) throws(SteelyardError) {
    let reading = answer.reading
    field("frame", Int(reading.mark.frame))
    optional("time", reading.time)
    field("position", Int(reading.mark.position))
    field("accounts", answer.seenCount)
    field("matched", answer.rows.count)
    field("offset", offset)
    try object("levels") { writer throws(SteelyardError) in
      let levels: [(StaticString, HealthLevel?)] = [
        ("healthy", .healthy), ("warning", .warning), ("margin_call", .marginCall),
        ("liquidation", .liquidation), ("bankrupt", .bankrupt), ("unknown", nil),
      ]
      for (name, level) in levels { writer.field(name, answer.levels[level] ?? 0) }
    }
    try object("totals") { writer throws(SteelyardError) in
      let totals = answer.totals
      try writer.field("equity", totals.equity)
      try writer.field("initial_margin", totals.initialMargin)
      try writer.field("maintenance_margin", totals.maintenanceMargin)
      try writer.field("delta", totals.delta)
      try writer.field("gamma", totals.gamma)
      try writer.field("vega", totals.vega)
      try writer.field("theta", totals.theta)
    }
    optional("since", answer.reference?.time)
    field("changed", answer.changedCount)
    try objects("rows", answer.rows.dropFirst(offset).prefix(limit)) {
      writer, row throws(SteelyardError) in
      try writer.bookRow(answer, Int(row))
    }
  }

  private mutating func bookRow(_ answer: BookAnswer, _ row: Int) throws(SteelyardError) {
    let reading = answer.reading
    field("account", reading.names.accounts[row].description)
    field("owner", reading.names.owners[row].description)
    field("margin_mode", reading.mode[row].rawValue)
    optional("status", reading.level[row]?.rawValue)
    field("call", reading.call[row].rawValue)
    try optional("equity", reading.equity[row])
    try optional("initial_margin", reading.initialMargin[row])
    try optional("maintenance_margin", reading.maintenanceMargin[row])
    try optional("initial_excess", reading.initialExcess[row])
    try optional("maintenance_excess", reading.maintenanceExcess[row])
    try optional("use", reading.use[row])
    try optional("initial_use", reading.initialUse[row])
    let distance = reading.distance(of: row)
    try optional("distance_down", distance.down)
    try optional("distance_up", distance.up)
    try optional("delta", reading.delta[row])
    try optional("gamma", reading.gamma[row])
    try optional("vega", reading.vega[row])
    try optional("theta", reading.theta[row])
    field("complete", reading.isComplete[row])
    try object("change") { writer throws(SteelyardError) in
      writer.optional("status", answer.formerLevel(of: row)?.rawValue)
      try writer.optional("equity", answer.equityChange(of: row))
      try writer.optional("use", answer.useChange(of: row))
    }
  }
}
