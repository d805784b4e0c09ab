import SteelyardKernels
import SteelyardPricing

private let confidence = 0.975

func tailBenchmarks() -> [Benchmark] {
  [tailBenchmark(scenarioCount: 1024), tailBenchmark(scenarioCount: 10_000)]
}

private func tailBenchmark(scenarioCount: Int) -> Benchmark {
  Benchmark(
    name: "tail.es.\(scenarioCount)scenarios", item: "column",
    targetNanosecondsPerItem: [:]
  ) {
    let columnCount = 50
    // Heavy-tailed numbers that look random and are the same everywhere.
    let columns = (0..<columnCount).map { column in
      (0..<scenarioCount).map { row in
        let place = UInt64(column * scenarioCount + row + 1)
        let share = Double((place &* 0x9E37_79B9_7F4A_7C15) >> 11) * 0x1p-53
        return (share - 0.5) / (share * (1 - share) + 1e-6).squareRoot()
      }
    }
    let mass = (1 - confidence) * Double(scenarioCount)
    let expected = columns.reduce(0.0) { total, column in
      var left = mass
      var sum = 0.0
      for value in column.sorted() where left > 0 {
        sum += min(left, 1) * value
        left -= 1
      }
      return total + sum / mass
    }
    var tails = [steelyard_tail](repeating: steelyard_tail(), count: columnCount)
    return Work(itemCount: columnCount, expectedChecksum: expected) { level in
      for column in 0..<columnCount {
        steelyard_tail_equal(
          level.kernel, scenarioCount, columns[column], 1 - confidence, &tails[column])
      }
    } checksum: {
      tails.reduce(0) { $0 + $1.mean }
    }
  }
}
