import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger

/// The journal as events.
enum EventOperations {
  static let all: [APIOperation] = [
    .read(
      "/events", "listEvents",
      "What was decided after a position; keys of accounts see what is about them.",
      audience: .everyone, freshness: .untagged,
      query: [
        APIParameter(
          name: "after",
          schema: .integer(
            "The position before the first; 0 where left out.", from: 0, to: Int64.max - 1)),
        .limit,
      ], answer: .object(page), list)
  ]

  private static let record = APIObject(
    "Record", "What one command did.",
    [
      .required("position", .integer("Its place in the journal.")),
      .required("time", .time("When it was decided.")),
      .optional("author", .text("Who asked; told to the house.")),
      .required("events", .list("What happened, in order.", .object(EventSchemas.event))),
    ])

  private static let page = APIObject(
    "RecordPage", "Records of the journal.",
    [
      .required("records", .list("The records.", .object(record))),
      .required(
        "next",
        .integer("The `after` of the next page; where it did not move there is no more yet.")),
    ])

  /// Records that are looked through for one page at most: a key of an account sees few of many.
  private static let lookedMax = 20_000

  @Sendable private static func list(_ call: APICall) throws(SteelyardError) -> Response {
    let limit = Int(try call.integer("limit", 1...1000) ?? 100)
    var next = try call.integer("after", 0...Int64.max - 1) ?? 0
    let sight = EventSight(directory: call.engine.directory, principal: call.principal)
    var found: [(record: PublishedRecord, events: [OwnedEvent])] = []
    var looked = 0
    search: while looked < lookedMax {
      let records = try call.records(after: next, limit: 1000)
      for record in records {
        guard found.count < limit else { break search }
        next = record.position
        let events = sight.seen(record.outcome)
        if !events.isEmpty { found.append((record, events)) }
      }
      looked += records.count
      if records.count < 1000 { break }
    }
    let end = next
    return try .object { writer throws(SteelyardError) in
      try writer.objects("records", found) { writer, entry throws(SteelyardError) in
        try writer.record(entry.record, entry.events, sight)
      }
      writer.field("next", Int(end))
    }
  }
}

extension APICall {
  /// Records after a position, out of memory or the journal's file; none past the committed position.
  ///
  /// - Throws: `unavailable` for records that are only in the file, where the service has no way to it.
  func records(
    after position: Int64, limit: Int
  ) throws(SteelyardError) -> [PublishedRecord] {
    let end = engine.position
    guard position < end else { return [] }
    // An empty memory is that of a start: what was before is in the file.
    if let records = engine.records(after: position, limit: limit), !records.isEmpty {
      return records
    }
    guard let olderRecords else {
      throw SteelyardError(
        .unavailable, "Record \(position + 1) is only in the journal's file.",
        remedy: "Ask for later ones, or read the journal.")
    }
    return try olderRecords(position, limit).filter { $0.position <= end }
  }
}
