public import SteelyardContracts
import SteelyardKernels
public import SteelyardPricing

/// Fills one block of the P&L matrix and freezes it.
public struct ScenarioBlockBuilder: ~Copyable {
  /// Largest block, in numbers: 200,000 instruments x 1,024 scenarios, 1.6 GB.
  public static let numbersMax = 204_800_000

  private let underlying: Underlying
  private let currency: ProfitCurrency
  private let scenarios: [Scenario]
  private let instrumentCount: Int
  private var valuation: any ProfitValuation
  private var instruments: [Instrument] = []
  private var matrix: [Double]
  private var row: [Double]
  private var leastProfits: [Double] = []

  /// A builder for a known number of instruments.
  ///
  /// - Parameter settlement: The horizon, window and delivery; joint scenarios bring their own.
  /// - Throws: `limitExceeded` where the block would have more than `numbersMax` numbers.
  public init(
    underlying: Underlying, currency: ProfitCurrency, scenarios set: ScenarioSet,
    settlement: SettlementRule,
    instrumentCount: Int, level: KernelLevel
  ) throws(SteelyardError) {
    let scenarios = set.columns
    let numbers = steelyard_tile_count(scenarios.count) * tileScenarios * instrumentCount
    guard numbers <= ScenarioBlockBuilder.numbersMax else {
      throw SteelyardError(
        .limitExceeded,
        "\(instrumentCount) instruments x \(scenarios.count) scenarios exceed the P&L matrix.",
        remedy: "Use fewer scenarios or split the universe.")
    }
    self.underlying = underlying
    self.currency = currency
    self.scenarios = scenarios
    self.instrumentCount = instrumentCount
    if let joint = set.joint {
      valuation = JointValuation(joint, currency: currency, level: level)
    } else {
      valuation = DisplacedValuation(
        set, currency: currency, settlement: settlement, level: level)
    }
    matrix = [Double](repeating: 0, count: numbers)
    row = [Double](repeating: 0, count: scenarios.count)
  }

  /// Adds the next row.
  ///
  /// - Parameter usdPerQuote: US dollars for one unit of the quote currency; used where the block is
  ///   in dollars.
  /// - Precondition: Fewer rows than announced were added.
  public mutating func add(_ priced: PricedInstrument, usdPerQuote: Double) {
    precondition(instruments.count < instrumentCount, "more rows than announced")
    valuation.profit(of: priced, usdPerQuote: usdPerQuote, into: &row)
    let position = instruments.count
    instruments.append(priced.instrument)
    leastProfits.append(row.min() ?? 0)
    for first in stride(from: 0, to: row.count, by: tileScenarios) {
      let place = steelyard_tile_index(instrumentCount, position, first)
      let count = min(tileScenarios, row.count - first)
      matrix.replaceSubrange(place..<place + count, with: row[first..<first + count])
    }
  }

  /// The block, which nothing changes any more.
  ///
  /// - Precondition: All announced rows were added.
  public consuming func frozen() -> ScenarioBlock {
    precondition(instruments.count == instrumentCount, "fewer rows than announced")
    return ScenarioBlock(
      underlying: underlying, currency: currency, scenarios: scenarios, instruments: instruments,
      leastProfits: leastProfits, matrix: matrix)
  }
}
