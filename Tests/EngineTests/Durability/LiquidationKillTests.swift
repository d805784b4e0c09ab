import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardStore
import TestSupport
import Testing

@Suite("An engine that is killed in the middle of liquidations", .serialized)
struct LiquidationKillTests {
  private static let isLong = ProcessInfo.processInfo.environment["STEELYARD_LONG_TESTS"] == "1"
  /// Kills; each round goes on with the journal that the last one left.
  private static let rounds = isLong ? 100 : 8
  /// Few enough that no name of a command is forgotten: the ledger keeps a thousand, and each account takes some thirty.
  private static let accounts = isLong ? 24 : 10

  @Test(
    "goes on where it was: nothing acknowledged is lost, no order is placed twice, no position is turned"
  )
  func kills() throws {
    let seed: UInt64 = 20_261_122
    var generator = SeededGenerator(seed: seed)
    let place = try JournalPlace()
    let work = "liquidate:\(Self.accounts)"
    var positions: [String: Int64] = [:]
    var killedInCourse = 0
    var round = 0
    // A machine may be too fast or too slow for the moments that were drawn: some more kills then.
    while round < Self.rounds || (killedInCourse == 0 && round < 4 * Self.rounds) {
      let hammer = try HammerRun(place, snapshotInterval: 100, work: work)
      // From before the first account to deep in the liquidations; then a while that no line gives away.
      hammer.wait(lines: Int.random(in: 1...60, using: &generator))
      usleep(UInt32.random(in: 0...400_000, using: &generator))
      hammer.kill()
      for line in hammer.lines {
        switch line {
        case .done(let identifier, let position): positions[identifier] = position
        case .error(let code, let text): Issue.record("round \(round): \(code) \(text)")
        case .open, .repeated, .refused, .end: break
        }
      }
      let walk = try expectSound(place, positions, "round \(round)")
      if !walk.state.liquidations.open.isEmpty { killedInCourse += 1 }
      round += 1
    }
    // The last run is left alone and comes to the end.
    let last = try HammerRun(place, snapshotInterval: 100, work: work)
    last.finish()
    #expect(last.exitStatus == 0, "\(last.lines.suffix(3))")
    let walk = try expectSound(place, positions, "the end")
    #expect(walk.state.liquidations.open.isEmpty)
    // The market moves: some accounts are well again before their turn comes.
    #expect(walk.state.liquidations.endedCount >= UInt64(Self.accounts / 2))
    #expect(walk.orderCount > Self.accounts)
    #expect(walk.bidCount > 0)
    #expect(killedInCourse > 0)
    // Every fourth account was bankrupt, and the fund has no more than fees: others were asked to pay, and none twice.
    #expect(walk.state.waterfall.deleveragingCount + walk.state.waterfall.sharingCount > 0)
    // What the fund took over is traded away, and no fill turned a position of it.
    #expect(walk.state.liquidations.fund.course == nil && walk.fundOrderCount >= 20)
    #expect(walk.state.ledger[HouseAccount.insurance.index].positions.isEmpty)
    print(
      "liquidation kill test: seed \(seed), \(round) kills, \(killedInCourse) of them in the middle of one; "
        + "\(walk.state.liquidations.endedCount) liquidations, \(walk.orderCount) orders, \(walk.bidCount) bids, "
        + "\(walk.fundOrderCount) orders of the fund"
    )
  }

  private func expectSound(
    _ place: JournalPlace, _ positions: [String: Int64], _ round: String
  ) throws -> LiquidationWalk {
    let journal = try place.open()
    var walk = LiquidationWalk(perpetual: try SampleMarket.instrument("BTC-PERPETUAL"))
    var named: [String: [Int64]] = [:]
    try journal.replay(after: 0) { record throws(SteelyardError) in
      for case .ledger(.commandNamed(_, let identifier, _)) in try EngineOutcome(
        bytes: record.outcome
      ).events {
        named[identifier.description, default: []].append(record.position)
      }
      try walk.take(record)
    }
    #expect(walk.faults.isEmpty, "\(round): \(walk.faults.prefix(3))")
    let lost = positions.filter { named[$0.key] != [$0.value] }.sorted { $0.key < $1.key }.map {
      "\($0.key) at \($0.value), found at \(named[$0.key] ?? [])"
    }
    #expect(
      lost.isEmpty,
      "\(round): \(lost.count) commands do not stand where they were acknowledged: \(lost.prefix(3))"
    )
    #expect(walk.state.ledger.imbalances().isEmpty, "\(round)")
    let recovery = try Recovery(from: journal)
    #expect(recovery.damaged.isEmpty, "\(round)")
    #expect(recovery.state.bytes == walk.state.bytes, "\(round)")
    #expect(recovery.state.liquidations == walk.state.liquidations, "\(round)")
    var reader = try JournalReader(directory: place.directory)
    let found = try LedgerVerification(&reader)
    #expect(found.isWhole, "\(round): \(String(describing: found.first))")
    return walk
  }
}
