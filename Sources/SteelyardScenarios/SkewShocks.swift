import Glibc

/// How a tilt of the smile multiplies each option's volatility, by its log-moneyness and tenor.
///
/// With t the root of the years to expiry and x = ln(K/F), or |x| for the absolute tilt:
///
///     cap   = cap + cap_per_root_year × t
///     width = max(width_min, t × width_scale × (volatility + t × volatility_per_root_year))
///     factor = 1 + x × cap / width, its second term kept between −cap and cap on its own side
///
/// A factor below zero counts as zero.
///
/// - Source: Derive's portfolio manager 2, skew scenarios.
public struct SkewShocks: Sendable, Hashable, Codable {
  /// The largest relative change of one kind of tilt.
  public struct Cap: Sendable, Hashable, Codable {
    /// At expiry.
    public let cap: Double
    /// What it changes by for each root year; usually below zero.
    public let capPerRootYear: Double

    /// A cap from its parts.
    public init(cap: Double, capPerRootYear: Double) {
      self.cap = cap
      self.capPerRootYear = capPerRootYear
    }
  }

  /// The tilt that raises one wing and lowers the other.
  public let linear: Cap
  /// The tilt that raises both wings.
  public let absolute: Cap
  /// Least log-moneyness at which the cap is reached, >= 0.
  public let widthMin: Double
  /// Deviations at which the cap is reached.
  public let widthScale: Double
  /// Volatility that a deviation is counted in, decimal.
  public let volatility: Double
  /// What that volatility changes by for each root year.
  public let volatilityPerRootYear: Double

  /// Tilts from their parts.
  public init(
    linear: Cap, absolute: Cap, widthMin: Double, widthScale: Double, volatility: Double,
    volatilityPerRootYear: Double
  ) {
    self.linear = linear
    self.absolute = absolute
    self.widthMin = widthMin
    self.widthScale = widthScale
    self.volatility = volatility
    self.volatilityPerRootYear = volatilityPerRootYear
  }

  /// What a tilt multiplies a volatility with, before it is kept at zero or above.
  ///
  /// - Parameters:
  ///   - logStrike: ln(K/F).
  ///   - years: Years of 365 days to expiry.
  public func factor(_ kind: VolatilityMove, logStrike: Double, years: Double) -> Double {
    let rootYears = years.squareRoot()
    let (limits, distance): (Cap, Double) =
      kind == .absoluteSkew ? (absolute, abs(logStrike)) : (linear, logStrike)
    let cap = limits.cap + limits.capPerRootYear * rootYears
    let width = max(
      widthMin, rootYears * widthScale * (volatility + rootYears * volatilityPerRootYear))
    // Without a width, at expiry, the cap is reached at once.
    guard width > 0 else { return distance == 0 ? 1 : 1 + (distance > 0 ? cap : -cap) }
    let slope = distance * cap / width
    return 1 + (distance >= 0 ? min(cap, slope) : max(-cap, slope))
  }

  var isAdmissible: Bool {
    widthMin >= 0
      && [
        linear.cap, linear.capPerRootYear, absolute.cap, absolute.capPerRootYear, widthMin,
        widthScale, volatility, volatilityPerRootYear,
      ].allSatisfy(\.isFinite)
  }
}
