import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardPricing
import TestSupport
import Testing

@Suite("Deribit's models against an oracle of their description") struct DeribitOracleTests {
  static let portfolio = Result { try MarginFixture.read("portfolio.json") }
  static let standard = Result { try MarginFixture.read("standard.json") }
  static let level = KernelLevel.available.last ?? .portable

  static func explanation(
    _ book: MarginFixture.Case, in market: MarginFixture.Market
  ) throws -> MarginExplanation {
    let model = try SyntheticState.model(named: book.model)
    let batch = try PortfolioBatch(try book.portfolio())
    let frame = try model.frame(
      number: 1, of: batch.universe, in: try market.snapshot(), surfaces: [:], level: level)
    let explanation = model.explanation(of: 0, in: batch, frame: frame)
    #expect(explanation.isComplete, "\(explanation.failures)")
    return explanation
  }

  /// Totals are in US dollars, so a millionth of a cent is the floor.
  static func compareTotals(_ book: MarginFixture.Case, _ got: AccountFigures) {
    let tolerance = Tolerance(relative: 1e-9, absolute: 1e-8)
    let pairs = [
      ("equity", book.equity.value, got.equity),
      ("counted", book.counted.value, got.initialCountedEquity),
      ("maintenance counted", book.counted.value, got.maintenanceCountedEquity),
      ("initial", book.initial.value, got.initialMargin),
      ("maintenance", book.maintenance.value, got.maintenanceMargin),
    ]
    for (field, expected, value) in pairs {
      expectClose(expected: expected, got: value, tolerance, inputs: "\(book.book), \(field)")
    }
  }

  @Test(
    "scenarios, aggregated vector, worst, charges and margins", arguments: try portfolio.get().cases
  )
  func portfolioMargin(_ book: MarginFixture.Case) throws {
    let got = try Self.explanation(book, in: try Self.portfolio.get().market)
    Self.compareTotals(book, got.figures)
    for expected in book.buckets ?? [] {
      let bucket = try #require(got.buckets.first { $0.name == expected.name })
      let size = bucket.outcomes.map { abs($0.profit) }.max() ?? 0
      // Sums of offsetting positions keep the absolute error of their largest terms.
      let gross = bucket.outcomes.flatMap { $0.contributions.map(abs) }.max() ?? 0
      let tolerance = Tolerance(relative: 1e-9, absolute: 1e-12 * max(size, gross))
      func compare(_ field: String, _ numbers: [ExactNumber], _ values: [Double]) {
        #expect(numbers.count == values.count, "\(field)")
        for (index, (number, value)) in zip(numbers, values).enumerated() {
          expectClose(
            expected: number.value, got: value, tolerance,
            inputs: "\(book.testDescription), \(bucket.name), \(field)[\(index)]")
        }
      }
      compare("plain", expected.plain, bucket.outcomes.map(\.profit))
      compare("counted", expected.counted, bucket.outcomes.map(\.countedProfit))
      compare("worst", [expected.worst], [bucket.worstLoss])
      #expect(expected.worstIndex == bucket.worstIndex)
      compare("initial", [expected.initial], [bucket.initialMargin])
      compare("maintenance", [expected.maintenance], [bucket.maintenanceMargin])
      for (name, amount) in expected.charges.sorted(by: { $0.key < $1.key }) {
        let charge = try #require(
          got.charges.first { $0.name == name && $0.bucket == expected.name })
        compare(name, [amount], [charge.amountUSD / bucket.usdPerUnit])
      }
    }
    #expect(got.buckets.count == book.buckets?.count)
  }

  @Test("one margin for each position", arguments: try standard.get().cases)
  func standardMargin(_ book: MarginFixture.Case) throws {
    let got = try Self.explanation(book, in: try Self.standard.get().market)
    Self.compareTotals(book, got.figures)
    #expect(got.positions.count == book.margins?.count)
    for (position, expected) in zip(got.positions, book.margins ?? []) {
      let margin = try #require(position.standardMarginUSD)
      expectClose(
        expected: expected.initial.value, got: margin.initial, .relative(1e-12),
        inputs: "\(position.instrument)")
      expectClose(
        expected: expected.maintenance.value, got: margin.maintenance, .relative(1e-12),
        inputs: "\(position.instrument)")
    }
  }
}
