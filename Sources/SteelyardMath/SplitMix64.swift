/// A small generator whose stream depends on its seed alone.
///
/// Good enough for resampling and for simulated critical values; it is no source of secrets.
///
/// - Source: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators",
///   OOPSLA 2014, figure 16.
public struct SplitMix64: RandomNumberGenerator, Sendable, Hashable {
  private var state: UInt64

  /// A stream; any seed will do.
  public init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// The next number of the open interval (0, 1), one of 2⁵³ with equal steps between.
  public mutating func nextUnit() -> Double {
    (Double(next() >> 11) + 0.5) * 0x1p-53
  }
}
