public import SteelyardContracts
import SteelyardKernels
public import SteelyardPricing

/// Fills one block of the P&L matrix and freezes it.
public struct ScenarioBlockBuilder: ~Copyable {
  /// Largest block, in numbers: 200,000 instruments x 1,024 scenarios, 1.6 GB.
  public static let numbersMax = 204_800_000
  /// Rows from which it is worth to share them out.
  static let pieceRows = 32

  private let underlying: Underlying
  private let currency: ProfitCurrency
  private let scenarios: ScenarioSet
  private let settlement: SettlementRule
  private let instrumentCount: Int
  private let level: KernelLevel
  private var rows: [(priced: PricedInstrument, usdPerQuote: Double)] = []

  /// A builder for a known number of instruments.
  ///
  /// - Parameter settlement: The horizon, window and delivery; joint scenarios bring their own.
  /// - Throws: `limitExceeded` where the block would have more than `numbersMax` numbers.
  public init(
    underlying: Underlying, currency: ProfitCurrency, scenarios set: ScenarioSet,
    settlement: SettlementRule,
    instrumentCount: Int, level: KernelLevel
  ) throws(SteelyardError) {
    let count = set.columns.count
    guard
      steelyard_tile_count(count) * tileScenarios * instrumentCount
        <= ScenarioBlockBuilder.numbersMax
    else {
      throw SteelyardError(
        .limitExceeded,
        "\(instrumentCount) instruments x \(count) scenarios exceed the P&L matrix.",
        remedy: "Use fewer scenarios or split the universe.")
    }
    self.underlying = underlying
    self.currency = currency
    self.scenarios = set
    self.settlement = settlement
    self.instrumentCount = instrumentCount
    self.level = level
    rows.reserveCapacity(instrumentCount)
  }

  /// Adds the next row.
  ///
  /// - Parameter usdPerQuote: US dollars for one unit of the quote currency; used where the block is
  ///   in dollars.
  /// - Precondition: Fewer rows than announced were added.
  public mutating func add(_ priced: PricedInstrument, usdPerQuote: Double) {
    precondition(rows.count < instrumentCount, "more rows than announced")
    rows.append((priced, usdPerQuote))
  }

  /// The block, which nothing changes any more.
  ///
  /// - Parameter sharing: Who fills the rows.
  /// - Precondition: All announced rows were added.
  public consuming func frozen(sharing: WorkSharing = .callerAlone) -> ScenarioBlock {
    precondition(rows.count == instrumentCount, "fewer rows than announced")
    let columns = scenarios.columns
    let numbers = steelyard_tile_count(columns.count) * tileScenarios * instrumentCount
    let matrix = MatrixStorage(count: numbers)
    let rows = rows
    // A valuation keeps what an expiry makes of the moves: rows of one expiry belong into one piece.
    let order = rows.indices.sorted { left, right in
      let (first, second) = (rows[left].priced.timeToExpiry, rows[right].priced.timeToExpiry)
      return first == second ? left < right : first < second
    }
    let filling = RowFilling(
      scenarios: scenarios, currency: currency, settlement: settlement, level: level,
      matrix: matrix)
    let least = sharing.map(
      sharing.pieces(of: order.count, atLeast: ScenarioBlockBuilder.pieceRows)
    ) { piece in
      filling.fill(order[piece], of: rows)
    }
    var leastProfits = [Double](repeating: 0, count: rows.count)
    for (place, least) in zip(order, least.joined()) { leastProfits[place] = least }
    return ScenarioBlock(
      underlying: underlying, currency: currency, scenarios: columns,
      instruments: rows.map(\.priced.instrument), leastProfits: leastProfits, matrix: matrix)
  }
}

/// Fills rows of a matrix; pieces of different rows may be filled at once.
private struct RowFilling: Sendable {
  let scenarios: ScenarioSet
  let currency: ProfitCurrency
  let settlement: SettlementRule
  let level: KernelLevel
  let matrix: MatrixStorage

  /// Fills some rows, and returns the least profit of each.
  func fill(
    _ places: ArraySlice<Int>, of rows: [(priced: PricedInstrument, usdPerQuote: Double)]
  ) -> [Double] {
    var valuation: any ProfitValuation =
      if let joint = scenarios.joint {
        JointValuation(joint, currency: currency, level: level)
      } else {
        DisplacedValuation(scenarios, currency: currency, settlement: settlement, level: level)
      }
    var row = [Double](repeating: 0, count: scenarios.columns.count)
    return places.map { place in
      valuation.profit(
        of: rows[place].priced, usdPerQuote: rows[place].usdPerQuote, into: &row)
      matrix.write(row, at: place, of: rows.count)
      return row.min() ?? 0
    }
  }
}
