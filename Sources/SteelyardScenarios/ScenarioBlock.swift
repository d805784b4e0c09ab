public import SteelyardContracts
import SteelyardKernels
public import SteelyardPricing

/// One block of the P&L matrix: instruments of one underlying x scenarios, frozen.
///
/// Rows are the profit and loss of one unit held, positive for a gain. The numbers lie in the
/// packed tiles of `SteelyardKernels`; only the kernels touch them by pointer.
public struct ScenarioBlock: Sendable {
  /// The underlying.
  public let underlying: Underlying
  /// The currency of the profit.
  public let currency: ProfitCurrency
  /// The scenarios, by index.
  public let scenarios: [Scenario]
  /// The instruments, by row.
  public let instruments: [Instrument]

  /// The least P&L of one unit of each instrument over all scenarios; 0 where there are none.
  public let leastProfits: [Double]

  fileprivate let matrix: MatrixStorage
  private let rows: [Instrument: Int32]

  init(
    underlying: Underlying, currency: ProfitCurrency, scenarios: [Scenario],
    instruments: [Instrument], leastProfits: [Double], matrix: MatrixStorage
  ) {
    self.underlying = underlying
    self.currency = currency
    self.scenarios = scenarios
    self.instruments = instruments
    self.leastProfits = leastProfits
    self.matrix = matrix
    rows = Dictionary(
      instruments.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
  }

  /// The row of an instrument, or nil where the block has none.
  public func row(of instrument: Instrument) -> Int32? { rows[instrument] }

  /// Numbers that `addProfit` writes: the scenarios, padded to whole tiles.
  public var paddedCount: Int { steelyard_tile_count(scenarios.count) * tileScenarios }

  /// Profit and loss of one unit of an instrument in a scenario.
  public func unitProfit(row: Int32, scenario: Int) -> Double {
    precondition(scenarios.indices.contains(scenario) && instruments.indices.contains(Int(row)))
    return matrix[steelyard_tile_index(instruments.count, Int(row), scenario)]
  }

  /// Profit and loss of a portfolio in every scenario, summed in the order of the positions.
  ///
  /// - Parameters:
  ///   - level: The kernel level; sums are the same to the bit at one level.
  ///   - rows: Rows of the positions; shape `[position]`.
  ///   - quantities: Signed quantities; shape `[position]`.
  ///   - profit: Receives profit and loss; shape `[paddedCount]`, zero beyond the scenarios.
  public func portfolioProfit(
    level: KernelLevel, rows: Span<Int32>, quantities: Span<Double>,
    into profit: inout MutableSpan<Double>
  ) {
    precondition(rows.count == quantities.count && profit.count >= paddedCount)
    for index in rows.indices {
      precondition(instruments.indices.contains(Int(rows[index])), "row outside the block")
    }
    let tiles = steelyard_tile_count(scenarios.count)
    profit.withUnsafeMutableBufferPointer { profit in
      rows.withUnsafeBufferPointer { rows in
        quantities.withUnsafeBufferPointer { quantities in
          steelyard_portfolio_pnl(
            level.kernel, tiles, instruments.count, matrix.pointer, rows.count,
            rows.baseAddress, quantities.baseAddress, profit.baseAddress)
        }
      }
    }
  }
}

extension ScenarioBlock {
  /// Profit and loss of many portfolios in every scenario: the bits of `portfolioProfit`, several times
  /// faster where there are many scenarios, because the matrix is read once for all.
  ///
  /// - Parameters:
  ///   - level: The kernel level.
  ///   - starts: First position of each portfolio, and the end; shape `[portfolio + 1]`, not falling.
  ///   - rows: Rows of the positions; shape `[position]`.
  ///   - quantities: Signed quantities; shape `[position]`.
  ///   - profit: Receives profit and loss; shape `[portfolio][paddedCount]`.
  public func portfolioProfits(
    level: KernelLevel, starts: Span<Int64>, rows: Span<Int32>, quantities: Span<Double>,
    into profit: inout MutableSpan<Double>
  ) {
    precondition(starts.count >= 1 && rows.count == quantities.count, "columns of one length")
    let portfolios = starts.count - 1
    precondition(profit.count >= portfolios * paddedCount, "room for every portfolio")
    precondition(starts[0] >= 0 && starts[portfolios] <= Int64(rows.count), "outside the rows")
    for index in 0..<portfolios {
      precondition(starts[index] <= starts[index + 1], "starts that fall")
    }
    for index in rows.indices {
      precondition(instruments.indices.contains(Int(rows[index])), "row outside the block")
    }
    let tiles = steelyard_tile_count(scenarios.count)
    profit.withUnsafeMutableBufferPointer { profit in
      starts.withUnsafeBufferPointer { starts in
        rows.withUnsafeBufferPointer { rows in
          quantities.withUnsafeBufferPointer { quantities in
            steelyard_portfolios_pnl(
              level.kernel, tiles, instruments.count, matrix.pointer, portfolios,
              starts.baseAddress, rows.baseAddress, quantities.baseAddress,
              profit.baseAddress)
          }
        }
      }
    }
  }
}

extension ScenarioBlock {
  /// Whether the numbers are the very ones of another block, taken over from it.
  package func sharesNumbers(with other: ScenarioBlock) -> Bool { matrix === other.matrix }

  /// Where the numbers of one unit of an instrument stand.
  package func source(row: Int32) -> ColumnSource {
    precondition(instruments.indices.contains(Int(row)), "row outside the block")
    return ColumnSource(matrix, row: Int(row), of: instruments.count)
  }

  /// Lends the numbers of one instrument's row: from a scenario on, those that lie beside it in its tile.
  func withTileRows<Value>(
    of instrument: Int, _ body: ((Int) -> UnsafePointer<Double>) -> Value
  ) -> Value {
    guard let base = matrix.pointer, instruments.indices.contains(instrument) else {
      preconditionFailure("a row of the block")
    }
    return body { base + steelyard_tile_index(instruments.count, instrument, $0) }
  }
}

/// Scenarios of one packed tile.
var tileScenarios: Int { STEELYARD_TILE_SCENARIOS }
