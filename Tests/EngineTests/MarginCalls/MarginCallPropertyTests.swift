import SteelyardContracts
import SteelyardEngine
import SteelyardMargin
import SteelyardMarket
import TestSupport
import Testing

@Suite("Margin calls on noise")
struct MarginCallPropertyTests {
  @Test("a ratio that trembles on every threshold changes a state at most once per calm period")
  func calm() throws {
    let seed: UInt64 = 5_001
    print("margin calls, calm: seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for threshold in [70.0, 80, 90, 100] {
      var desk = try MarginCallDesk()
      var improvements: [Int64] = []
      var worsened = 0
      for second in Int64(0)..<5000 {
        let margin = threshold + Double.random(in: -12...12, using: &generator)
        for event in desk.see(margin, at: second, maintenanceShare: 0.5) {
          guard case .transition(let from) = event.kind else { continue }
          if event.state.name.severity < from.severity {
            improvements.append(second)
          } else {
            worsened += 1
          }
        }
      }
      #expect(zip(improvements, improvements.dropFirst()).allSatisfy { $1 - $0 >= 10 })
      // From healthy to handed over are at most four steps down for each step up.
      #expect(worsened <= 4 * (improvements.count + 1))
    }
  }

  @Test("noise narrower than the gap between in and out changes nothing twice")
  func narrow() throws {
    var generator = SeededGenerator(seed: 5_002)
    var desk = try MarginCallDesk(rules: .quick(.atDeadlineOrBankruptcy))
    var transitions = 0
    for second in Int64(0)..<99 {
      let margin = 100 + Double.random(in: -9.9...9.9, using: &generator)
      transitions += desk.see(margin, at: second, maintenanceShare: 0.5).count { event in
        if case .transition = event.kind { true } else { false }
      }
    }
    #expect(transitions <= 2)
  }

  @Test("every trusted frame below maintenance, unexcused, leaves the account with liquidation")
  func neverMissed() throws {
    let seed: UInt64 = 5_003
    print("margin calls, hand-over: seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    var handed = 0
    for _ in 0..<200 {
      var desk = try MarginCallDesk()
      var margin = 60.0
      var second: Int64 = 0
      var excusedUntil: Int64 = 0
      for _ in 0..<200 {
        second += Int64.random(in: 0...20, using: &generator)
        margin = max(5, margin * Double.random(in: 0.9...1.112, using: &generator))
        let isComplete = Int.random(in: 0..<10, using: &generator) != 0
        let liquidations: OracleEffects.Liquidations =
          [.allowed, .allowed, .paused, .onlyWhereStableAgrees].randomElement(using: &generator)
          ?? .allowed
        let stable: HealthLevel? =
          [nil, .healthy, .liquidation].randomElement(using: &generator) ?? nil
        if Int.random(in: 0..<50, using: &generator) == 0 { excusedUntil = second + 1000 }
        let old =
          second < excusedUntil
          ? MarginCallObservation.UnderOldParameters(
            level: .healthy, replacedAt: .second(excusedUntil - 1000)) : nil
        let before = desk.machine.state.name
        let events = desk.see(
          margin, at: second, isComplete: isComplete, liquidations: liquidations, stable: stable,
          old: old)
        let isBelow = margin * 0.8 > 100
        let agrees =
          liquidations == .allowed
          || (liquidations == .onlyWhereStableAgrees && stable == .liquidation)
        let after = desk.machine.state.name
        if isBelow, isComplete, agrees, old == nil {
          #expect(after == .handedOver || after == .inLiquidation, "at \(second), \(margin)")
        }
        if after == .handedOver, before != .handedOver {
          handed += 1
          #expect(isComplete && agrees || liquidations == .onlyWhereStableAgrees)
          #expect(liquidations != .paused && isComplete)
        }
        // What is journaled leads a replay to the same place.
        var replayed = MarginCallCase(account: desk.machine.account)
        if let last = events.last {
          replayed.apply(try MarginCallEvent(bytes: last.bytes))
          #expect(replayed.state == desk.machine.state)
          #expect(replayed.hold == desk.machine.hold)
        }
      }
    }
    #expect(handed > 50)
  }

  @Test("a deadline never moves but by the time on hold")
  func deadlines() throws {
    let seed: UInt64 = 5_004
    print("margin calls, deadlines: seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      var desk = try MarginCallDesk()
      _ = desk.see(110, at: 0)
      var held: Int64 = 0
      var wasHeld = false
      var second: Int64 = 0
      while desk.machine.state.name == .called {
        let step = Int64.random(in: 1...9, using: &generator)
        second += step
        if wasHeld { held += step }
        wasHeld = Bool.random(using: &generator)
        _ = desk.see(110, at: second, liquidations: wasHeld ? .paused : .allowed)
      }
      #expect(second >= 100 + held)
      #expect(second < 100 + held + 9)
    }
  }
}

extension MarginCallState.Name {
  fileprivate var severity: Int {
    switch self {
    case .healthy: 0
    case .warned: 1
    case .recovering: 2
    case .called: 3
    case .handedOver: 4
    case .inLiquidation: 5
    }
  }
}
