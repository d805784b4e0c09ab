import SteelyardContracts
import SteelyardEngine
import SteelyardMargin
import SteelyardMarket
import TestSupport
import Testing

/// One account with 100 USD of counted equity, which has to meet what a test says.
struct MarginCallDesk {
  var machine: MarginCallCase
  let rules: MarginCallRules
  var frame: UInt64 = 0

  init(rules: MarginCallRules = .quick) throws {
    machine = MarginCallCase(account: try AccountName("desk"))
    self.rules = rules
  }

  /// Observes an initial margin of so many US dollars against 100, at a second.
  mutating func see(
    _ initialMargin: Double, at second: Int64, equity: Double = 100,
    maintenanceShare: Double = 0.8, isComplete: Bool = true,
    liquidations: OracleEffects.Liquidations = .allowed, stable: HealthLevel? = nil,
    old: MarginCallObservation.UnderOldParameters? = nil
  ) -> [MarginCallEvent] {
    frame += 1
    return machine.observe(
      .of(
        initialMargin, frame: frame, second: second, equity: equity,
        maintenanceShare: maintenanceShare, isComplete: isComplete, liquidations: liquidations,
        stable: stable, old: old), rules: rules)
  }
}

extension MarginCallObservation {
  static func of(
    _ initialMargin: Double, frame: UInt64 = 1, second: Int64, equity: Double = 100,
    maintenanceShare: Double = 0.8, isComplete: Bool = true,
    liquidations: OracleEffects.Liquidations = .allowed, stable: HealthLevel? = nil,
    old: MarginCallObservation.UnderOldParameters? = nil
  ) -> MarginCallObservation {
    var figures = AccountFigures()
    figures.equity = equity
    figures.initialCountedEquity = equity
    figures.maintenanceCountedEquity = equity
    figures.initialMargin = initialMargin
    figures.maintenanceMargin = initialMargin * maintenanceShare
    figures.isComplete = isComplete
    let level = HealthLevel(
      equity: equity, initialCountedEquity: equity, maintenanceCountedEquity: equity,
      initialMargin: initialMargin, maintenanceMargin: initialMargin * maintenanceShare,
      isWithinLimits: true, isBounded: isComplete)
    return MarginCallObservation(
      frame: frame, time: .second(second), level: level, figures: figures,
      liquidations: liquidations, levelAtStablePrice: stable, underOldParameters: old)
  }
}

extension Timestamp {
  static func second(_ second: Int64) -> Timestamp {
    Timestamp(microseconds: 1_773_480_000_000_000 + second * 1_000_000)
  }
}

extension MarginCallRules {
  /// Calls of 100 s, grace of 1,000 s, notices every 50 s, calm of 10 s, recovery of 30 s.
  static let quick = quick(.belowMaintenance)

  static func quick(_ handOver: HandOverRule) -> MarginCallRules {
    guard
      let rules = try? MarginCallRules(
        warningRatioIn: 0.8, warningRatioOut: 0.7, callRatioIn: 1, callRatioOut: 0.9,
        deadlineSeconds: 100, graceSeconds: 1000, noticeIntervalSeconds: 50, calmSeconds: 10,
        recoverySeconds: 30, handOver: handOver)
    else { preconditionFailure("The rules are in order.") }
    return rules
  }
}

@Suite("A margin call's way")
struct MarginCallCaseTests {
  @Test("warned, called, met and healthy again, each with its hysteresis")
  func thereAndBack() throws {
    var desk = try MarginCallDesk()
    #expect(desk.see(79, at: 0).isEmpty)
    #expect(desk.see(81, at: 1).map(\.state) == [.warned])
    // Between out (70) and in (80) nothing changes, however long.
    #expect(desk.see(75, at: 2).isEmpty)
    #expect(desk.see(75, at: 40).isEmpty)
    let called = try #require(desk.see(101, at: 41).first)
    #expect(
      called.state
        == .called(MarginCall(issued: .second(41), deadline: .second(141), cause: .market)))
    // 101 / 0.9 - 100.
    expectClose(expected: 12.222222222222222, got: called.cureUSD, .relative(1e-12))
    #expect(desk.see(95, at: 42).isEmpty)
    #expect(desk.see(89, at: 43).isEmpty)
    #expect(desk.see(89, at: 52).isEmpty)
    #expect(desk.see(89, at: 53).map(\.state) == [.warned])
    #expect(desk.see(69, at: 54).isEmpty)
    #expect(desk.see(69, at: 64).map(\.state) == [.healthy])
  }

  @Test("below maintenance margin the account is handed over with the very frame")
  func belowMaintenance() throws {
    var desk = try MarginCallDesk()
    let events = desk.see(126, at: 5)
    #expect(
      events.map(\.state) == [.handedOver(HandOver(at: .second(5), reason: .belowMaintenance))])
    #expect(events.first?.kind == .transition(from: .healthy))
  }

  @Test("a call is not met by its deadline")
  func deadline() throws {
    var desk = try MarginCallDesk()
    _ = desk.see(110, at: 0)
    #expect(desk.machine.nextInstant(rules: desk.rules) == .second(50))
    #expect(desk.see(110, at: 99).map(\.kind) == [.reminder])
    #expect(desk.machine.nextInstant(rules: desk.rules) == .second(100))
    #expect(
      desk.see(110, at: 100).map(\.state)
        == [.handedOver(HandOver(at: .second(100), reason: .deadlinePassed))])
  }

  @Test("at the deadline initial margin is met, though not by enough: the next breach hands over")
  func overdue() throws {
    var desk = try MarginCallDesk()
    _ = desk.see(110, at: 0)
    #expect(desk.see(95, at: 100).map(\.kind) == [.reminder])
    #expect(
      desk.see(101, at: 130).map(\.state)
        == [.handedOver(HandOver(at: .second(130), reason: .deadlinePassed))])
  }

  @Test("under the later rule maintenance margin waits for the deadline, bankruptcy does not")
  func laterRule() throws {
    var desk = try MarginCallDesk(rules: .quick(.atDeadlineOrBankruptcy))
    #expect(desk.see(130, at: 0).map(\.state.name) == [.called])
    #expect(desk.see(130, at: 40).isEmpty)
    #expect(
      desk.see(130, at: 41, equity: -1).map(\.state)
        == [.handedOver(HandOver(at: .second(41), reason: .bankrupt))])
  }

  @Test("a halted oracle lets nothing get worse than a warning and stops the deadline")
  func halted() throws {
    var desk = try MarginCallDesk()
    let first = desk.see(130, at: 0, liquidations: .paused)
    #expect(first.map(\.state) == [.warned, .warned])
    #expect(first.last?.kind == .held)
    #expect(first.last?.hold?.reason == .oracleHalted)
    #expect(desk.see(110, at: 10).map(\.kind) == [.resumed, .transition(from: .warned)])
    #expect(desk.machine.state.deadline == .second(110))
    #expect(desk.see(140, at: 20, liquidations: .paused).map(\.kind) == [.held])
    #expect(desk.see(140, at: 500, liquidations: .paused).isEmpty)
    // 480 s on hold move the deadline from 110 to 590.
    let resumed = desk.see(110, at: 500)
    #expect(resumed.map(\.kind).first == .resumed)
    #expect(desk.machine.state.deadline == .second(590))
    #expect(desk.see(140, at: 501).map(\.state.name) == [.handedOver])
  }

  @Test("incomplete figures make nothing better and nothing worse")
  func incomplete() throws {
    var desk = try MarginCallDesk()
    #expect(
      desk.see(10, at: 0, isComplete: false).map(\.kind) == [.transition(from: .healthy), .held])
    #expect(desk.see(10, at: 100, isComplete: false).isEmpty)
    #expect(desk.machine.state == .warned)
    #expect(desk.see(130, at: 101, isComplete: false).isEmpty)
    #expect(desk.see(.nan, at: 102).isEmpty)
    #expect(desk.see(10, at: 103).map(\.kind) == [.resumed])
    #expect(desk.see(10, at: 113).map(\.state) == [.healthy])
  }

  @Test("a degraded oracle hands over only where the stable price agrees")
  func degraded() throws {
    var desk = try MarginCallDesk()
    _ = desk.see(85, at: 0)
    let held = desk.see(
      130, at: 1, liquidations: .onlyWhereStableAgrees, stable: .marginCall)
    #expect(held.map(\.kind) == [.held, .transition(from: .warned)])
    #expect(desk.machine.state.name == .called)
    #expect(desk.machine.hold?.reason == .stablePriceDisagrees)
    #expect(desk.see(130, at: 2, liquidations: .onlyWhereStableAgrees).isEmpty)
    #expect(
      desk.see(130, at: 3, liquidations: .onlyWhereStableAgrees, stable: .liquidation)
        .map(\.kind) == [.resumed, .transition(from: .called)])
    #expect(desk.machine.state.name == .handedOver)
  }

  @Test("new parameters alone close nobody before the grace period is over")
  func grace() throws {
    var desk = try MarginCallDesk()
    let old = MarginCallObservation.UnderOldParameters(level: .healthy, replacedAt: .second(0))
    let called = desk.see(130, at: 10, old: old)
    #expect(
      called.map(\.state)
        == [.called(MarginCall(issued: .second(10), deadline: .second(1000), cause: .parameters))])
    #expect(called.first?.explanation.contains("because of new parameters alone") == true)
    #expect(desk.see(130, at: 999, old: old).map(\.kind) == [.reminder])
    #expect(
      desk.see(130, at: 1000, old: old).map(\.state)
        == [.handedOver(HandOver(at: .second(1000), reason: .belowMaintenance))])
  }

  @Test("within the grace period the market may call, and close, as ever")
  func graceAndMarket() throws {
    var desk = try MarginCallDesk()
    func old(_ level: HealthLevel) -> MarginCallObservation.UnderOldParameters {
      .init(level: level, replacedAt: .second(0))
    }
    _ = desk.see(130, at: 10, old: old(.warning))
    #expect(desk.see(140, at: 20, old: old(.marginCall)).map(\.kind) == [.causeChanged])
    #expect(desk.machine.state.deadline == .second(120))
    #expect(desk.see(140, at: 21, old: old(.liquidation)).map(\.state.name) == [.handedOver])
  }

  @Test("handed over, liquidated, watched, healthy")
  func liquidated() throws {
    var desk = try MarginCallDesk()
    _ = desk.see(130, at: 0)
    let began = try desk.machine.beginLiquidation(.of(130, second: 1), rules: desk.rules)
    #expect(began.state.name == .inLiquidation)
    #expect(desk.see(10, at: 60).isEmpty)
    let ended = try desk.machine.endLiquidation(.of(10, second: 61), rules: desk.rules)
    #expect(ended.state == .recovering(until: .second(91)))
    #expect(desk.see(10, at: 62).isEmpty)
    #expect(desk.see(10, at: 91).isEmpty)
    #expect(desk.see(10, at: 101).map(\.state) == [.healthy])
  }

  @Test("an account that is still short after its liquidation is handed over again")
  func liquidatedInVain() throws {
    var desk = try MarginCallDesk()
    _ = desk.see(130, at: 0)
    _ = try desk.machine.beginLiquidation(.of(130, second: 1), rules: desk.rules)
    _ = try desk.machine.endLiquidation(.of(130, second: 2), rules: desk.rules)
    #expect(desk.see(130, at: 3).map(\.state.name) == [.handedOver])
  }

  @Test("liquidation can't begin of an account that was not handed over, nor end unbegun")
  func refusals() throws {
    var desk = try MarginCallDesk()
    let begin = #expect(throws: SteelyardError.self) {
      try desk.machine.beginLiquidation(.of(10, second: 0), rules: desk.rules)
    }
    #expect(begin?.code == .notAllowed)
    let end = #expect(throws: SteelyardError.self) {
      try desk.machine.endLiquidation(.of(10, second: 0), rules: desk.rules)
    }
    #expect(end?.code == .notAllowed)
  }

  @Test("an account that gets better before its liquidation has begun is taken back")
  func takenBack() throws {
    var desk = try MarginCallDesk()
    _ = desk.see(130, at: 0)
    #expect(desk.see(50, at: 1).isEmpty)
    #expect(desk.see(50, at: 11).map(\.state.name) == [.recovering])
    #expect(desk.see(50, at: 12).isEmpty)
    #expect(desk.see(50, at: 22).map(\.state) == [.healthy])
  }
}
