extension NormalDistribution {
  /// The fall of the Mills ratio over an interval, R(c − t) − R(c + t).
  ///
  /// It is what a normal price difference is made of: A n(a)·(R(a) − R(b)). Subtracting the two
  /// ratios loses digits when the interval is short, so there an odd Taylor series about the middle
  /// is summed instead.
  ///
  /// - Parameters:
  ///   - centre: The middle c of the interval, at least 0.
  ///   - halfWidth: Half the interval's length t, at least 0.
  /// - Accuracy: Relative error below about 4e-16 × max(1, c²).
  public static func millsRatioDifference(centre: Double, halfWidth: Double) -> Double {
    // Both limits keep the series short and its forward recurrence harmless; beyond them the plain
    // difference loses no more than a factor c², which is the condition of the price itself.
    if halfWidth > 0.5 || centre * halfWidth > 0.5 {
      return millsRatio(centre - halfWidth) - millsRatio(centre + halfWidth)
    }
    // R' = xR − 1 and R⁽ⁿ⁺¹⁾ = xR⁽ⁿ⁾ + nR⁽ⁿ⁻¹⁾.
    var even = millsRatio(centre)
    var odd = (-1.0).addingProduct(centre, even)
    var power = halfWidth
    var sum = odd * power
    let square = halfWidth * halfWidth
    for order in stride(from: 1.0, through: maximumSeriesOrder, by: 2) {
      even = centre * odd + order * even
      odd = centre * even + (order + 1) * odd
      power *= square / ((order + 1) * (order + 2))
      let term = odd * power
      sum += term
      if abs(term) <= 1e-17 * abs(sum) { break }
    }
    return -2 * sum
  }

  /// Terms fall by a factor of four at least, so 61 orders exceed the digits of a double.
  private static let maximumSeriesOrder = 61.0
}
