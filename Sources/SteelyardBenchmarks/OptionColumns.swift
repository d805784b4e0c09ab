import Glibc

/// Options of a benchmark: one forward, strikes and volatilities spread by a Weyl sequence.
///
/// `Benchmarks/peers.py` makes the same columns; only products, sums and square roots occur, so
/// both have the same bits.
struct OptionColumns {
  let count: Int
  let forward: [Double]
  let strike: [Double]
  let volatility: [Double]
  let rootTime: [Double]
  let deviation: [Double]
  let logMoneyness: [Double]
  let side: [Double]
  let outOfTheMoneySide: [Double]

  init(count: Int) {
    self.count = count
    let rows = UInt64(1)...UInt64(count)
    let spread = { (multiplier: UInt64) in
      rows.map { Double(($0 &* multiplier) >> 11) * 0x1p-53 }
    }
    forward = [Double](repeating: 90_000, count: count)
    strike = spread(0x9E37_79B9_7F4A_7C15).map { 45_000 + 135_000 * $0 }
    volatility = spread(0xBF58_476D_1CE4_E5B9).map { 0.4 + 0.8 * $0 }
    rootTime = spread(0x94D0_49BB_1331_11EB).map { (0.05 + 0.95 * $0).squareRoot() }
    deviation = zip(volatility, rootTime).map { $0 * $1 }
    logMoneyness = zip(forward, strike).map { log1p(($0 - $1) / $1) }
    side = rows.map { $0 % 2 == 0 ? 1 : -1 }
    outOfTheMoneySide = zip(forward, strike).map { $0 <= $1 ? 1 : -1 }
  }

  /// Value and Greeks of one option by the textbook formula with the library's erfc.
  func reference(_ index: Int, side: Double) -> [Double] {
    let forward = forward[index]
    let deviation = deviation[index]
    let rootTime = rootTime[index]
    let volatility = volatility[index]
    let upper = logMoneyness[index] / deviation + deviation / 2
    let lower = upper - deviation
    let tail = { (bound: Double) in 0.5 * erfc(bound * 0.5.squareRoot()) }
    let density = exp(-upper * upper / 2) / (2 * Double.pi).squareRoot()
    let vega = forward * density * rootTime
    return [
      side * (forward * tail(-side * upper) - strike[index] * tail(-side * lower)),
      side * tail(-side * upper),
      density / (forward * deviation),
      vega,
      -forward * density * volatility / (2 * rootTime),
      -density * lower / volatility,
      vega * upper * lower / volatility,
    ]
  }
}
