import SteelyardScenarios

/// What is added to an account's profit in one coin, and the least that it adds in each group of scenarios.
struct CoinChange {
  private(set) var columns: [ColumnChange] = []
  private(set) var least = GroupNumbers.zero

  /// The one position that the change is; nil where it is something else.
  private(set) var only: (block: Int, row: Int32, quantity: Double)?

  var isEmpty: Bool { columns.isEmpty }

  /// Adds so many units of an instrument.
  mutating func add(
    _ quantity: Double, of row: Int32, in block: Int, _ columns: DynamicColumns, _ frame: RiskFrame
  ) {
    let isFirst = isEmpty
    add(
      frame.blocks[block].source(row: row),
      frame.rowMeasures.extremes(of: row, in: block, columns, frame), times: quantity)
    if isFirst { only = (block, row, quantity) }
  }

  /// Adds a multiple of a column.
  mutating func add(_ source: ColumnSource, _ extremes: GroupExtremes, times factor: Double) {
    only = nil
    columns.append(ColumnChange(.init(source, times: factor)))
    least += extremes.least(times: factor)
  }

  /// Adds what a fill loses where it loses: a multiple of a row, and of what it moves into a balance.
  mutating func addLosses(
    _ source: ColumnSource, _ extremes: GroupExtremes, times factor: Double,
    and second: (source: ColumnSource, extremes: GroupExtremes, factor: Double)?
  ) {
    only = nil
    columns.append(
      ColumnChange(
        .init(source, times: factor), and: second.map { .init($0.source, times: $0.factor) },
        .losses))
    var own = extremes.least(times: factor)
    if let second { own += second.extremes.least(times: second.factor) }
    least += pointwiseMin(own, .zero)
  }

  /// Adds a multiple of a column, gains as losses.
  mutating func addEither(_ source: ColumnSource, _ extremes: GroupExtremes, times factor: Double) {
    only = nil
    columns.append(ColumnChange(.init(source, times: factor), .either))
    least += extremes.leastOfEither(times: factor)
  }

  /// Adds another change.
  mutating func add(_ other: CoinChange) {
    only = nil
    columns += other.columns
    least += other.least
  }
}
