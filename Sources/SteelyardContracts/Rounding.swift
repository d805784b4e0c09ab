/// How an exact amount is brought to fewer digits; always passed, never assumed.
public enum Rounding: String, Sendable, Hashable, Codable, CaseIterable {
  /// Towards minus infinity.
  case down
  /// Towards plus infinity.
  case up
  /// Towards zero.
  case towardsZero
  /// Away from zero.
  case awayFromZero
  /// To the nearest, halves to the even neighbour.
  case halfToEven
}

extension Rounding {
  /// Adjusts a quotient that was truncated towards zero.
  ///
  /// - Parameters:
  ///   - quotient: The truncated quotient.
  ///   - remainder: What the division left, as a magnitude below `divisor`.
  ///   - divisor: The divisor's magnitude, > 0.
  ///   - negative: Whether the exact quotient is below zero.
  func adjusted(
    quotient: UInt128, remainder: UInt128, divisor: UInt128, negative: Bool
  ) -> UInt128 {
    guard remainder != 0 else { return quotient }
    let awayFromZero =
      switch self {
      case .down: negative
      case .up: !negative
      case .towardsZero: false
      case .awayFromZero: true
      case .halfToEven:
        remainder > divisor - remainder
          || (remainder == divisor - remainder && quotient & 1 == 1)
      }
    return awayFromZero ? quotient + 1 : quotient
  }
}
