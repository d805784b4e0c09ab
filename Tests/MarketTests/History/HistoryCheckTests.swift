import Glibc
import SteelyardContracts
import SteelyardMarket
import TestSupport
import Testing

@Suite("HistoryCheck")
struct HistoryCheckTests {
  private func check(
    _ rows: HistoryRows, peers: [HistoryRows] = []
  ) throws -> HistoryCheck {
    try HistoryCheck(rows, rules: .standard(rows.quantity), peers: peers)
  }

  private func walk(_ count: Int = 200, seed: UInt64 = 0x5EED_4001) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return SampleHistory.walk(count, using: &generator)
  }

  @Test("a clean history passes without a word and unchanged")
  func clean() throws {
    let rows = try SampleHistory.rows(walk())
    let check = try check(rows)
    #expect(check.findings.isEmpty, "\(check.findings)")
    #expect(check.rows == rows)
  }

  @Test("three missing hours are one gap, and nothing is put in their place")
  func gap() throws {
    let all = try SampleHistory.rows(walk())
    let kept = all.times.indices.filter { !(50..<53).contains($0) }
    let rows = try HistoryRows(
      source: all.source, quantity: .price, interval: .hourly, times: kept.map { all.times[$0] },
      values: kept.map { all.values[$0] }, columns: [:])
    let check = try check(rows)
    let finding = try #require(check.findings.first)
    #expect(check.findings.count == 1 && finding.kind == .gap && finding.action == .unresolved)
    #expect(finding.rowCount == 3 && finding.time == all.times[50])
    #expect(finding.lastTime == all.times[52] && check.rows == rows)
  }

  @Test("repeated, contradicting and misplaced rows")
  func order() throws {
    let time = SampleHistory.start
    func hour(_ hours: Int64) -> Timestamp { time.advanced(bySeconds: 3600 * hours) }
    let rows = try HistoryRows(
      source: SampleHistory.source("a"), quantity: .price, interval: .hourly,
      times: [
        hour(0), hour(1), hour(1), hour(3), hour(2), hour(2), hour(4).advanced(bySeconds: 60),
      ],
      values: [100, 101, 101, 103, 102, 99, 104], columns: [:])
    let check = try check(rows)
    #expect(check.rows.values == [100, 101, 102, 103, 104])
    let found = check.findings.map { "\($0.kind.rawValue) \($0.value ?? 0) \($0.action.rawValue)" }
    #expect(
      found == [
        "duplicate 101.0 dropped", "conflict 99.0 dropped", "out_of_order 102.0 kept",
        "out_of_order 99.0 kept", "gap 0.0 unresolved", "off_grid 104.0 kept",
      ])
  }

  @Test("a price of zero, below zero or not finite is dropped and named")
  func impossible() throws {
    let check = try check(SampleHistory.rows([100, 0, 101, -5, 102, .infinity, 103, .nan, 104]))
    #expect(check.rows.values == [100, 101, 102, 103, 104])
    #expect(
      check.findings.map(\.kind) == [
        .impossibleValue, .impossibleValue, .impossibleValue, .impossibleValue,
      ])
    #expect(check.count(.dropped) == 4)
  }

  @Test("a close above its own high is kept for a person to look at")
  func outsideRange() throws {
    var rows = HistoryRows(
      source: SampleHistory.source("a"), quantity: .price, interval: .hourly,
      columns: [.high, .low])
    try rows.append(at: SampleHistory.start, 105, [(.high, 104), (.low, 99)])
    let check = try check(rows)
    #expect(check.findings.first?.kind == .outsideRange && check.findings.first?.reference == 104)
    #expect(check.rows.values == [105] && check.count(.unresolved) == 1)
  }

  @Test(
    "a spike that comes back: dropped where another venue stood still, kept where it moved too",
    arguments: [(1, HistoryFinding.Action.dropped), (2, .kept), (0, .unresolved)])
  func spike(peerKind: Int, action: HistoryFinding.Action) throws {
    let honest = walk()
    var wrong = honest
    wrong[120] *= 0.6
    wrong[121] *= 0.62
    let peer = try SampleHistory.rows(peerKind == 1 ? honest : wrong, venue: "two")
    let check = try check(SampleHistory.rows(wrong), peers: peerKind == 0 ? [] : [peer])
    let finding = try #require(check.findings.first)
    #expect(check.findings.count == 1 && finding.kind == .spike && finding.action == action)
    #expect(finding.rowCount == 2 && finding.value == wrong[120])
    #expect(check.rows.values.count == (action == .dropped ? 198 : 200))
  }

  @Test("a crash that stays is no spike")
  func crash() throws {
    let values = walk().enumerated().map { $0 < 120 ? $1 : 0.6 * $1 }
    #expect(try check(SampleHistory.rows(values)).findings.isEmpty)
  }

  @Test(
    "a spike of the last row can't be told from a crash, so it stands until the next row is known")
  func spikeAtTheEnd() throws {
    var values = walk()
    values[150] *= 0.6
    let rows = try SampleHistory.rows(values)
    let live = try check(rows.upTo(asOf: rows.times[150]))
    #expect(live.findings.isEmpty && live.rows.values.last == values[150])
    let later = try check(rows.upTo(asOf: rows.times[151]))
    #expect(later.findings.map(\.kind) == [.spike])
  }

  @Test("equal closes: stale while others moved, plain while they stood, open without others")
  func staleRun() throws {
    let honest = walk()
    var stuck = honest
    for index in 80..<100 { stuck[index] = honest[80] }
    let moving = try SampleHistory.rows(honest, venue: "two")
    let still = try SampleHistory.rows(stuck, venue: "two")
    let stale = try check(SampleHistory.rows(stuck), peers: [moving])
    #expect(stale.findings.filter { $0.kind == .staleRun }.map(\.rowCount) == [19])
    #expect(stale.rows.values.count == 181 && stale.rows.values.contains(honest[80]))
    let plain = try check(SampleHistory.rows(stuck), peers: [still])
    #expect(plain.findings.map(\.action) == [.kept] && plain.rows.values.count == 200)
    #expect(try check(SampleHistory.rows(stuck)).findings.map(\.action) == [.unresolved])
  }

  @Test("a venue that drifts away and stays is told in one finding and not dropped")
  func deviation() throws {
    let honest = walk()
    let away = honest.enumerated().map { (30..<150).contains($0) ? 1.04 * $1 : $1 }
    let check = try check(
      SampleHistory.rows(away), peers: [SampleHistory.rows(honest, venue: "two")])
    let finding = try #require(check.findings.first)
    #expect(check.findings.count == 1 && finding.kind == .deviation && finding.rowCount == 120)
    #expect(finding.reference == honest[30] && check.rows.values == away)
  }

  @Test("negative funding is possible, and a default rate that stands for days is no finding")
  func funding() throws {
    var rates = [Double](repeating: 0.0001, count: 100)
    rates[40] = -0.003
    rates[41] = -0.0029
    rates[42] = -0.0028
    let check = try check(
      SampleHistory.rows(rates, quantity: .fundingRate, interval: .eightHours))
    #expect(check.findings.isEmpty, "\(check.findings)")
    #expect(check.rows.values == rates)
  }

  @Test("a peer of another asset or interval is refused")
  func wrongPeer() throws {
    let rows = try SampleHistory.rows(walk())
    expectRefusal(.invalidInput, "no peer") {
      _ = try check(rows, peers: [SampleHistory.rows(walk(), asset: .eth)])
    }
    expectRefusal(.invalidInput, "no peer") {
      _ = try check(rows, peers: [SampleHistory.rows(walk(), interval: .daily)])
    }
  }

  @Test(
    "whatever the rows, what remains is ordered, possible, and a subset; findings account for the rest"
  )
  func property() throws {
    let seed: UInt64 = 0x5EED_4002
    print("HistoryCheckTests.property seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    let odd = [0, -1, .nan, .infinity, 1e308, Double.leastNonzeroMagnitude]
    for _ in 0..<300 {
      let count = Int.random(in: 0...60, using: &generator)
      var values = SampleHistory.walk(count, using: &generator)
      var times = values.indices.map {
        HistoryInterval.hourly.advanced(SampleHistory.start, by: $0)
      }
      for index in values.indices where Int.random(in: 0..<6, using: &generator) == 0 {
        values[index] = odd.randomElement(using: &generator) ?? 0
        times[index] = times.randomElement(using: &generator) ?? times[index]
      }
      let rows = try HistoryRows(
        source: SampleHistory.source("a"), quantity: .price, interval: .hourly, times: times,
        values: values, columns: [:])
      let peer = try SampleHistory.rows(
        SampleHistory.walk(40, using: &generator), venue: "two")
      let check = try check(rows, peers: [peer])
      let history = try PriceHistory(check.rows)
      let dropped = check.findings.filter { $0.action == .dropped }.map(\.rowCount).reduce(0, +)
      #expect(history.count + dropped == count)
      let reported = Set(zip(times, values).map { "\($0) \($1)" })
      #expect(zip(history.times, history.closes).allSatisfy { reported.contains("\($0) \($1)") })
    }
  }
}
