import SteelyardKernels
import SteelyardPricing

private let optionCount = 4096

func impliedVolatilityBenchmark() -> Benchmark {
  Benchmark(
    name: "impliedVolatility.4096options", item: "option",
    targetNanosecondsPerItem: [.avx2: 100, .avx512: 60]
  ) {
    let columns = OptionColumns(count: optionCount)
    var price = [Double](repeating: 0, count: optionCount)
    steelyard_black76_value(
      KernelLevel.portable.kernel, optionCount, columns.forward, columns.strike,
      columns.deviation, columns.outOfTheMoneySide, &price)
    let prices = price
    var deviation = [Double](repeating: 0, count: optionCount)
    var status = [UInt8](repeating: 0, count: optionCount)
    // A price made from a deviation must give that deviation back.
    return Work(itemCount: optionCount, expectedChecksum: columns.deviation.reduce(0, +)) { level in
      steelyard_implied_deviation(
        level.kernel, optionCount, columns.forward, columns.strike, prices,
        columns.outOfTheMoneySide, &deviation, &status)
    } checksum: {
      deviation.reduce(0, +)
    }
  }
}
