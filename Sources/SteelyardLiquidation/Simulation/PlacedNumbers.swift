import Glibc
import SteelyardMath

/// Random numbers by place: what stands at a place depends on the seed and the place alone, never on what was drawn before.
struct PlacedNumbers {
  private var stream: SplitMix64

  /// The numbers of a place: what they are for, and two counts.
  init(seed: UInt64, purpose: UInt64, _ first: Int, _ second: Int = 0) {
    var mixed = seed
    for word in [purpose, UInt64(first), UInt64(second)] {
      var mixer = SplitMix64(seed: mixed ^ (word &* 0xD134_2543_DE82_EF95))
      mixed = mixer.next()
    }
    stream = SplitMix64(seed: mixed)
  }

  /// A number of (0, 1).
  mutating func unit() -> Double { stream.nextUnit() }

  /// A standard normal number, by the inverse of its distribution.
  mutating func normal() -> Double { NormalDistribution.quantile(unit()) }

  /// A place of a list of weights.
  mutating func place(in weights: [Double]) -> Int {
    var left = unit() * weights.reduce(0, +)
    for (place, weight) in weights.enumerated() {
      left -= weight
      if left < 0 { return place }
    }
    return weights.count - 1
  }
}
