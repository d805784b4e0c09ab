/// What a smile adds to its SVI slice: a cubic spline in log-moneyness that fades out to zero.
///
/// It is a sum of uniform cubic B-splines whose first and last three coefficients are zero, so
/// total variance keeps two continuous derivatives where the correction ends, and the wings are
/// those of the SVI slice.
public struct SmileCorrection: Sendable, Hashable {
  /// Log-moneyness at which the correction begins.
  public let start: Double
  /// Distance of the knots, log-moneyness, > 0.
  public let spacing: Double
  /// Coefficients in total variance; the first and last three are zero.
  public let coefficients: [Double]

  /// A correction from its parts; at least seven coefficients, zero at both ends.
  package init(start: Double, spacing: Double, coefficients: [Double]) {
    precondition(coefficients.count >= 7 && spacing > 0, "A correction has seven coefficients.")
    precondition(
      coefficients.prefix(3).allSatisfy { $0 == 0 }
        && coefficients.suffix(3).allSatisfy { $0 == 0 },
      "A correction fades out.")
    self.start = start
    self.spacing = spacing
    self.coefficients = coefficients
  }

  /// Log-moneyness at which the correction ends.
  public var end: Double { start + spacing * Double(coefficients.count - 3) }

  /// The same shape, smaller.
  func scaled(by share: Double) -> SmileCorrection {
    SmileCorrection(start: start, spacing: spacing, coefficients: coefficients.map { $0 * share })
  }

  /// The correction and its first three derivatives by log-moneyness.
  func values(at logMoneyness: Double) -> (
    value: Double, first: Double, second: Double, third: Double
  ) {
    let position = (logMoneyness - start) / spacing
    guard position >= 0, position < Double(coefficients.count - 3) else { return (0, 0, 0, 0) }
    let cell = Int(position)
    let share = position - Double(cell)
    let (one, two) = (coefficients[cell], coefficients[cell + 1])
    let (three, four) = (coefficients[cell + 2], coefficients[cell + 3])
    // The cubic of the cell by powers of the share, from the four splines that reach it.
    let constant = (one + 4 * two + three) / 6
    let linear = (three - one) / 2
    let square = (one - 2 * two + three) / 2
    let cube = (3 * (two - three) + four - one) / 6
    return (
      constant + share * (linear + share * (square + share * cube)),
      (linear + share * (2 * square + 3 * share * cube)) / spacing,
      (2 * square + 6 * share * cube) / (spacing * spacing),
      6 * cube / (spacing * spacing * spacing)
    )
  }
}

/// The four uniform cubic B-splines that are not zero at one place.
///
/// - Source: C. de Boor, "A Practical Guide to Splines" (1978), chapter IX, equal knots.
struct CubicBasis {
  /// Index of the first of the four.
  let first: Int
  private let value: SIMD4<Double>
  private let slope: SIMD4<Double>
  private let bend: SIMD4<Double>

  /// The basis at a place, or nil outside the splines.
  init?(at place: Double, start: Double, spacing: Double, count: Int) {
    let position = (place - start) / spacing
    guard position >= 0, position < Double(count - 3) else { return nil }
    first = Int(position)
    let share = position - Double(first)
    let rest = 1 - share
    let square = share * share
    value =
      SIMD4(
        rest * rest * rest, 3 * square * share - 6 * square + 4,
        -3 * square * share + 3 * square + 3 * share + 1, square * share) / 6
    slope =
      SIMD4(-rest * rest, 3 * square - 4 * share, -3 * square + 2 * share + 1, square)
      / (2 * spacing)
    bend = SIMD4(rest, 3 * share - 2, 1 - 3 * share, share) / (spacing * spacing)
  }

  /// Value and two derivatives of one of the four; the last element is zero.
  func derivatives(_ offset: Int) -> SIMD4<Double> {
    SIMD4(value[offset], slope[offset], bend[offset], 0)
  }
}
