import SteelyardKernels

/// Where a screen keeps the scenarios of each group: in tiles as wide as a cache has room for.
package struct ScreenLayout: Sendable, Hashable {
  /// What is taken of a group.
  package enum Measure: Sendable, Hashable {
    /// The expected shortfall of all parts together and of each.
    case tail
    /// The expected shortfall of all parts together alone.
    case tailOfTotal
    /// The largest loss of all parts together and of each.
    case worst

    func kernel(_ slots: ScreenMatrix.Slots) -> steelyard_screen_measure {
      switch (self, slots) {
      case (.tail, .all): STEELYARD_SCREEN_TAIL
      case (.tail, .total), (.tailOfTotal, _): STEELYARD_SCREEN_TAIL_OF_TOTAL
      case (.worst, .all): STEELYARD_SCREEN_WORST
      case (.worst, .total): STEELYARD_SCREEN_WORST_OF_TOTAL
      }
    }
  }

  /// One group of scenarios.
  package struct Group: Sendable, Hashable {
    /// Its columns of a block.
    package let columns: Range<Int>
    /// How much each counts, in units of what the tail holds: their sum is 1 / (1 - level); shape
    /// `[scenario]`.
    package let weights: [Double]
    /// What is taken of it.
    package let measure: Measure
    /// The largest of the weights.
    package let heaviest: Double

    /// A group from its parts.
    ///
    /// - Precondition: As many weights as columns, at least one.
    package init(columns: Range<Int>, weights: [Double], measure: Measure) {
      precondition(columns.count == weights.count && !columns.isEmpty, "one weight a scenario")
      self.columns = columns
      self.weights = weights
      self.measure = measure
      heaviest = weights.max() ?? 0
    }
  }

  /// Scenarios of one group that stand side by side.
  package struct Tile: Sendable, Hashable {
    /// The group.
    package let group: Int
    /// What is taken of it.
    package let measure: Measure
    /// Columns of a block.
    package let columns: Range<Int>
    /// Scenarios with padding: the columns, then repetitions of the first with no weight.
    package let width: Int
    /// Weights, as the kernel reads them; shape `[width]`.
    let weights: [Float]
    /// Scenarios in the tiles before it.
    let first: Int
  }

  /// The groups.
  package let groups: [Group]
  /// The tiles of all groups, one group after the other.
  package let tiles: [Tile]
  /// Scenarios of all tiles, with padding.
  package let width: Int

  /// The tiles of some groups.
  package init(_ groups: [Group]) {
    let step = Int(STEELYARD_SCREEN_WIDTH_STEP)
    let widest = Int(STEELYARD_SCREEN_WIDTH_MAX)
    var tiles: [Tile] = []
    var total = 0
    for (place, group) in groups.enumerated() {
      var start = 0
      while start < group.columns.count {
        let used = min(widest, group.columns.count - start)
        let width = (used + step - 1) / step * step
        let weights = group.weights[start..<start + used].map(Float.init)
        let lower = group.columns.lowerBound + start
        tiles.append(
          Tile(
            group: place, measure: group.measure, columns: lower..<lower + used, width: width,
            weights: weights + [Float](repeating: 0, count: width - used), first: total))
        total += width
        start += used
      }
    }
    self.groups = groups
    self.tiles = tiles
    width = total
  }

  /// How many tiles a group has.
  package func tileCount(of group: Int) -> Int { tiles.count { $0.group == group } }
}
