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
      let counts = try table("hyperliquid_cascade_timeline_20251010.csv")
    else { return }
    let name = "simulation/hyperliquid-2025-10-10.json"
    let settings = try StrictJSON(
      input: InputFile(name: name, bytes: try EmbeddedParameters.file(named: name)),
      examples: "Parameters/simulation"
    ).strictly(CascadeSettings.self)
    let population = try Population(
      settings.population.accounts(in: settings.market, seed: 1), market: settings.market)
    let course = try #require(settings.course)
    let shock = try CascadeShock(
      moves: [-0.12, -0.16, -0.22, -0.18, -0.25], timing: .course(course), noise: 1,
      correlation: 0.6, seed: 1)
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
    // The simulation begins where the fall does, at second 57 of the data.
    let seconds = try numbers(counts, "second")
    let liquidations = try numbers(counts, "liquidations")
    let deleveragings = try numbers(counts, "adls")
    let comparison = CascadeComparison(
      run, roundSeconds: settings.market.roundSeconds,
      with: CascadeObservation(
        deleveraged: real,
        course: seconds.indices.map {
          .init(
            second: seconds[$0] - 57, liquidations: liquidations[$0],
            deleveragings: deleveragings[$0])
        }))
    let ratio = try #require(comparison.totalRatio)
    #expect(ratio > 0.8 && ratio < 1.25)
    #expect(try #require(comparison.misplaced) < 0.15)
    #expect(try #require(comparison.liquidations).distance < 0.2)
    #expect(try #require(comparison.deleveragings).distance < 0.15)
  }
}
