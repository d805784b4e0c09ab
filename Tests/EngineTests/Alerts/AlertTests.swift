import SteelyardContracts
import SteelyardEngine
import SteelyardMarket
import TestSupport
import Testing

@Suite("Alerts of events")
struct AlertTests {
  @Test("a margin call's way is told with rising urgency, and its numbers")
  func marginCalls() throws {
    var desk = try MarginCallDesk()
    var events = desk.see(85, at: 0)
    events += desk.see(110, at: 1)
    events += desk.see(110, at: 2, liquidations: .paused)
    events += desk.see(130, at: 3)
    events += desk.see(10, at: 4)
    events += desk.see(10, at: 14)
    let alerts = events.enumerated().map { Alert($1, sequence: UInt64($0)) }
    #expect(
      alerts.map(\.kind) == [
        .marginWarning, .marginCall, .marginHold, .marginHold, .liquidation, .recovery,
      ])
    #expect(alerts.map(\.severity) == [.warning, .critical, .info, .info, .critical, .info])
    #expect(alerts[1].fields.contains(.init("deadline", .time(.second(101)))))
    #expect(alerts[1].fields.contains(.init("initial_margin_usd", .number(110))))
    #expect(alerts[2].fields.contains(.init("hold", .text("oracle_halted"))))
    #expect(alerts[1].text == events[1].explanation)
    #expect(alerts[1].identifier == "alert-1")
  }

  @Test("numbers that are none are left out, so that bytes hold")
  func notFinite() throws {
    var desk = try MarginCallDesk()
    let event = try #require(desk.see(.infinity, at: 0).first)
    let alert = Alert(event, sequence: 7)
    #expect(!alert.fields.contains { $0.name == "initial_margin_usd" })
  }

  @Test("of a governed change all steps but single consents are told")
  func governance() throws {
    var desk = try GovernanceDesk()
    try desk.carry(1, "two", factor: 1.5, at: 0)
    let alerts = desk.journal.enumerated().map { Alert($1, sequence: UInt64($0)) }
    #expect(
      alerts.map { $0?.severity } == [.info, .info, nil, nil, .warning, .warning])
    for alert in alerts.compactMap({ $0 }) {
      #expect(alert.kind == .parameters && alert.account == nil)
    }
  }

  @Test("drawdowns, and what is said of an account beyond its limits")
  func limits() throws {
    let account = try AccountName("desk")
    let limit = try DrawdownLimit(epoch: .day, budget: .usd(100))
    var watch = DrawdownWatch(account: account)
    func event(_ equity: Double, _ second: Int64) -> DrawdownEvent? {
      watch.observe(
        equityUSD: equity, isComplete: true, at: .second(second), frame: 1, limit: limit)
    }
    let events = [event(1000, 0), event(940, 1), event(900, 2)].compactMap { $0 }
    #expect(events.count == 3)
    #expect(events.map { Alert($0, sequence: 1)?.severity } == [nil, .warning, .critical])
    let breaches = try AccountLimits(leverageMax: 1).breaches(
      of: .btc(notional: 2000, equity: -1))
    #expect(
      breaches.map(\.message) == ["The leverage is beyond any equity; 1.0 times equity is allowed."]
    )
  }
}
