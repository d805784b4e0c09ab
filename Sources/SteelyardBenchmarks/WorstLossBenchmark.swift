import SteelyardKernels
import SteelyardPricing

private let instrumentCount = 2000
private let scenarioCount = 1024
private let accountCount = 4000
private let positionsPerAccount = 20

func worstLossBenchmark() -> Benchmark {
  Benchmark(
    name: "portfolio.worstLoss.2000instruments.1024scenarios", item: "account",
    positionsPerItem: positionsPerAccount, targetNanosecondsPerItem: [:]
  ) {
    // Numbers in (-1, 1) that look random and are the same everywhere.
    let noise = { (index: Int) in
      Double((UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15) >> 11) * 0x1p-52 - 1
    }
    let matrix = PackedMatrix(instrumentCount: instrumentCount, scenarioCount: scenarioCount) {
      noise($0 * scenarioCount + $1)
    }
    let positionCount = accountCount * positionsPerAccount
    let rowStart = (0...accountCount).map { Int64($0 * positionsPerAccount) }
    let instrument = (0..<positionCount).map { Int32(($0 * 7919) % instrumentCount) }
    let quantity = (0..<positionCount).map { 10 * noise(3 * $0) }

    let expected = (0..<accountCount).reduce(0.0) { total, account in
      let positions = account * positionsPerAccount..<(account + 1) * positionsPerAccount
      let worst = (0..<scenarioCount).reduce(Double.infinity) { worst, scenario in
        min(
          worst,
          positions.reduce(0.0) {
            $0 + quantity[$1] * noise(Int(instrument[$1]) * scenarioCount + scenario)
          })
      }
      return total + worst
    }
    var worst = [Double](repeating: 0, count: accountCount)
    var scenario = [Int64](repeating: 0, count: accountCount)
    return Work(itemCount: accountCount, expectedChecksum: expected) { level in
      steelyard_portfolio_worst_loss(
        level.kernel, scenarioCount, instrumentCount, matrix.start, accountCount, rowStart,
        instrument,
        quantity, &worst, &scenario)
    } checksum: {
      worst.reduce(0, +)
    }
  }
}

/// A packed P&L matrix on a cache-line boundary: vectors across two lines load at half the speed.
private final class PackedMatrix {
  let start: UnsafeMutablePointer<Double>

  /// - Parameter pnl: P&L of an instrument in a scenario.
  init(instrumentCount: Int, scenarioCount: Int, pnl: (Int, Int) -> Double) {
    let count =
      steelyard_tile_count(scenarioCount) * instrumentCount * Int(STEELYARD_TILE_SCENARIOS)
    start = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Double>.stride, alignment: 64
    ).initializeMemory(as: Double.self, repeating: 0, count: count)
    for instrument in 0..<instrumentCount {
      for scenario in 0..<scenarioCount {
        start[steelyard_tile_index(instrumentCount, instrument, scenario)] =
          pnl(instrument, scenario)
      }
    }
  }

  deinit { start.deallocate() }
}
