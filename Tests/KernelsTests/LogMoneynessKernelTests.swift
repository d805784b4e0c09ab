import Glibc
import SteelyardKernels
import TestSupport
import Testing

@Suite("Log-moneyness kernel")
struct LogMoneynessKernelTests {
  @Test("within a few ulp, also next to the money", arguments: availableLevels)
  func accuracy(level: steelyard_kernel_level) {
    let seed: UInt64 = 20_267
    print("seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    var rows = OptionRows()
    for row in 0..<4000 {
      let forward = exp(Double.random(in: -200...200, using: &generator))
      let distance = Double.random(in: -1...1, using: &generator)
      let strike =
        row % 2 == 0
        ? forward * (1 + distance * exp2(-Double.random(in: 1...52, using: &generator)))
        : forward * exp(20 * distance)
      rows.append(forward: forward, strike: strike, volatility: 1, rootTime: 1, side: 1)
    }
    for (row, got) in rows.logMoneyness(level).enumerated() {
      let (forward, strike) = (rows.forward[row], rows.strike[row])
      let relative = (forward - strike) / strike
      // Next to the money the quotient F/K has lost what the difference still has.
      let expected = abs(relative) < 0.5 ? log1p(relative) : log(forward) - log(strike)
      expectClose(
        expected: expected, got: got,
        Tolerance(relative: 1e-15, absolute: abs(relative) < 0.5 ? 0 : 1e-13),
        inputs: rows.inputs(row))
    }
  }

  @Test("not a positive normal number gives NaN", arguments: availableLevels)
  func outside(level: steelyard_kernel_level) {
    for bad in [0, -1, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude] {
      var rows = OptionRows()
      rows.append(forward: bad, strike: 1, volatility: 1, rootTime: 1, side: 1)
      rows.append(forward: 1, strike: bad, volatility: 1, rootTime: 1, side: 1)
      #expect(rows.logMoneyness(level).allSatisfy { $0.isNaN }, "\(bad)")
    }
  }
}
