import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardMath
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Random scenarios drawn again")
struct RedrawTests {
  /// Initial margin of the same books under draws of other seeds.
  private struct Draws {
    let books: [Portfolio]
    let snapshot: MarketSnapshot

    init() throws {
      let market = try SyntheticMarket()
      var generated = GeneratedBooks(seed: 2026, instruments: market.instruments)
      books = try (0..<120).map { _ in try generated.positionsAndBalances() }
      snapshot = try market.snapshot()
    }

    /// The state whose scenarios are drawn with a seed from fat-tailed moves of two coins.
    private func state(_ count: Int, seed: UInt64) throws -> ModelState {
      let whole = try SyntheticState.state()
      func spot(_ scale: Double) throws -> EmpiricalMarginal {
        try EmpiricalMarginal(
          probabilities: [0.0005, 0.005, 0.025, 0.16, 0.5, 0.84, 0.975, 0.995, 0.9995],
          values: [-9, -4, -2.2, -0.8, 0, 0.8, 2.2, 4, 8].map { $0 * scale }, ends: .held)
      }
      func scenarios(_ scale: Double, days: Double, stream: UInt32) throws -> StateScenarios {
        let coin = SampledScenarios.Coin(
          horizonDays: days,
          response: VolatilityResponse(onFall: -0.8, onRise: 0.6, deviation: 0.05))
        let volatility = try spot(0.03 * scale)
        let sampled = SampledScenarios(
          label: "drawn", count: count, sampling: .quasiRandom(replicates: 16),
          stream: RandomStream(seed: seed, stream: stream),
          quantities: [
            .spot(.btc), .volatility(.btc), .spot(.eth), .volatility(.eth), .asset(.usdc),
          ],
          marginals: [
            try spot(0.03 * scale), volatility, try spot(0.04 * scale), volatility,
            try spot(0.0005),
          ],
          correlation: Matrix(rows: [
            [1, 0.2, 0.8, 0.1, 0.1], [0.2, 1, 0.1, 0.6, 0], [0.8, 0.1, 1, 0.2, 0.1],
            [0.1, 0.6, 0.2, 1, 0], [0.1, 0, 0.1, 0, 1],
          ]), degreesOfFreedom: 4, coins: [.btc: coin, .eth: coin])
        return StateScenarios(
          core: try sampled.scenarios(), stressed: nil, crashes: nil, brokenStride: 97)
      }
      return ModelState(
        name: whole.name, model: whole.model, parameters: whole.parameters, asOf: whole.asOf,
        epoch: whole.epoch, seed: seed, sources: whole.sources,
        coins: whole.coins.filter { $0.coin == .btc || $0.coin == .eth },
        initial: try scenarios(1, days: 1, stream: 1),
        maintenance: try scenarios(0.5, days: 0.25, stream: 2))
    }

    /// Initial margin of every book.
    func margins(_ count: Int, seed: UInt64) throws -> [Double] {
      guard
        case .dynamic(let specification) = try MarginModelCatalogue.specification(
          named: "dynamic", parameters: nil)
      else { preconditionFailure("dynamic is a dynamic model") }
      let model = try DynamicMargin(
        specification, state: try state(count, seed: seed), stateName: "drawn")
      return try model.figures(of: books, in: snapshot, level: .detected).map(\.initialMargin)
    }
  }

  private static func quantile(_ values: [Double], _ share: Double) -> Double {
    values.sorted()[Int(Double(values.count - 1) * share)]
  }

  private static func movements(_ first: [Double], _ second: [Double]) -> [Double] {
    zip(first, second).filter { $0.0 > 0 }.map { abs($1 / $0 - 1) }
  }

  @Test("another seed moves the median requirement by less than 4 %", arguments: [4096, 1024])
  func redrawn(count: Int) throws {
    let draws = try Draws()
    let first = try draws.margins(count, seed: 1)
    for seed in [2, 3] as [UInt64] {
      let second = try draws.margins(count, seed: seed)
      let movements = Self.movements(first, second)
      let median = Self.quantile(second, 0.5) / Self.quantile(first, 0.5) - 1
      print(
        "redrawn: \(count) scenarios, seed \(seed): median requirement moves by \(median), "
          + "a book's by \(Self.quantile(movements, 0.5)) at the median, "
          + "\(Self.quantile(movements, 0.95)) at the 95th percentile")
      #expect(abs(median) < 0.04)
      #expect(Self.quantile(movements, 0.5) < 0.04)
    }
  }

  @Test("a quarter of the scenarios: what the coarser set moves requirements by")
  func coarser() throws {
    let draws = try Draws()
    let fine = try draws.margins(4096, seed: 1)
    let coarse = try draws.margins(1024, seed: 1)
    let movements = Self.movements(fine, coarse)
    print(
      "coarser: 1024 of 4096 scenarios move a book's requirement by "
        + "\(Self.quantile(movements, 0.5)) at the median, \(Self.quantile(movements, 0.95)) at the "
        + "95th percentile, \(Self.quantile(movements, 1)) at the most")
    #expect(Self.quantile(movements, 0.5) < 0.04)
    #expect(Self.quantile(movements, 0.95) < 0.1)
  }
}
