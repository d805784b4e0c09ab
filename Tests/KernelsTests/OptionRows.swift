import Glibc
import SteelyardKernels
import TestSupport

/// Columns of options with the kernels as methods, so that a test reads as one sentence.
struct OptionRows {
  var forward: [Double] = []
  var strike: [Double] = []
  var volatility: [Double] = []
  var rootTime: [Double] = []
  var side: [Double] = []

  var count: Int { forward.count }
  var deviation: [Double] { zip(volatility, rootTime).map { $0 * $1 } }

  mutating func append(
    forward: Double, strike: Double, volatility: Double, rootTime: Double, side: Double
  ) {
    self.forward.append(forward)
    self.strike.append(strike)
    self.volatility.append(volatility)
    self.rootTime.append(rootTime)
    self.side.append(side)
  }

  /// The first `count` rows.
  func prefix(_ count: Int) -> OptionRows {
    OptionRows(
      forward: Array(forward.prefix(count)), strike: Array(strike.prefix(count)),
      volatility: Array(volatility.prefix(count)), rootTime: Array(rootTime.prefix(count)),
      side: Array(side.prefix(count)))
  }

  /// Rows from minutes to decades, 1 % to 600 %, on both sides of the money up to 8 deviations.
  static func random(count: Int, seed: UInt64) -> OptionRows {
    var generator = SeededGenerator(seed: seed)
    var rows = OptionRows()
    for _ in 0..<count {
      let forward = exp(Double.random(in: -9...12, using: &generator))
      let volatility = exp(Double.random(in: log(0.01)...log(6), using: &generator))
      let rootTime = exp(Double.random(in: log(0.0014)...log(4.5), using: &generator))
      let distance = Double.random(in: -8...8, using: &generator) * volatility * rootTime
      rows.append(
        forward: forward, strike: forward * exp(max(-10, min(10, distance))),
        volatility: volatility, rootTime: rootTime,
        side: Bool.random(using: &generator) ? 1 : -1)
    }
    return rows
  }

  func logMoneyness(_ level: steelyard_kernel_level) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    steelyard_log_moneyness(level, count, forward, strike, &result)
    return result
  }

  func value(_ level: steelyard_kernel_level) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    steelyard_black76_value(level, count, forward, strike, deviation, side, &result)
    return result
  }

  func valueFromLogMoneyness(_ level: steelyard_kernel_level) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    steelyard_black76_value_from_log_moneyness(
      level, count, logMoneyness(level), forward, strike, deviation, side, &result)
    return result
  }

  func greeks(_ level: steelyard_kernel_level) -> Greeks { greeks(level, logMoneyness: nil) }

  func greeks(_ level: steelyard_kernel_level, logMoneyness: [Double]?) -> Greeks {
    let size = count
    var results = [Double](repeating: 0, count: 7 * size + 1)
    results.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      let columns = steelyard_black76_columns(
        value: start, delta: start + size, gamma: start + 2 * size, vega: start + 3 * size,
        theta: start + 4 * size, vanna: start + 5 * size, volga: start + 6 * size)
      if let logMoneyness {
        steelyard_black76_greeks_from_log_moneyness(
          level, size, logMoneyness, forward, strike, volatility, rootTime, side, columns)
      } else {
        steelyard_black76_greeks(
          level, size, forward, strike, volatility, rootTime, side, columns)
      }
    }
    let column = { Array(results[$0 * size..<($0 + 1) * size]) }
    return Greeks(
      value: column(0), delta: column(1), gamma: column(2), vega: column(3), theta: column(4),
      vanna: column(5), volga: column(6))
  }

  func impliedDeviation(
    _ level: steelyard_kernel_level, price: [Double]
  ) -> (deviation: [Double], status: [UInt8]) {
    var deviation = [Double](repeating: 0, count: count)
    var status = [UInt8](repeating: 255, count: count)
    steelyard_implied_deviation(
      level, count, forward, strike, price, side, &deviation, &status)
    return (deviation, status)
  }

  func inputs(_ row: Int) -> String {
    """
    forward \(forward[row]), strike \(strike[row]), volatility \(volatility[row]), \
    root time \(rootTime[row]), side \(side[row])
    """
  }
}

/// Columns of a value and its Greeks.
struct Greeks: Equatable {
  var value, delta, gamma, vega, theta, vanna, volga: [Double]

  var columns: [(name: String, column: [Double])] {
    [
      ("value", value), ("delta", delta), ("gamma", gamma), ("vega", vega), ("theta", theta),
      ("vanna", vanna), ("volga", volga),
    ]
  }
}

extension Sequence<Double> {
  /// Bits, so that NaN equals NaN and -0 differs from 0.
  var bits: [UInt64] { map(\.bitPattern) }
}
