import SteelyardKernels
import SteelyardPricing

private let optionCount = 4096

/// Where the logarithm of moneyness comes from.
private enum Moneyness { case column, computed }

func blackBenchmarks() -> [Benchmark] {
  [
    priceBenchmark("black76.price.4096options", .column, [.avx2: 8, .avx512: 4]),
    priceBenchmark("black76.priceWithLogarithm.4096options", .computed, [:]),
    greeksBenchmark("black76.priceAndGreeks.4096options", .column, [.avx2: 10, .avx512: 6]),
    greeksBenchmark("black76.priceAndGreeksWithLogarithm.4096options", .computed, [:]),
  ]
}

private func priceBenchmark(
  _ name: String, _ moneyness: Moneyness, _ target: [KernelLevel: Double]
) -> Benchmark {
  Benchmark(
    name: name, item: "option", targetNanosecondsPerItem: target
  ) {
    let columns = OptionColumns(count: optionCount)
    let expected = (0..<optionCount).reduce(0) {
      $0 + columns.reference($1, side: columns.side[$1])[0]
    }
    var value = [Double](repeating: 0, count: optionCount)
    return Work(itemCount: optionCount, expectedChecksum: expected) { level in
      switch moneyness {
      case .column:
        steelyard_black76_value_from_log_moneyness(
          level.kernel, optionCount, columns.logMoneyness, columns.forward, columns.strike,
          columns.deviation, columns.side, &value)
      case .computed:
        steelyard_black76_value(
          level.kernel, optionCount, columns.forward, columns.strike, columns.deviation,
          columns.side, &value)
      }
    } checksum: {
      value.reduce(0, +)
    }
  }
}

private func greeksBenchmark(
  _ name: String, _ moneyness: Moneyness, _ target: [KernelLevel: Double]
) -> Benchmark {
  Benchmark(
    name: name, item: "option", targetNanosecondsPerItem: target
  ) {
    let columns = OptionColumns(count: optionCount)
    let expected = (0..<optionCount).reduce(0) {
      $0 + columns.reference($1, side: columns.side[$1]).reduce(0, +)
    }
    // Seven columns one after the other.
    var results = [Double](repeating: 0, count: 7 * optionCount)
    return Work(itemCount: optionCount, expectedChecksum: expected) { level in
      results.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        let column = { start + $0 * optionCount }
        let result = steelyard_black76_columns(
          value: column(0), delta: column(1), gamma: column(2), vega: column(3),
          theta: column(4), vanna: column(5), volga: column(6))
        switch moneyness {
        case .column:
          steelyard_black76_greeks_from_log_moneyness(
            level.kernel, optionCount, columns.logMoneyness, columns.forward, columns.strike,
            columns.volatility, columns.rootTime, columns.side, result)
        case .computed:
          steelyard_black76_greeks(
            level.kernel, optionCount, columns.forward, columns.strike, columns.volatility,
            columns.rootTime, columns.side, result)
        }
      }
    } checksum: {
      results.reduce(0, +)
    }
  }
}
