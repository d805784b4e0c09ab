import Foundation
import SteelyardContracts
import SteelyardFeeds
import TestSupport
import Testing

@Suite("The past of a simulated market")
struct SimulatedPastTests {
  private func past(_ days: Int = 1_000, seed: UInt64 = 5) throws -> SimulatedPast {
    try SimulatedPast(
      parameters: .threeCoins, before: try Timestamp(parsing: "2026-11-20T09:30:00Z"),
      dayCount: days, seed: seed)
  }

  @Test("ends at the midnight before the market with the market's prices, a day after the other")
  func ends() throws {
    let past = try past()
    #expect(past.days.count == 1_000)
    #expect(past.days.last?.description == "2026-11-20T00:00:00Z")
    for (earlier, later) in zip(past.days, past.days.dropFirst()) {
      #expect(later.microseconds - earlier.microseconds == 86_400_000_000)
    }
    #expect(past.coins.map(\.coin.code) == ["BTC", "ETH", "SOL"])
    for (coin, parameters) in zip(past.coins, SimulationParameters.threeCoins.coins) {
      expectClose(expected: parameters.priceUSD, got: coin.closes.last ?? 0, .relative(1e-12))
      #expect(coin.closes.allSatisfy { $0 > 0 } && coin.closes.count == 1_000)
      #expect(coin.impliedVolatility.allSatisfy { $0 > 0.05 && $0 < 5 })
    }
  }

  @Test("is the same for a seed, and another for another")
  func seeded() throws {
    let (one, same, other) = (try past(30), try past(30), try past(30, seed: 6))
    #expect(one.coins.map(\.closes) == same.coins.map(\.closes))
    #expect(one.coins.map(\.impliedVolatility) == same.coins.map(\.impliedVolatility))
    #expect(one.coins[0].closes != other.coins[0].closes)
  }

  @Test("moves as its parameters say: variance of returns near the mean variance and the jumps'")
  func moves() throws {
    let parameters = SimulationParameters.threeCoins
    let past = try past(3_650, seed: 11)
    for (coin, stated) in zip(past.coins, parameters.coins) {
      let returns = zip(coin.closes, coin.closes.dropFirst()).map { log($1 / $0) }
      let mean = returns.reduce(0, +) / Double(returns.count)
      let variance =
        365 * returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        / Double(returns.count - 1)
      // Jumps add their second moment; their variance jumps raise the mean of v by rate x mean / reversion.
      func second(_ jumps: SimulatedJumps, _ loading: Double) -> Double {
        jumps.perYear * loading * loading
          * (jumps.mean * jumps.mean + jumps.deviation * jumps.deviation)
      }
      func raised(_ jumps: SimulatedJumps) -> Double {
        jumps.perYear * jumps.varianceMean / stated.reversionPerYear
      }
      let expected =
        stated.varianceMean + raised(stated.jumps) + raised(parameters.commonJumps)
        + second(stated.jumps, 1) + second(parameters.commonJumps, stated.commonJumpLoading)
      #expect(variance > 0.6 * expected && variance < 1.5 * expected, "\(variance) of \(expected)")
    }
    let bitcoin = zip(past.coins[0].closes, past.coins[0].closes.dropFirst()).map { log($1 / $0) }
    let ether = zip(past.coins[1].closes, past.coins[1].closes.dropFirst()).map { log($1 / $0) }
    let product = zip(bitcoin, ether).reduce(0) { $0 + $1.0 * $1.1 }
    let norm =
      (bitcoin.reduce(0) { $0 + $1 * $1 } * ether.reduce(0) { $0 + $1 * $1 }).squareRoot()
    #expect(product / norm > 0.6, "coins move together")
  }

  @Test("numbers of days that can't be are refused", arguments: [-1, 0, 1, 3_654])
  func refused(days: Int) throws {
    let error = #expect(throws: SteelyardError.self) { try past(days) }
    #expect(error?.code == .invalidInput)
  }
}
