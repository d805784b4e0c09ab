import Glibc
import SteelyardMath

/// Random numbers of one purpose, so that drawing more for one does not move another.
struct NormalStream: Sendable {
  private var generator: SplitMix64
  private var spare: Double?

  init(seed: UInt64, purpose: UInt64) {
    // Two steps of the generator keep the streams of neighbouring purposes apart.
    var root = SplitMix64(seed: seed ^ (purpose &* 0xD1B5_4A32_D192_ED03))
    generator = SplitMix64(seed: root.next())
  }

  /// A number of the open interval (0, 1).
  mutating func unit() -> Double { generator.nextUnit() }

  /// A standard normal number.
  ///
  /// - Source: G. Marsaglia, T. Bray, SIAM Review 6 (1964): the polar method.
  mutating func normal() -> Double {
    if let spare {
      self.spare = nil
      return spare
    }
    // Each round ends with probability π/4; a hundred in a row that don't are no chance.
    for _ in 0..<100 {
      let (first, second) = (2 * generator.nextUnit() - 1, 2 * generator.nextUnit() - 1)
      let square = first * first + second * second
      guard square < 1, square > 0 else { continue }
      let factor = (-2 * log(square) / square).squareRoot()
      spare = second * factor
      return first * factor
    }
    return 0
  }

  /// An exponential number with mean 1.
  mutating func exponential() -> Double { -log(generator.nextUnit()) }

  /// A Poisson number.
  ///
  /// - Parameter mean: Its mean, ≥ 0; beyond 50 the nearest whole normal number with that mean and variance.
  mutating func poisson(mean: Double) -> Int {
    if mean > 50 { return max(0, Int((mean + mean.squareRoot() * normal()).rounded())) }
    var product = generator.nextUnit()
    let least = exp(-mean)
    var count = 0
    while product > least, count < 1000 {
      count += 1
      product *= generator.nextUnit()
    }
    return count
  }
}
