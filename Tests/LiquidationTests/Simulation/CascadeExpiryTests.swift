import SteelyardContracts
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("Options that expire within a cascade")
struct CascadeExpiryTests {
  /// One coin at 100 that trades don't move, rounds of six hours, options of 1 and of 30 days.
  private var market: CascadeMarket {
    var market = SmallCascade.market([.linear(slope: 0)])
    market.roundSeconds = 21_600
    market.options.days = [1, 30]
    market.coins[0].volatility = 20
    return market
  }

  /// Nothing until the end of one round, everything by the end of the next.
  private func jump(_ move: Double, after rounds: Int) throws -> CascadeShock {
    try CascadeShock(
      moves: [move],
      timing: .course(
        ShockCourse(points: [
          .init(second: Double(rounds) * 21_600, share: 0),
          .init(second: Double(rounds + 1) * 21_600, share: 1),
        ])), noise: 0, correlation: 0, seed: 1)
  }

  private func run(
    _ option: Population.Instrument, _ shock: CascadeShock
  ) throws -> CascadeRun {
    let seller = Population.Account(
      name: "s", owner: "s", venue: 0, mode: .scenarios, equity: 1200,
      holdings: [.init(option, quantity: -100, entry: 100)])
    return try SmallCascade.run(try Population([seller], market: market), market, shock, rounds: 12)
  }

  @Test("what has expired worthless is not hit by a later fall, what has not is")
  func gone() throws {
    // The end of the fourth round is a day after the beginning; the price falls by a tenth in the sixth.
    let fall = try jump(-0.1, after: 5)
    let short = try run(.option(coin: 0, strike: 1, days: 0, right: .put), fall)
    #expect(short.accountsHit == 0 && short.badDebt == 0)
    let long = try run(.option(coin: 0, strike: 1, days: 1, right: .put), fall)
    #expect(long.accountsHit == 1)
    for run in [short, long] { #expect(run.conservationError < 1e-12) }
  }

  @Test("what is worth more than the account has at expiry leaves a debt, to the cent")
  func debt() throws {
    // Calls at 90 are worth 10 and pay 40 at 130: 4,000 of 1,200 + 1,000; the time value of a day is some thousandths.
    let found = try run(
      .option(coin: 0, strike: 0, days: 0, right: .call), try jump(0.3, after: 4))
    #expect(found.accountsHit == 0)
    expectClose(expected: 1800, got: found.badDebt, .relative(1e-4))
    #expect(found.fundDraw == found.badDebt && found.largestShortfalls == [found.badDebt])
    #expect(found.conservationError < 1e-12)
  }
}
