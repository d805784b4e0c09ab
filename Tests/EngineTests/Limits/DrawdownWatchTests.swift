import SteelyardContracts
import SteelyardEngine
import TestSupport
import Testing

@Suite("Drawdown of an epoch")
struct DrawdownWatchTests {
  let limit: DrawdownLimit
  var watch: DrawdownWatch

  init() throws {
    limit = try DrawdownLimit(epoch: .day, budget: .usd(100))
    watch = DrawdownWatch(account: try AccountName("desk"))
  }

  mutating func see(_ equity: Double, _ time: String) throws -> DrawdownEvent? {
    watch.observe(
      equityUSD: equity, isComplete: true, at: try Timestamp(parsing: time), frame: 1, limit: limit)
  }

  @Test("half, near, exhausted; never back within the day; anew at midnight")
  mutating func stages() throws {
    #expect(try see(1000, "2026-03-14T01:00:00Z")?.isNotice == false)
    #expect(try see(951, "2026-03-14T02:00:00Z") == nil)
    #expect(try see(950, "2026-03-14T03:00:00Z")?.stage == .half)
    #expect(try see(1000, "2026-03-14T04:00:00Z") == nil)
    #expect(watch.stage == .half)
    // A new high of 1,020 moves the whole budget up.
    #expect(try see(1020, "2026-03-14T05:00:00Z")?.isNotice == false)
    let near = try #require(try see(940, "2026-03-14T06:00:00Z"))
    #expect(near.stage == .near)
    #expect(near.lossUSD == 80)
    #expect(near.stage.allowsReducingOnly && !near.stage.cancelsOrders)
    #expect(
      near.explanation == """
        desk has used 80 % of its drawdown budget; only what reduces risk is admitted until the epoch \
        ends. Since 2026-03-14T00:00:00Z equity fell from 1,020.00 USD to 940.00 USD: 80.00 USD of a \
        budget of 100.00 USD.
        """)
    let exhausted = try #require(try see(900, "2026-03-14T23:59:59.999999Z"))
    #expect(exhausted.stage == .exhausted && exhausted.stage.cancelsOrders)
    let anew = try #require(try see(900, "2026-03-15T00:00:00Z"))
    #expect(anew.stage == .within && anew.from == .exhausted && anew.isNotice)
    #expect(anew.highWaterUSD == 900)
  }

  @Test("one fall through all stages is one event")
  mutating func fall() throws {
    _ = try see(1000, "2026-03-14T01:00:00Z")
    #expect(try see(0, "2026-03-14T01:00:01Z")?.stage == .exhausted)
  }

  @Test("a withdrawal is no loss and a deposit no profit")
  mutating func transfers() throws {
    _ = try see(1000, "2026-03-14T01:00:00Z")
    watch.transferred(usd: -500)
    #expect(try see(500, "2026-03-14T01:00:01Z")?.stage == .within)
    watch.transferred(usd: 300)
    _ = try see(760, "2026-03-14T01:00:02Z")
    #expect(watch.highWaterUSD == 800)
    #expect(watch.stage == .within)
  }

  @Test("figures that leave something out are no loss")
  mutating func incomplete() throws {
    _ = try see(1000, "2026-03-14T01:00:00Z")
    #expect(
      watch.observe(
        equityUSD: 0, isComplete: false, at: try Timestamp(parsing: "2026-03-14T02:00:00Z"),
        frame: 2, limit: limit) == nil)
    #expect(try see(.nan, "2026-03-14T02:00:00Z") == nil)
    #expect(watch.stage == .within)
  }

  @Test("a clock that steps back over midnight does not open the day again")
  mutating func clockBack() throws {
    _ = try see(1000, "2026-03-15T00:00:01Z")
    _ = try see(920, "2026-03-15T00:00:02Z")
    #expect(try see(920, "2026-03-14T23:59:59Z") == nil)
    #expect(watch.stage == .near)
  }

  @Test(
    "days begin at midnight, weeks on Monday, UTC",
    arguments: [
      ("2026-03-14T09:00:00Z", "2026-03-14", "2026-03-09"),
      ("2026-03-09T00:00:00Z", "2026-03-09", "2026-03-09"),
      ("2026-03-08T23:59:59.999999Z", "2026-03-08", "2026-03-02"),
      ("1970-01-05T00:00:00Z", "1970-01-05", "1970-01-05"),
    ])
  func epochs(time: String, day: String, week: String) throws {
    let instant = try Timestamp(parsing: time)
    #expect(try Timestamp(parsing: day) == DrawdownLimit.Epoch.day.start(of: instant))
    #expect(try Timestamp(parsing: week) == DrawdownLimit.Epoch.week.start(of: instant))
    // The first week of 1970 began before 1970.
    let first = DrawdownLimit.Epoch.week.start(of: Timestamp(microseconds: 0))
    #expect(first.days(to: Timestamp(microseconds: 0)) == 3)
  }

  @Test("a share of the high-water mark, which may be nothing")
  func share() throws {
    let limit = try DrawdownLimit(epoch: .week, budget: .shareOfHighWater(0.2))
    #expect(limit.budgetUSD(highWaterUSD: 1000) == 200)
    var watch = DrawdownWatch(account: try AccountName("desk"))
    _ = watch.observe(equityUSD: 0, isComplete: true, at: .second(0), frame: 1, limit: limit)
    let event = watch.observe(
      equityUSD: -1, isComplete: true, at: .second(1), frame: 2, limit: limit)
    #expect(event?.stage == .exhausted)
  }

  @Test(
    "the journal leads a replay to the same stage, and to the mark within a twentieth of the budget"
  )
  func replay() throws {
    let seed: UInt64 = 5_020
    print("drawdown: seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    var live = DrawdownWatch(account: try AccountName("desk"))
    var replayed = live
    var equity = 1000.0
    for second in Int64(0)..<20_000 {
      equity += Double.random(in: -3...3, using: &generator)
      if second % 500 == 0 { live.transferred(usd: 50) }
      if second % 500 == 0 { equity += 50 }
      if let event = live.observe(
        equityUSD: equity, isComplete: true, at: .second(second * 40), frame: 1, limit: limit)
      {
        if second % 100 == 0 { try expectSurvivesBytes(event) }
        #expect(!event.explanation.isEmpty)
        replayed.apply(try DrawdownEvent(bytes: event.bytes))
      }
      #expect(replayed.stage == live.stage)
      #expect(replayed.epochStart == live.epochStart)
      #expect(abs(replayed.highWaterUSD - live.highWaterUSD) <= 5)
    }
    try expectSurvivesBytes(live)
    #expect(try DrawdownWatch(bytes: live.bytes) == live)
  }
}
