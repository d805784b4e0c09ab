import SteelyardScenarios

/// The least and the greatest number of a column in each group of scenarios; zeros where there is none.
struct GroupExtremes: Sendable {
  private(set) var least = GroupNumbers.zero
  private(set) var greatest = GroupNumbers.zero

  /// Those of zeros.
  init() {}

  /// The extremes of a column in the groups of a state.
  init(
    of source: ColumnSource, initial: DynamicColumns.Requirement,
    maintenance: DynamicColumns.Requirement
  ) {
    for (level, requirement) in [(DynamicLevel.initial, initial), (.maintenance, maintenance)] {
      for part in DynamicPart.allCases {
        guard let group = requirement.group(part) else { continue }
        let place = groupPlace(level, part)
        (least[place], greatest[place]) = source.extremes(in: group.columns)
      }
    }
  }

  /// The least of so many times the column.
  func least(times factor: Double) -> GroupNumbers {
    factor < 0 ? greatest * factor : least * factor
  }

  /// The least of so many times the column where gains count as losses.
  func leastOfEither(times factor: Double) -> GroupNumbers {
    pointwiseMin(least(times: factor), least(times: -factor))
  }
}
