import SteelyardKernels
package import SteelyardPricing

/// P&L of one unit of every row in the scenarios of a screen, in single precision and US dollars.
///
/// Half the bytes of a `ScenarioBlock` for each scenario, so that one tile of all instruments stays in a
/// second-level cache while every account passes over it.
///
/// Written between cycles, read in a cycle by all; a class, because it is large, aligned and
/// never copied.
package final class ScreenMatrix: @unchecked Sendable {
  /// Which slots of an account a passage fills.
  package enum Slots: Sendable {
    /// All parts together, and each that is curved.
    case all
    /// All parts together.
    case total
  }

  /// What one writing of a row tells.
  package struct Packed: Sendable {
    /// The largest P&L of one unit without its sign; NaN where a P&L is none.
    package var largest = 0.0
    /// The most that a scenario's P&L differs by from what the row held before.
    package var drift = 0.0
  }

  /// Bytes of a cache line, which a register of the widest level fills.
  private static let alignment = 64

  /// Where scenarios stand.
  package let layout: ScreenLayout
  /// Rows: assets, then instruments.
  package let rowCount: Int
  private let numbers: UnsafeMutablePointer<Float>

  /// A matrix of zeros.
  package init(_ layout: ScreenLayout, rowCount: Int) {
    self.layout = layout
    self.rowCount = rowCount
    let count = max(1, layout.width * rowCount)
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Float>.stride, alignment: ScreenMatrix.alignment)
    numbers = memory.bindMemory(to: Float.self, capacity: count)
    numbers.initialize(repeating: 0, count: count)
  }

  deinit { UnsafeMutableRawPointer(numbers).deallocate() }

  /// Bytes of the numbers.
  package var byteCount: Int { layout.width * rowCount * MemoryLayout<Float>.stride }

  /// Writes some rows of a block; several may write at once where the rows differ.
  ///
  /// - Parameters:
  ///   - instruments: Which of the block.
  ///   - rows: The row of each instrument of the block; shape `[instrument]`.
  package func pack(_ block: ScenarioBlock, _ instruments: Range<Int>, rows: [Int]) -> [Packed] {
    precondition(rows.count == block.instruments.count, "one row each")
    return instruments.map { instrument in
      let row = rows[instrument]
      precondition((0..<rowCount).contains(row), "row outside the matrix")
      return block.withTileRows(of: instrument) { source in
        pack(row) { columns, destination in
          var most = 0.0
          var drift = 0.0
          var column = columns.lowerBound
          // Runs that lie in one tile of the block.
          while column < columns.upperBound {
            let run = min(columns.upperBound, (column / tileScenarios + 1) * tileScenarios) - column
            let from = source(column)
            let to = destination + (column - columns.lowerBound)
            for lane in 0..<run {
              let profit = from[lane]
              // What stood here was rounded once.
              let last = Double(to[lane])
              let change = abs(profit - last) + abs(last) * ScreenMatrix.roundingShare
              to[lane] = Float(profit)
              // NaN stays: it is not smaller than anything.
              most = abs(profit) <= most ? most : abs(profit)
              drift = change <= drift ? drift : change
            }
            column += run
          }
          return Packed(largest: most, drift: drift)
        }
      }
    }
  }

  /// Writes the row of an asset: the relative move of its price, which is the P&L of one US dollar of it.
  ///
  /// - Returns: The largest move without its sign.
  package func pack(moves: [Double], row: Int) -> Double {
    precondition((0..<rowCount).contains(row), "row outside the matrix")
    let packed = pack(row) { columns, destination in
      var most = 0.0
      for (lane, column) in columns.enumerated() {
        destination[lane] = Float(moves[column])
        most = abs(moves[column]) <= most ? most : abs(moves[column])
      }
      return Packed(largest: most)
    }
    return packed.largest
  }

  /// A little more than 2^-24, the most that a number moves by when it is rounded to single precision, as a share.
  private static let roundingShare = 0x1.1p-24

  private func pack(
    _ row: Int, _ fill: (Range<Int>, UnsafeMutablePointer<Float>) -> Packed
  ) -> Packed {
    var packed = Packed()
    for tile in layout.tiles {
      let place = numbers + tile.first * rowCount + row * tile.width
      let own = fill(tile.columns, place)
      packed.largest = own.largest <= packed.largest ? packed.largest : own.largest
      packed.drift = own.drift <= packed.drift ? packed.drift : own.drift
      for lane in tile.columns.count..<tile.width { place[lane] = place[0] }
    }
    return packed
  }

  /// Takes one tile into the sums of some accounts.
  ///
  /// - Parameters:
  ///   - threshold: The threshold of each slot, in US dollars; shape `[slot]`; not read for the largest
  ///     loss.
  ///   - sum: Adds up what `steelyard_screen_tile` says of each slot; shape `[slot][8]`.
  package func take(
    tile: Int, of columns: ScreenColumns, accounts: [Int32], _ slots: Slots, level: KernelLevel,
    threshold: [Float], sum: inout [Float]
  ) {
    let tile = layout.tiles[tile]
    precondition(
      (threshold.count >= columns.slotCount || tile.measure == .worst)
        && sum.count >= columns.slotCount * ScreenColumns.sumsPerSlot, "room for every slot")
    precondition(columns.rowsEnd <= rowCount, "row outside the matrix")
    sum.withUnsafeMutableBufferPointer { sum in
      threshold.withUnsafeBufferPointer { threshold in
        accounts.withUnsafeBufferPointer { accounts in
          tile.weights.withUnsafeBufferPointer { weights in
            columns.withKernelColumns { book in
              steelyard_screen_tile(
                level.kernel, tile.width, numbers + tile.first * rowCount, weights.baseAddress,
                book, accounts.count, accounts.baseAddress, threshold.baseAddress,
                sum.baseAddress, tile.measure.kernel(slots))
            }
          }
        }
      }
    }
  }
}
