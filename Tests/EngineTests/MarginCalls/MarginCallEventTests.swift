import SteelyardContracts
import SteelyardEngine
import SteelyardMargin
import TestSupport
import Testing

@Suite("What a margin call says")
struct MarginCallEventTests {
  @Test("frame, numbers, thresholds, deadline and cure stand in the text")
  func explanation() throws {
    var desk = try MarginCallDesk()
    let event = try #require(desk.see(110, at: 0).first)
    #expect(
      event.explanation == """
        desk is called for margin until 2026-03-14T09:21:40Z (it was healthy). Frame 1: initial margin \
        110.00 USD of 100.00 USD counted equity (110 %; warned above 80 %, called above 100 %), \
        maintenance margin 88.00 USD of 100.00 USD, equity 100.00 USD. Add 22.22 USD of cash that \
        counts in full, or reduce positions, to come down to 90 %.
        """)
  }

  @Test("adding the stated cash meets the call")
  func cure() throws {
    var desk = try MarginCallDesk()
    let event = try #require(desk.see(117, at: 0).first)
    _ = desk.see(117, at: 1, equity: 100 + event.cureUSD)
    #expect(desk.see(117, at: 11, equity: 100 + event.cureUSD).map(\.state) == [.warned])
  }

  @Test("where a position has no price, no amount is named")
  func incomplete() throws {
    var desk = try MarginCallDesk()
    let events = desk.see(110, at: 0, isComplete: false)
    #expect(events.count == 2)
    #expect(events.allSatisfy { $0.cureUSD == 0 })
    #expect(
      events[1].explanation.contains(
        "desk is on hold since 2026-03-14T09:20:00Z: a position can't be priced."))
  }

  @Test("what is not allowed is not cured by money")
  func notAllowed() throws {
    var desk = try MarginCallDesk()
    var figures = AccountFigures()
    figures.equity = 100
    figures.initialCountedEquity = 100
    figures.maintenanceCountedEquity = 100
    figures.initialMargin = 10
    let events = desk.machine.observe(
      MarginCallObservation(frame: 1, time: .second(0), level: .marginCall, figures: figures),
      rules: desk.rules)
    #expect(events.map(\.state.name) == [.called])
    #expect(events[0].cureUSD == 0)
    #expect(events[0].explanation.contains("outside what is allowed"))
  }

  @Test("events and cases survive their bytes, and damage is seen")
  func bytes() throws {
    var desk = try MarginCallDesk()
    var events = desk.see(85, at: 0)
    events += desk.see(110, at: 1)
    events += desk.see(110, at: 60)
    try expectSurvivesBytes(desk.machine)
    events += desk.see(.infinity, at: 61)
    try expectSurvivesBytes(desk.machine)
    events += desk.see(110, at: 62)
    events += desk.see(130, at: 63)
    events.append(try desk.machine.beginLiquidation(.of(130, second: 64), rules: desk.rules))
    events.append(try desk.machine.endLiquidation(.of(130, second: 65), rules: desk.rules))
    #expect(events.count == 8)
    for event in events {
      try expectSurvivesBytes(event)
      #expect(!event.explanation.isEmpty)
    }
    try expectSurvivesBytes(desk.machine)
  }
}
