import SteelyardScenarios

/// What is added to an account's profit in one coin, and the least that it adds in each group of scenarios.
struct CoinChange {
  private(set) var columns: [ColumnChange] = []
  private(set) var least = GroupNumbers.zero

  /// What the change asks for where it is all that is held in the coin; nil where it is more than one position.
  private(set) var alone: CoinMeasures?

  var isEmpty: Bool { columns.isEmpty }

  /// Adds so many units of an instrument.
  mutating func add(_ source: ColumnSource, _ row: RowMeasures, times quantity: Double) {
    let isFirst = isEmpty
    add(source, row.extremes, times: quantity)
    alone = isFirst ? (quantity < 0 ? row.sold : row.bought).times(abs(quantity)) : nil
  }

  /// Adds a multiple of a column.
  mutating func add(_ source: ColumnSource, _ extremes: GroupExtremes, times factor: Double) {
    alone = nil
    columns.append(ColumnChange(.init(source, times: factor)))
    least += extremes.least(times: factor)
  }

  /// Adds what a fill loses where it loses: a multiple of a row, and of what it moves into a balance.
  mutating func addLosses(
    _ source: ColumnSource, _ extremes: GroupExtremes, times factor: Double,
    and second: (source: ColumnSource, extremes: GroupExtremes, factor: Double)?
  ) {
    alone = nil
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
    alone = nil
    columns.append(ColumnChange(.init(source, times: factor), .either))
    least += extremes.leastOfEither(times: factor)
  }

  /// Adds another change.
  mutating func add(_ other: CoinChange) {
    alone = nil
    columns += other.columns
    least += other.least
  }
}
