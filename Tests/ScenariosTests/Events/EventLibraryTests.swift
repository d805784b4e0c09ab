import SteelyardContracts
import SteelyardScenarios
import Testing

@Suite("Event libraries")
struct EventLibraryTests {
  private func event(
    _ id: String, day: Int64, kind: EventKind = .historical, value: Double = -0.2,
    evidence: EventEvidence = .cited("a text, section 1")
  ) throws -> MarketEvent {
    let start = Timestamp(microseconds: 1_700_000_000_000_000).advanced(bySeconds: day * 86_400)
    let end = start.advanced(bySeconds: 86_400)
    return try MarketEvent(
      id: id, name: id, kind: kind, start: start, end: end, knownFrom: end, horizonHours: 24,
      summary: "Made for a test.",
      figures: [EventFigure(factor: .spot, asset: .btc, value: value, evidence: evidence)])
  }

  @Test("events stand by start, then by id")
  func order() throws {
    let library = try EventLibrary([
      event("c", day: 2), event("b", day: 1), event("a", day: 2),
    ])
    #expect(["b", "a", "c"] == library.events.map(\.id))
  }

  @Test("an event of the future changes nothing that is known today")
  func planted() throws {
    let past = try event("past", day: 0)
    let planted = try event("planted", day: 10, value: -0.9)
    let today = past.knownFrom
    #expect(
      try EventLibrary([past]).knownAt(today) == EventLibrary([past, planted]).knownAt(today))
    #expect(try 2 == EventLibrary([past, planted]).knownAt(planted.knownFrom).events.count)
    #expect(try EventLibrary([past]).knownAt(past.end.advanced(bySeconds: -1)).events.isEmpty)
  }

  @Test("events without a sourced figure leave the sourced library")
  func sourced() throws {
    let library = try EventLibrary([
      event("a", day: 0), event("b", day: 0, evidence: .unsourced("a prior")),
    ])
    #expect(["a"] == library.sourcedOnly.events.map(\.id))
  }

  @Test("kinds can be told apart, and a user's event takes the place of ours")
  func selection() throws {
    let library = try EventLibrary([
      event("a", day: 0), event("b", day: 1, kind: .hypothetical),
    ])
    #expect(["b"] == library.only(.hypothetical).events.map(\.id))
    let overlaid = library.overlaid(with: try EventLibrary([event("a", day: 3, value: -0.5)]))
    #expect(["b", "a"] == overlaid.events.map(\.id))
    #expect(-0.5 == (try overlaid.event(named: "a")).figure(of: .spot, for: .btc)?.value)
  }

  @Test("an id twice, too many events and an unknown id are refused")
  func refused() throws {
    let one = try event("a", day: 0)
    let twice = #expect(throws: SteelyardError.self) { try EventLibrary([one, one]) }
    #expect(twice?.code == .invalidInput)
    let many = #expect(throws: SteelyardError.self) {
      try EventLibrary(Array(repeating: one, count: EventLibrary.eventsMax + 1))
    }
    #expect(many?.code == .limitExceeded)
    let library = try EventLibrary([one])
    let unknown = #expect(throws: SteelyardError.self) { try library.event(named: "z") }
    #expect(unknown?.remedy.contains("a") == true)
  }
}
