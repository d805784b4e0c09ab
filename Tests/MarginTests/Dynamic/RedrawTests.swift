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

    /// The state that comes with the model, its scenarios drawn with another seed.
    ///
    /// - Parameter count: Scenarios of each requirement; the state has 4,096.
    private func state(_ count: Int, seed: UInt64) throws -> ModelState {
      let file = "states/dynamic-2026-11.json"
      let text = String(decoding: try EmbeddedParameters.file(named: file), as: UTF8.self)
        .replacing("\"seed\": \"1\"", with: "\"seed\": \"\(seed)\"")
        .replacing("\"count\": 4096", with: "\"count\": \(count)")
        .replacing(
          #/"broken_stride": (\d+)/#,
          with: { match in "\"broken_stride\": \((Int(match.1) ?? 0) * count / 4096)" })
      return try ModelStateFile.read(InputFile(name: file, bytes: Array(text.utf8))).state
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

  @Test("another seed moves the median requirement by less than 4 %")
  func redrawn() throws {
    let draws = try Draws()
    let first = try draws.margins(4096, seed: 1)
    for seed in 2...7 as ClosedRange<UInt64> {
      let second = try draws.margins(4096, seed: seed)
      let movements = Self.movements(first, second)
      let median = Self.quantile(second, 0.5) / Self.quantile(first, 0.5) - 1
      print(
        "redrawn: seed \(seed): the median requirement moves by \(median), "
          + "a book's by \(Self.quantile(movements, 0.5)) at the median, "
          + "\(Self.quantile(movements, 0.95)) at the 95th percentile")
      #expect(median != 0)
      #expect(abs(median) < 0.04)
      #expect(Self.quantile(movements, 0.5) < 0.04)
    }
  }

  @Test("a quarter of the scenarios: what the coarser set moves requirements by")
  func coarser() throws {
    let draws = try Draws()
    let fine = try draws.margins(4096, seed: 1)
    for seed in 1...4 as ClosedRange<UInt64> {
      let coarse = try draws.margins(1024, seed: seed)
      let movements = Self.movements(fine, coarse)
      print(
        "coarser: 1024 of 4096 scenarios, seed \(seed), move a book's requirement by "
          + "\(Self.quantile(movements, 0.5)) at the median, \(Self.quantile(movements, 0.95)) at "
          + "the 95th percentile, \(Self.quantile(movements, 1)) at the most")
      #expect(Self.quantile(movements, 0.5) < 0.1)
      #expect(Self.quantile(movements, 0.95) < 0.2)
    }
  }
}
