import Foundation
import SteelyardContracts
import SteelyardFormats
import SteelyardLiquidation
import Testing

/// 10 October 2025 on one venue, against what is known of it: notional deleveraged by coin, and counts of events in time.
///
/// Skipped, saying so, where the data are not at hand. What the model gets wrong stands in docs/simulation.md.
@Suite("A replay of 10 October 2025") struct OctoberReplayTests {
  private func table(_ name: String) throws -> CSVTable? {
    let directory = ProcessInfo.processInfo.environment["STEELYARD_DATA"] ?? "../shared/data"
    let path = "\(directory)/defi/\(name)"
    guard FileManager.default.isReadableFile(atPath: path) else {
      print("SKIPPED: no \(path); set STEELYARD_DATA")
      return nil
    }
    return try CSVTable(InputFile(path: path))
  }

  private func numbers(_ table: CSVTable, _ column: String) throws -> [Double] {
    let place = try #require(table.column(column))
    return try (0..<table.rowCount).map { try table.row($0).number(place) ?? 0 }
  }

  @Test("notional by coin and the course of events, as far as they fit")
  func replay() throws {
    guard let coins = try table("hyperliquid_adl_20251010_net_volume_by_coin.csv"),
      let course = try table("hyperliquid_cascade_timeline_20251010.csv")
    else { return }
    let name = "simulation/hyperliquid-2025-10-10.json"
    let settings = try StrictJSON(
      input: InputFile(name: name, bytes: try EmbeddedParameters.file(named: name)),
      examples: "Parameters/simulation"
    ).strictly(CascadeSettings.self)
    let population = try Population(
      settings.population.accounts(in: settings.market, seed: 1), market: settings.market)
    let shock = try CascadeShock(
      moves: [-0.12, -0.16, -0.22, -0.18, -0.25], rounds: 90, noise: 1, correlation: 0.6, seed: 1)
    let run = try CascadeRun(
      population, market: settings.market, shock: shock, policy: CascadePolicy(.partial),
      terms: settings.policies, rounds: 240)

    // Notional by coin; the last coin of the market stands for all that are not named.
    let ticker = try #require(coins.column("ticker"))
    let notional = try numbers(coins, "net_notional_usd")
    var real = [Double](repeating: 0, count: settings.market.coins.count)
    for row in 0..<coins.rowCount {
      let coin = settings.market.coins.firstIndex { $0.name == coins.row(row).text(ticker) }
      real[coin ?? real.count - 1] += notional[row]
    }
    let total = real.reduce(0, +)
    let modelled = run.deleveraged.reduce(0, +)
    #expect(modelled > total / 1.5 && modelled < total * 1.5)
    let misplaced =
      zip(real, run.deleveraged).reduce(0) { $0 + ($1.0 / total - $1.1 / modelled).magnitude } / 2
    #expect(misplaced < 0.3)

    // The course: the largest distance of the two shares of events that were over at a time.
    let seconds = try numbers(course, "second")
    // The simulation begins where the fall does.
    let start = 57.0
    for (column, allowed, count) in [
      ("liquidations", 0.25, { Double($0.liquidations) }),
      ("adls", 0.5, { Double($0.deleveragings) }),
    ] as [(String, Double, (CascadeRound) -> Double)] {
      let events = zip(seconds, try numbers(course, column)).map { $0 < start ? 0 : $1 }
      let all = events.reduce(0, +)
      let counts = run.rounds.map(count)
      let sum = counts.reduce(0, +)
      var reached = 0.0
      var distance = 0.0
      for (round, number) in counts.enumerated() {
        reached += number
        let time = Double(round + 1) * settings.market.roundSeconds
        let over = zip(seconds, events).reduce(0) { $1.0 - start <= time ? $0 + $1.1 : $0 }
        distance = max(distance, (reached / sum - over / all).magnitude)
      }
      #expect(distance < allowed)
    }
  }
}
