import Glibc
import SteelyardKernels
import TestSupport
import Testing

@Suite("Black-76 kernels")
struct Black76KernelTests {
  private struct Vector: Decodable {
    let cp, F, K, T, sigma, r: Double
    let price, delta, gamma, vega, theta, vanna, volga: LongDecimal
  }

  private static func rows(_ vectors: [Vector]) -> OptionRows {
    var rows = OptionRows()
    for vector in vectors {
      rows.append(
        forward: vector.F, strike: vector.K, volatility: vector.sigma,
        rootTime: vector.T.squareRoot(), side: vector.cp)
    }
    return rows
  }

  @Test(
    "value against 25-digit references",
    .enabled(if: hasVectors("black76"), "no black76.json: set STEELYARD_VECTORS"),
    arguments: availableLevels)
  func referenceValue(level: steelyard_kernel_level) throws {
    let vectors = try vectors("black76", of: Vector.self)
    let rows = Self.rows(vectors)
    let fromStrike = rows.value(level)
    let fromLog = rows.valueFromLogMoneyness(level)
    var largest = 0.0
    for (row, vector) in vectors.enumerated() {
      let condition = max(1, vector.vega.value * vector.sigma / vector.price.value)
      let discount = exp(-vector.r * vector.T)
      for got in [fromStrike[row], fromLog[row]] {
        expectClose(
          expected: vector.price.value, got: discount * got, .relative(2e-14 * condition),
          inputs: rows.inputs(row))
        let error = abs(discount * got / vector.price.value - 1) / condition
        largest = max(largest, error)
      }
    }
    print("black76.json value, \(level.testDescription): \(vectors.count) rows, max \(largest)")
  }

  @Test(
    "Greeks against 25-digit references",
    .enabled(if: hasVectors("black76"), "no black76.json: set STEELYARD_VECTORS"),
    arguments: availableLevels)
  func referenceGreeks(level: steelyard_kernel_level) throws {
    let vectors = try vectors("black76", of: Vector.self)
    let rows = Self.rows(vectors)
    let greeks = rows.greeks(level)
    var largest: [String: Double] = [:]
    for (row, vector) in vectors.enumerated() {
      let discount = exp(-vector.r * vector.T)
      // The reference's theta is of the discounted price: its rate term is not the kernel's.
      let carried = vector.r * vector.price.value
      let expected: [(String, Double, Double, Double)] = [
        ("delta", vector.delta.value, greeks.delta[row], 0),
        ("gamma", vector.gamma.value, greeks.gamma[row], 0),
        ("vega", vector.vega.value, greeks.vega[row], 0),
        ("theta", vector.theta.value - carried, greeks.theta[row], 1e-15 * abs(carried)),
        ("vanna", vector.vanna.value, greeks.vanna[row], 0),
        ("volga", vector.volga.value, greeks.volga[row], 0),
      ]
      for (name, expected, got, absolute) in expected {
        expectClose(
          expected: expected, got: discount * got,
          Tolerance(relative: 1e-12, absolute: absolute), inputs: "\(name): \(rows.inputs(row))")
        let excess = abs(discount * got - expected) - absolute
        let error = excess <= 0 ? 0 : excess / abs(expected)
        largest[name] = max(largest[name] ?? 0, error)
      }
    }
    print("black76.json Greeks, \(level.testDescription): max \(largest)")
  }

  @Test("values near the scalar library formula", arguments: availableLevels)
  func scalarReference(level: steelyard_kernel_level) {
    let seed: UInt64 = 20_261
    print("seed \(seed)")
    let rows = OptionRows.random(count: 5000, seed: seed)
    let values = rows.value(level)
    for row in 0..<rows.count {
      let (forward, strike, side) = (rows.forward[row], rows.strike[row], rows.side[row])
      let deviation = rows.deviation[row]
      let upper = log(forward / strike) / deviation + deviation / 2
      let tail = { (bound: Double) in 0.5 * erfc(bound / 2.0.squareRoot()) }
      let textbook =
        side * (forward * tail(-side * upper) - strike * tail(-side * (upper - deviation)))
      // Two large terms cancel in the textbook formula, so the bound is absolute.
      expectClose(
        expected: textbook, got: values[row], .absolute(2e-14 * max(forward, strike)),
        inputs: rows.inputs(row))
    }
  }

  @Test("levels agree: AVX2 and AVX-512 to the bit")
  func levelsAgree() {
    let seed: UInt64 = 20_262
    print("seed \(seed)")
    let rows = OptionRows.random(count: 4099, seed: seed)
    let portable = rows.value(STEELYARD_KERNEL_PORTABLE)
    let greeks = availableLevels.dropFirst().map { rows.greeks($0) }
    let deviations = availableLevels.dropFirst().map {
      rows.impliedDeviation($0, price: portable).deviation.bits
    }
    for level in availableLevels.dropFirst() {
      let values = rows.value(level)
      for row in 0..<rows.count {
        let distance = log(rows.forward[row] / rows.strike[row]) / rows.deviation[row]
        expectClose(
          expected: portable[row], got: values[row],
          .relative(2e-14 * max(1, distance * distance)), inputs: rows.inputs(row))
      }
      #expect(rows.value(availableLevels[1]).bits == values.bits)
    }
    for later in greeks.dropFirst() {
      for (first, second) in zip(greeks[0].columns, later.columns) {
        #expect(first.column.bits == second.column.bits, "\(first.name)")
      }
    }
    for later in deviations.dropFirst() { #expect(later == deviations[0]) }
  }

  @Test("a row has the same bits in a column of any length", arguments: availableLevels)
  func columnTails(level: steelyard_kernel_level) {
    let rows = OptionRows.random(count: 70, seed: 20_263)
    let values = rows.value(level)
    let greeks = rows.greeks(level)
    let implied = rows.impliedDeviation(level, price: values)
    for count in 0...rows.count {
      let head = rows.prefix(count)
      #expect(head.value(level).bits == values.prefix(count).bits)
      #expect(head.valueFromLogMoneyness(level).bits == values.prefix(count).bits)
      for (short, long) in zip(head.greeks(level).columns, greeks.columns) {
        #expect(short.column.bits == long.column.prefix(count).bits)
      }
      let short = head.impliedDeviation(level, price: Array(values.prefix(count)))
      #expect(short.deviation.bits == implied.deviation.prefix(count).bits)
      #expect(short.status == Array(implied.status.prefix(count)))
    }
  }

  @Test("columns need no alignment and nothing is written past the end", arguments: availableLevels)
  func unalignedColumns(level: steelyard_kernel_level) {
    let rows = OptionRows.random(count: 67, seed: 20_264)
    let expected = rows.value(level)
    let deviation = rows.deviation
    let guardValue = 12_345.0
    for offset in 0..<8 {
      let padding = [Double](repeating: 0, count: offset)
      let columns = [rows.forward, rows.strike, deviation, rows.side].map { padding + $0 }
      var value = [Double](repeating: guardValue, count: offset + rows.count + 9)
      value.withUnsafeMutableBufferPointer { value in
        let starts = columns.map { $0.withUnsafeBufferPointer { Array($0.dropFirst(offset)) } }
        guard let start = value.baseAddress else { return }
        columns[0].withUnsafeBufferPointer { forward in
          guard let forward = forward.baseAddress else { return }
          steelyard_black76_value(
            level, rows.count, forward + offset, starts[1], starts[2], starts[3], start + offset)
        }
      }
      #expect(Array(value[offset..<offset + rows.count]).bits == expected.bits)
      #expect(value.prefix(offset).allSatisfy { $0 == guardValue })
      #expect(value.suffix(9).allSatisfy { $0 == guardValue })
    }
  }

  @Test("zero deviation gives intrinsic value and its Greeks", arguments: availableLevels)
  func zeroDeviation(level: steelyard_kernel_level) {
    var rows = OptionRows()
    let deltas: [Double] = [1, 0, 0, -1, 0.5, -0.5, 1, 0, 0, -1, 0.5, -0.5]
    for (volatility, rootTime) in [(0.0, 1.0), (0.5, 0.0)] {
      for (strike, side) in [(90.0, 1.0), (90, -1), (110, 1), (110, -1), (100, 1), (100, -1)] {
        rows.append(
          forward: 100, strike: strike, volatility: volatility, rootTime: rootTime, side: side)
      }
    }
    let greeks = rows.greeks(level)
    for row in 0..<rows.count {
      let intrinsic = max(0, rows.side[row] * (rows.forward[row] - rows.strike[row]))
      #expect(greeks.value[row] == intrinsic, "\(rows.inputs(row))")
      #expect(greeks.delta[row] == deltas[row], "\(rows.inputs(row))")
      for (name, column) in greeks.columns.dropFirst(2) {
        #expect(column[row] == 0, "\(name): \(rows.inputs(row))")
      }
    }
    #expect(rows.value(level) == greeks.value)
  }

  @Test("huge deviation gives the maximum, tiny deviation the tangent", arguments: availableLevels)
  func extremes(level: steelyard_kernel_level) {
    var rows = OptionRows()
    for volatility in [50.0, 1e3, 1e10, 1e300] {
      rows.append(forward: 100, strike: 250, volatility: volatility, rootTime: 1, side: 1)
      rows.append(forward: 100, strike: 250, volatility: volatility, rootTime: 1, side: -1)
    }
    let values = rows.value(level)
    for row in 0..<rows.count {
      #expect(values[row] == (rows.side[row] > 0 ? 100 : 250))
    }
    var tiny = OptionRows()
    for volatility in [1e-3, 1e-9, 1e-30, 1e-58] {
      tiny.append(forward: 100, strike: 100, volatility: volatility, rootTime: 1, side: 1)
    }
    for (row, value) in tiny.value(level).enumerated() {
      let tangent = 100 * tiny.volatility[row] / (2 * Double.pi).squareRoot()
      let curvature = tiny.volatility[row] * tiny.volatility[row] / 24
      expectClose(expected: tangent, got: value, .relative(4e-15 + curvature))
    }
  }

  @Test("put-call parity and monotone in volatility", arguments: availableLevels)
  func properties(level: steelyard_kernel_level) {
    let seed: UInt64 = 20_265
    print("seed \(seed)")
    var call = OptionRows.random(count: 4000, seed: seed)
    call.side = call.side.map { _ in 1 }
    var put = call
    put.side = call.side.map { _ in -1 }
    var later = call
    later.volatility = call.volatility.map { $0 * 1.001 }
    let (calls, puts, higher) = (call.greeks(level), put.greeks(level), later.value(level))
    for row in 0..<call.count {
      let scale = max(call.forward[row], call.strike[row])
      expectClose(
        expected: call.forward[row] - call.strike[row], got: calls.value[row] - puts.value[row],
        .absolute(1e-15 * scale), inputs: call.inputs(row))
      expectClose(
        expected: 1, got: calls.delta[row] - puts.delta[row], .absolute(4e-16),
        inputs: call.inputs(row))
      #expect(calls.gamma[row] == puts.gamma[row])
      #expect(higher[row] >= calls.value[row], "\(call.inputs(row))")
    }
  }

  @Test("NaN stays in its row", arguments: availableLevels)
  func notANumber(level: steelyard_kernel_level) {
    let clean = OptionRows.random(count: 67, seed: 20_266)
    let expected = clean.greeks(level)
    let values = clean.value(level)
    for row in [0, 1, 30, 63, 64, 66] {
      for spoil in 0..<5 {
        var rows = clean
        switch spoil {
        case 0: rows.forward[row] = .nan
        case 1: rows.strike[row] = .nan
        case 2: rows.volatility[row] = .nan
        case 3: rows.side[row] = .nan
        default: rows.volatility[row] = -0.5
        }
        let got = rows.greeks(level)
        #expect(got.value[row].isNaN && got.delta[row].isNaN)
        #expect(rows.value(level)[row].isNaN)
        for ((_, got), (_, expected)) in zip(got.columns, expected.columns) {
          for other in 0..<rows.count where other != row {
            #expect(got[other].bitPattern == expected[other].bitPattern)
          }
        }
        let implied = rows.impliedDeviation(level, price: values)
        let untouched = clean.impliedDeviation(level, price: values)
        for other in 0..<rows.count where other != row {
          #expect(implied.deviation[other].bitPattern == untouched.deviation[other].bitPattern)
        }
        if spoil != 2, spoil != 4 {
          #expect(UInt32(implied.status[row]) == STEELYARD_IMPLIED_INVALID_INPUT.rawValue)
          #expect(implied.deviation[row].isNaN)
        }
      }
    }
  }
}
