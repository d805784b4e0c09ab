import Glibc
import SteelyardKernels
import TestSupport
import Testing

@Suite("Implied deviation kernel")
struct ImpliedDeviationKernelTests {
  private struct Vector: Decodable {
    let cp, F, K, T, price, cond: Double
    let iv: LongDecimal
  }

  @Test(
    "volatility against 25-digit references",
    .enabled(if: hasVectors("implied_vol"), "no implied_vol.json: set STEELYARD_VECTORS"),
    arguments: availableLevels)
  func reference(level: steelyard_kernel_level) throws {
    let vectors = try vectors("implied_vol", of: Vector.self)
    var rows = OptionRows()
    for vector in vectors {
      rows.append(
        forward: vector.F, strike: vector.K, volatility: 1, rootTime: vector.T.squareRoot(),
        side: vector.cp)
    }
    let (deviation, status) = rows.impliedDeviation(level, price: vectors.map(\.price))
    var largest = 0.0
    for (row, vector) in vectors.enumerated() {
      #expect(status[row] == 0, "\(rows.inputs(row))")
      let condition = max(1, vector.cond)
      let got = deviation[row] / rows.rootTime[row]
      expectClose(
        expected: vector.iv.value, got: got, .relative(3e-14 * condition),
        inputs: rows.inputs(row))
      largest = max(largest, abs(got / vector.iv.value - 1) / condition)
    }
    print("implied_vol.json, \(level.testDescription): \(vectors.count) rows, max \(largest)")
  }

  @Test("gives the deviation back that made the price", arguments: availableLevels)
  func roundTrip(level: steelyard_kernel_level) {
    let seed: UInt64 = 20_268
    print("seed \(seed)")
    var rows = OptionRows.random(count: 6000, seed: seed)
    rows.side = zip(rows.forward, rows.strike).map { $0 <= $1 ? 1 : -1 }
    let greeks = rows.greeks(level)
    let (deviation, status) = rows.impliedDeviation(level, price: greeks.value)
    let maximum = zip(rows.forward, rows.strike).map { min($0, $1) }
    for row in 0..<rows.count {
      if greeks.value[row] >= maximum[row] {
        #expect(status[row] == UInt8(STEELYARD_IMPLIED_ABOVE_MAXIMUM.rawValue))
        continue
      }
      #expect(status[row] == 0, "\(rows.inputs(row))")
      let condition = max(1, greeks.value[row] / (greeks.vega[row] * rows.volatility[row]))
      expectClose(
        expected: rows.deviation[row], got: deviation[row], .relative(3e-14 * condition),
        inputs: rows.inputs(row))
    }
  }

  @Test("says why a price has no deviation", arguments: availableLevels)
  func statuses(level: steelyard_kernel_level) {
    let cases: [(Double, Double, Double, Double, steelyard_implied_status)] = [
      (100, 90, 10, 1, STEELYARD_IMPLIED_AT_INTRINSIC),
      (100, 110, 0, 1, STEELYARD_IMPLIED_AT_INTRINSIC),
      (100, 110, 10, -1, STEELYARD_IMPLIED_AT_INTRINSIC),
      (100, 90, 9.99, 1, STEELYARD_IMPLIED_BELOW_INTRINSIC),
      (100, 110, -1e-300, 1, STEELYARD_IMPLIED_BELOW_INTRINSIC),
      (100, 90, 100, 1, STEELYARD_IMPLIED_ABOVE_MAXIMUM),
      (100, 90, 91, -1, STEELYARD_IMPLIED_ABOVE_MAXIMUM),
      (100, 90, 1e308, 1, STEELYARD_IMPLIED_ABOVE_MAXIMUM),
      (0, 90, 1, 1, STEELYARD_IMPLIED_INVALID_INPUT),
      (100, -90, 1, 1, STEELYARD_IMPLIED_INVALID_INPUT),
      (100, .infinity, 1, 1, STEELYARD_IMPLIED_INVALID_INPUT),
      (100, 90, .nan, 1, STEELYARD_IMPLIED_INVALID_INPUT),
      (100, 90, .infinity, 1, STEELYARD_IMPLIED_INVALID_INPUT),
      (100, 90, 1, 0, STEELYARD_IMPLIED_INVALID_INPUT),
      (100, 90, 1, .nan, STEELYARD_IMPLIED_INVALID_INPUT),
      (100, 110, 1e-303, 1, STEELYARD_IMPLIED_NEEDS_SCALAR_PATH),
      (100, 110, .leastNonzeroMagnitude, 1, STEELYARD_IMPLIED_NEEDS_SCALAR_PATH),
      (100, 110, 1e-280, 1, STEELYARD_IMPLIED_CONVERGED),
      (100, 100, 1e-250, 1, STEELYARD_IMPLIED_NEEDS_SCALAR_PATH),
      (100, 100, 1e-50, 1, STEELYARD_IMPLIED_CONVERGED),
      (100, 110, 5, 1, STEELYARD_IMPLIED_CONVERGED),
    ]
    var rows = OptionRows()
    for (forward, strike, _, side, _) in cases {
      rows.append(forward: forward, strike: strike, volatility: 1, rootTime: 1, side: side)
    }
    let (deviation, status) = rows.impliedDeviation(level, price: cases.map(\.2))
    for (row, (_, _, price, _, expected)) in cases.enumerated() {
      #expect(
        UInt32(status[row]) == expected.rawValue, "price \(price): \(rows.inputs(row))")
      switch expected {
      case STEELYARD_IMPLIED_CONVERGED: #expect(deviation[row] > 0)
      case STEELYARD_IMPLIED_AT_INTRINSIC: #expect(deviation[row] == 0)
      default: #expect(deviation[row].isNaN)
      }
    }
  }

  @Test("grows with the price", arguments: availableLevels)
  func monotone(level: steelyard_kernel_level) {
    var rows = OptionRows()
    let prices = (1..<1000).map { 90 * exp(-pow(1 - Double($0) / 1000, 3) * 200) * 0.99999 }
    for _ in prices {
      rows.append(forward: 100, strike: 90, volatility: 1, rootTime: 1, side: -1)
    }
    let (deviation, status) = rows.impliedDeviation(level, price: prices)
    #expect(status.allSatisfy { $0 == 0 })
    for row in 1..<rows.count { #expect(deviation[row] > deviation[row - 1]) }
  }
}
