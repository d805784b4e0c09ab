import Foundation
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardReports
import TestSupport
import Testing

@Suite("Profit explained")
struct ProfitExplainedTests {
  private static let day = Timestamp.microsecondsPerDay
  private static let start = Timestamp(microseconds: 1_780_000_000_000_000)

  /// A market with a perpetual and a call, a day apart.
  private func market(
    _ days: Int64, spot: Double, forward: Double, volatility: Double, ether: Double = 2_000
  ) throws -> MarketSnapshot {
    var market = SampleMarket(
      time: Timestamp(microseconds: Self.start.microseconds + days * Self.day))
    try market.add(future: "BTC-PERPETUAL", mark: spot, index: spot)
    try market.add(future: "ETH-PERPETUAL", mark: ether, index: ether)
    try market.add(
      option: "BTC-25SEP26-60000-C", volatility: volatility, forward: forward, index: spot)
    market.add(asset: .usdc, priceUSD: 1)
    return try market.snapshot()
  }

  private func explanation(
    _ positions: [(String, String, String?)], _ balances: [(Currency, String)],
    in market: MarketSnapshot
  ) throws -> MarginExplanation {
    let portfolio = try Portfolio(
      positions: positions.map {
        Position(
          instrument: try SampleMarket.instrument($0.0), quantity: try Amount(parsing: $0.1),
          averagePrice: try $0.2.map { try Amount(parsing: $0) })
      }, balances: balances.map { AssetBalance(asset: $0, amount: try Amount(parsing: $1)) })
    let model = try MarginModelCatalogue.model(named: "deribit", parameters: nil, state: nil)
    let batch = try PortfolioBatch(portfolio)
    let frame = try model.frame(
      number: 1, of: batch.universe, in: market, surfaces: [:], level: .portable)
    return model.explanation(of: 0, in: batch, frame: frame)
  }

  private func explained(
    _ positions: [(String, String, String?)], _ balances: [(Currency, String)],
    from first: MarketSnapshot, to last: MarketSnapshot,
    after: [(String, String, String?)]? = nil
  ) throws -> ProfitExplained {
    let carried = try explanation(positions, balances, in: last)
    return ProfitExplained(
      before: try explanation(positions, balances, in: first), carried: carried,
      after: try after.map { try explanation($0, balances, in: last) } ?? carried,
      priceUSD: { try? last.priceUSD(of: $0) })
  }

  @Test("coins held gain by their price, and nothing else does")
  func coins() throws {
    let explained = try explained(
      [("ETH-PERPETUAL", "1000", "2000")], [(.btc, "2.5"), (.usdc, "1000")],
      from: market(0, spot: 60_000, forward: 60_300, volatility: 0.5),
      to: market(1, spot: 61_000, forward: 61_300, volatility: 0.5))
    let bitcoin = try #require(explained.coins.first { $0.coin == .btc }?.causes)
    expectClose(expected: 2.5 * 1_000, got: bitcoin.held, .relative(1e-12))
    #expect(bitcoin.sum == bitcoin.held && explained.other.magnitude < 1e-6)
    expectClose(expected: 2_500, got: explained.total, .relative(1e-9))
  }

  @Test("an inverse perpetual: delta by hand, the rest is what an inverse contract bends")
  func inverse() throws {
    // 90,000 USD entered at 60,000, which is the price: no profit waits. To 63,000 it gains 90,000 (1/60,000 - 1/63,000)
    // = 0.0714286 BTC, worth 4,500 USD; delta is 1.5 BTC x 3,000 = 4,500 USD as well.
    let explained = try explained(
      [("BTC-PERPETUAL", "90000", "60000")], [(.usdc, "50000")],
      from: market(0, spot: 60_000, forward: 60_300, volatility: 0.5),
      to: market(1, spot: 63_000, forward: 63_300, volatility: 0.5))
    let causes = try #require(explained.coins.first { $0.coin == .btc }?.causes)
    expectClose(expected: 4_500, got: causes.delta, .relative(1e-12))
    expectClose(expected: 4_500, got: causes.sum, .relative(1e-12))
    #expect(causes.rest.magnitude < 1e-6 && causes.theta == 0 && causes.vega == 0)
  }

  @Test("a profit that waits in coin is a coin held")
  func waiting() throws {
    // Entered at 50,000: 90,000 (1/50,000 - 1/60,000) = 0.3 BTC wait, and gain 0.3 x 3,000.
    let explained = try explained(
      [("BTC-PERPETUAL", "90000", "50000")], [(.usdc, "50000")],
      from: market(0, spot: 60_000, forward: 60_300, volatility: 0.5),
      to: market(1, spot: 63_000, forward: 63_300, volatility: 0.5))
    let causes = try #require(explained.coins.first { $0.coin == .btc }?.causes)
    expectClose(expected: 900, got: causes.held, .relative(1e-9))
    expectClose(expected: 4_500, got: causes.delta, .relative(1e-12))
    // 90,000 (1/50,000 - 1/63,000) x 63,000 - 0.3 x 60,000.
    expectClose(expected: 23_400 - 18_000, got: causes.sum, .relative(1e-9))
  }

  @Test("an entry that nobody knows counts from the earlier mark, and no profit is told twice")
  func unknownEntry() throws {
    let explained = try explained(
      [("BTC-PERPETUAL", "90000", nil)], [(.usdc, "50000")],
      from: market(0, spot: 60_000, forward: 60_300, volatility: 0.5),
      to: market(1, spot: 63_000, forward: 63_300, volatility: 0.5))
    expectClose(expected: 4_500, got: explained.coins[0].causes.sum, .relative(1e-12))
    // The balances did not change, so it stands against the change of equity, which is nothing.
    #expect(explained.total == 0)
    expectClose(expected: -4_500, got: explained.other, .relative(1e-12))
  }

  /// Black-76 in coin, undiscounted, written from the formula.
  private func coinPrice(_ forward: Double, _ strike: Double, _ volatility: Double, _ years: Double)
    -> Double
  {
    let deviation = volatility * years.squareRoot()
    let upper = log(forward / strike) / deviation + deviation / 2
    func normal(_ value: Double) -> Double { 0.5 * erfc(-value / 2.0.squareRoot()) }
    return normal(upper) - strike / forward * normal(upper - deviation)
  }

  @Test("an option: delta, gamma, vega and theta by differences of the formula, and they add up")
  func option() throws {
    let (forward, moved) = (60_300.0, 61_500.0)
    let explained = try explained(
      [("BTC-25SEP26-60000-C", "3", nil)], [(.usdc, "50000")],
      from: market(0, spot: forward, forward: forward, volatility: 0.5),
      to: market(1, spot: moved, forward: moved, volatility: 0.53))
    let expiry = try Timestamp(parsing: "2026-09-25T08:00:00Z")
    let years = Self.start.days(to: expiry) / 365
    func value(_ forward: Double, _ volatility: Double, _ years: Double) -> Double {
      3 * forward * coinPrice(forward, 60_000, volatility, years)
    }
    let causes = try #require(explained.coins.first { $0.coin == .btc }?.causes)
    let whole = value(moved, 0.53, years - 1.0 / 365) - value(forward, 0.5, years)
    expectClose(expected: whole, got: causes.sum, .relative(1e-6))
    let step = 10.0
    let up = value(forward + step, 0.5, years)
    let down = value(forward - step, 0.5, years)
    let here = value(forward, 0.5, years)
    expectClose(
      expected: (up - down) / (2 * step) * 1_200, got: causes.delta, .relative(1e-5))
    expectClose(
      expected: (up + down - 2 * here) / (step * step) / 2 * 1_200 * 1_200, got: causes.gamma,
      .relative(1e-4))
    expectClose(
      expected: (value(forward, 0.5001, years) - value(forward, 0.4999, years)) / 0.0002 * 0.03,
      got: causes.vega, .relative(1e-5))
    expectClose(
      expected: (value(forward, 0.5, years - 1e-5) - value(forward, 0.5, years + 1e-5)) / 2e-5
        / 365,
      got: causes.theta, .relative(1e-4))
    // What a second order of price leaves is small beside what it explains.
    #expect(causes.rest.magnitude < 0.05 * causes.sum.magnitude)
  }

  @Test(
    "trades are what the book of today has besides, and the parts add up to the change of equity")
  func trades() throws {
    let first = try market(0, spot: 60_000, forward: 60_300, volatility: 0.5)
    let last = try market(1, spot: 58_000, forward: 58_200, volatility: 0.61, ether: 2_100)
    let before: [(String, String, String?)] = [
      ("BTC-PERPETUAL", "90000", "59000"), ("BTC-25SEP26-60000-C", "-2", nil),
      ("ETH-PERPETUAL", "-20000", "2050"),
    ]
    let after = before.map { $0.0 == "BTC-PERPETUAL" ? ($0.0, "120000", "58500") : $0 }
    let explained = try explained(
      before, [(.btc, "1.5"), (.usdc, "20000")], from: first, to: last, after: after)
    let parts = explained.coins.reduce(0) { $0 + $1.causes.sum } + explained.other
    expectClose(expected: explained.total, got: parts, .relative(1e-12))
    let byPosition = explained.positions.reduce(0) { $0 + $1.causes.sum }
    let held = 1.5 * (58_000 - 60_000.0)
    expectClose(
      expected: explained.coins.reduce(0) { $0 + $1.causes.sum }, got: byPosition + held,
      .relative(1e-9))
    // 120,000 from 58,500 against 90,000 from 59,000, both at 58,000, in US dollars.
    let spot = 58_000.0
    let long = 120_000 * (1 / 58_500.0 - 1 / spot)
    let short = 90_000 * (1 / 59_000.0 - 1 / spot)
    let bought: Double = spot * (long - short)
    expectClose(expected: bought, got: explained.other, .relative(1e-9))
  }

  @Test("what is gone from the market is named, and stands with the trades")
  func left() throws {
    let first = try market(0, spot: 60_000, forward: 60_300, volatility: 0.5)
    let last = try market(1, spot: 61_000, forward: 61_300, volatility: 0.5)
    let before = try explanation(
      [("BTC-PERPETUAL", "60000", "60000"), ("BTC-25SEP26-60000-C", "1", nil)], [(.btc, "1")],
      in: first)
    let carried = try explanation(
      [("BTC-PERPETUAL", "60000", "60000")], [(.btc, "1")], in: last)
    let explained = ProfitExplained(
      before: before, carried: carried, after: carried,
      priceUSD: { try? last.priceUSD(of: $0) })
    let gone = try SampleMarket.instrument("BTC-25SEP26-60000-C")
    #expect(explained.left == [gone])
    let option = try #require(before.positions.first { $0.instrument.isOption }?.optionValueUSD)
    expectClose(expected: -option, got: explained.other, .relative(1e-9))
  }
}
