import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin
import TestSupport
import Testing

@Suite("Deribit's rounds")
struct DeribitPolicyTests {
  @Test("futures that add to the delta go first, 2,000 USD a round, in whole lots")
  func futures() throws {
    let sample = try PolicySample(lots: ["BTC-PERPETUAL": "10"])
    // 500,000 USD at 1 % and 0.00005 a coin needs some 0.1 coins.
    let account = try sample.account(
      ["BTC-PERPETUAL": "500000", "BTC-26JUN26": "-1000"], ["BTC": "0.05"])
    #expect(account.figures.maintenanceExcess < 0)
    #expect(try sample.decision(DeribitPolicy(), account).trades == ["BTC-PERPETUAL": "-2000"])
  }

  @Test("a short call is hedged and bought back in one round, towards no delta")
  func options() throws {
    let sample = try PolicySample(
      lots: ["BTC-PERPETUAL": "10", "BTC-26JUN26-50000-C": "0.1"], hedges: ["BTC-PERPETUAL"])
    let account = try sample.account(["BTC-26JUN26-50000-C": "-20"], ["BTC": "0.5"])
    #expect(account.figures.maintenanceExcess < 0 && account.figures.equity < 0)
    let solvent = try sample.account(["BTC-26JUN26-50000-C": "-20"], ["BTC": "3"])
    #expect(solvent.figures.equity > 0 && solvent.figures.maintenanceExcess < 0)
    // Sold calls are short of coin: the perpetual is bought against it, and one of twenty goes.
    #expect(
      try sample.decision(DeribitPolicy(), solvent).trades
        == ["BTC-PERPETUAL": "2000", "BTC-26JUN26-50000-C": "1"])
  }

  @Test("the option goes that frees most margin")
  func bestOption() throws {
    let sample = try PolicySample()
    let account = try sample.account(
      ["BTC-26JUN26-50000-C": "-20", "BTC-26JUN26-60000-C": "-20", "BTC-26JUN26-40000-P": "3"],
      ["BTC": "5"])
    let decision = try sample.decision(DeribitPolicy(), account)
    var excess: [String: Double] = [:]
    for name in PolicySample.names where name.hasSuffix("C") || name.hasSuffix("P") {
      guard
        let held = account.portfolio.positions.first(where: {
          (try? SampleMarket.instrument(name)) == $0.instrument
        })
      else { continue }
      let trade = try Trade(
        instrument: held.instrument, quantity: held.quantity.isNegative ? .one : -.one)
      excess[name] = try sample.model.figures(
        of: account.portfolio, supposing: [trade], in: sample.market.frame,
        of: sample.market.universe
      ).after.maintenanceExcess
    }
    let best = try #require(excess.max { $0.value < $1.value }?.key)
    #expect(decision.trades.keys.contains(best))
    #expect(decision.trades.count == 1, "there is no future to hedge with: \(decision.trades)")
  }

  @Test("a calendar spread without delta loses both legs together")
  func spreads() throws {
    let sample = try PolicySample()
    let account = try sample.account(
      ["BTC-PERPETUAL": "500000", "BTC-26JUN26": "-500000"], ["BTC": "0.1"])
    #expect(account.figures.maintenanceExcess < 0)
    #expect(
      try sample.decision(DeribitPolicy(), account).trades
        == ["BTC-PERPETUAL": "-2000", "BTC-26JUN26": "2000"])
  }

  @Test("a round is waited for")
  func waits() throws {
    let sample = try PolicySample()
    let account = try sample.account(["BTC-PERPETUAL": "500000"], ["BTC": "0.05"])
    var progress = LiquidationProgress(begun: sample.start)
    progress.addRound(at: sample.start)
    let next = Timestamp(microseconds: sample.start.microseconds + 50_000)
    #expect(try sample.decision(DeribitPolicy(), account, progress).action == .wait(until: next))
  }
}
