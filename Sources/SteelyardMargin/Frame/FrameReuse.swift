public import SteelyardContracts
import SteelyardPricing
import SteelyardScenarios

/// What a frame may take from the one before it: everything that stands on underlyings that have not moved.
///
/// What is taken is as old as the frame that made it: time to expiry and stable marks included. Whoever makes
/// frames makes a whole one every now and then.
public struct FrameReuse: Sendable {
  private let previous: RiskFrame
  private let moved: Set<Underlying>

  /// - Parameters:
  ///   - previous: A frame of the same model over the same universe or one that the new one continues.
  ///   - moved: Underlyings whose index, marks, volatilities or currencies have moved since.
  public init(_ previous: RiskFrame, moved: Set<Underlying>) {
    self.previous = previous
    self.moved = moved
  }

  /// The price of an instrument, and the marks that count; nil where it has to be priced.
  func instrument(
    _ index: Int, _ underlying: Underlying
  ) -> (price: PricedInstrument, countedMark: CountedMark?)? {
    guard index < previous.prices.count, !moved.contains(underlying),
      let price = previous.prices[index]
    else { return nil }
    return (price, previous.countedMarks.isEmpty ? nil : previous.countedMarks[index])
  }

  /// The block of an underlying with exactly these rows; nil where it has to be made.
  ///
  /// - Parameter rows: Universe indices of its instruments that have a price, in order.
  func block(
    of underlying: Underlying, rows: [Int]
  ) -> (columns: BlockColumns, scenarios: (block: ScenarioBlock, set: ScenarioSet)?)? {
    guard !moved.contains(underlying),
      let place = previous.blockColumns.firstIndex(where: { $0.underlying == underlying }),
      previous.blockColumns[place].value.count == rows.count,
      rows.enumerated().allSatisfy({ row, index in
        index < previous.blockIndex.count && previous.blockIndex[index] == Int32(place)
          && previous.rowIndex[index] == Int32(row)
      })
    else { return nil }
    let columns = previous.blockColumns[place]
    if previous.blocks.isEmpty { return (columns, nil) }
    return (columns, (previous.blocks[place], previous.scenarioSets[place]))
  }
}
