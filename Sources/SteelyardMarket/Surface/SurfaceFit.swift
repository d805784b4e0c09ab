public import SteelyardContracts

/// A fitted surface with everything needed to judge it.
public struct SurfaceFit: Sendable {
  /// The surface.
  public let surface: VolatilitySurface
  /// How it was fitted.
  public let options: SurfaceFitOptions
  /// Each expiry of the underlying, fitted or not, in order of time.
  public let expiries: [ExpiryFit]
  /// Fit error over all expiries beyond `options.pooledErrorDaysMin`; nil where none has a row.
  public let pooledError: FitError?
  /// Where the surface has arbitrage all the same; empty where it has none.
  public let violations: [ArbitrageViolation]
  /// The parameters of the surface as a whole, for `ssvi`.
  public let ssvi: SSVIParameters?
}

/// How the fit of one expiry went.
public struct ExpiryFit: Sendable, Hashable {
  /// How a fit ended.
  public enum Status: String, Sendable, Hashable, Codable, CaseIterable {
    /// The search met its tolerance, and the slice has no arbitrage.
    case converged
    /// The search ended at its limit; the slice is its best and has no arbitrage.
    case iterationLimit = "iteration_limit"
    /// The slice had to be moved off its best fit to remove arbitrage.
    case repaired
    /// Arbitrage remains; `SurfaceFit.violations` says where.
    case arbitrage
    /// Too few strikes with a volatility; the expiry has no slice and is interpolated.
    case tooFewStrikes = "too_few_strikes"
    /// The quotes give no slice at all, such as volatilities that are all but zero; the expiry is
    /// interpolated.
    case noSlice = "no_slice"
  }

  /// The expiry.
  public let expiry: Timestamp
  /// Years of 365 days from the snapshot.
  public let timeToExpiry: Double
  /// The forward, in quote currency.
  public let forward: ForwardPrice
  /// Strikes with a volatility.
  public let strikeCount: Int
  /// How the fit ended.
  public let status: Status
  /// Steps of the searches together.
  public let iterations: Int
  /// The slice; nil for `tooFewStrikes` and `noSlice`.
  public let slice: SmileSlice?
  /// Error of the slice on the rows within `SurfaceFitOptions.errorDeltaRange`.
  public let error: FitError?
  /// Error that the SVI part alone has on the same rows.
  public let baseError: FitError?
  /// The least Durrleman g on the whole line, and where; nil without a slice.
  public let minimumDurrleman: Double?
}

/// Absolute errors of a fit against mark volatilities, in vol points (0.01 of decimal volatility).
public struct FitError: Sendable, Hashable {
  /// Rows measured; a call and a put of one strike are two.
  public let rowCount: Int
  /// Median.
  public let median: Double
  /// 95th percentile, linear between rows.
  public let percentile95: Double
  /// Largest.
  public let maximum: Double
}

/// A place where a surface has arbitrage.
public struct ArbitrageViolation: Sendable, Hashable {
  /// What kind it is.
  public enum Kind: Sendable, Hashable {
    /// Durrleman's g is negative: a butterfly has a negative price.
    case butterfly
    /// A wing is steeper than Lee's bound of 2.
    case wing
    /// Total variance is below that of this earlier expiry at the same log-moneyness.
    case calendar(earlier: Timestamp)
  }

  /// What kind it is.
  public let kind: Kind
  /// The expiry.
  public let expiry: Timestamp
  /// ln(K/F) where it is worst.
  public let logMoneyness: Double
  /// Strike where it is worst, in quote currency.
  public let strike: Double
  /// How much, > 0: −g, total variance missing, or slope beyond 2.
  public let size: Double
}

/// The parameters of a power-law SSVI surface, φ = ηθ^(−γ)(1 + θ)^(γ − 1).
public struct SSVIParameters: Sendable, Hashable {
  /// ρ.
  public let correlation: Double
  /// η; η(1 + |ρ|) ≤ 2.
  public let scale: Double
  /// γ, 0 to 1/2.
  public let exponent: Double
}
