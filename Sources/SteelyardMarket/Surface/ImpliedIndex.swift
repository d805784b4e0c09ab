import Glibc
public import SteelyardContracts

/// A volatility index of a stated term: what a variance swap over it would cost, as a volatility.
///
/// Each expiry's model-free total variance W(T) = 2 ∫ Q(K)/K² dK, Q the undiscounted value of the
/// option out of the money at K. Between the expiries on both sides of the term, W is linear in time:
/// the index is √(W(term)/term). Only the smile decides it, not where the forward stands.
///
/// The term is 30 days for what is comparable to DVOL or the VIX. Over the quoted
/// strikes it is what published indices are; over the whole smile it is what the theory asks for.
///
/// - Source: Cboe, "Volatility Index Methodology: Cboe Volatility Index" (2023), for the two expiries and the
///   interpolation; P. Carr, D. Madan, "Towards a theory of volatility trading" (1998), eq. 14, for the
///   integral. Deribit describes DVOL as the same on its own options; its smoothing and cut-offs are
///   not public.
public struct ImpliedIndex: Sendable, Hashable {
  /// One expiry that the index stands on.
  public struct Leg: Sendable, Hashable {
    /// The expiry.
    public let expiry: Timestamp
    /// Years of 365 days from the snapshot to it.
    public let timeToExpiry: Double
    /// W: model-free total variance to it.
    public let totalVariance: Double
    /// Its share in the total variance of the term.
    public let weight: Double

    /// √(W/T), decimal per root year.
    public var volatility: Double { (totalVariance / timeToExpiry).squareRoot() }
  }

  /// Days of 86,400 s that the index looks ahead, > 0.
  public let termDays: Double
  /// Which strikes it counts.
  public let extent: VarianceStrip.Extent
  /// The index, decimal per root year.
  public let volatility: Double
  /// The expiry before and the one after the term; the one alone that falls on it.
  public let legs: [Leg]

  /// The index of a fitted surface.
  ///
  /// - Parameters:
  ///   - surface: The surface.
  ///   - termDays: Days to look ahead, > 0.
  ///   - extent: Whether the wings beyond the last quotes count.
  /// - Throws: `invalidInput` for a term that is not above zero; `missingMarketData` where the surface
  ///   has no fitted expiry on one side of the term, because total variance is not extrapolated;
  ///   `notApplicable` and `noConvergence` as `VarianceStrip` has them.
  public init(
    of surface: VolatilitySurface, termDays: Double, over extent: VarianceStrip.Extent
  ) throws(SteelyardError) {
    guard termDays > 0, termDays.isFinite else {
      throw SteelyardError(
        .invalidInput, "A term of \(termDays) days is not possible.",
        remedy: "Give a finite number of days above zero; 30 is usual.")
    }
    let term = termDays / 365
    let name = "\(surface.underlying)"
    guard let later = surface.slices.first(where: { $0.timeToExpiry >= term }) else {
      throw ImpliedIndex.missing(name, "after", termDays)
    }
    self.termDays = termDays
    self.extent = extent
    let far = try VarianceStrip(later, over: extent).totalVariance
    if later.timeToExpiry == term {
      legs = [
        Leg(expiry: later.expiry, timeToExpiry: term, totalVariance: far, weight: 1)
      ]
      volatility = (far / term).squareRoot()
      return
    }
    guard let earlier = surface.slices.last(where: { $0.timeToExpiry < term }) else {
      throw ImpliedIndex.missing(name, "before", termDays)
    }
    let near = try VarianceStrip(earlier, over: extent).totalVariance
    let share = (term - earlier.timeToExpiry) / (later.timeToExpiry - earlier.timeToExpiry)
    legs = [
      Leg(
        expiry: earlier.expiry, timeToExpiry: earlier.timeToExpiry, totalVariance: near,
        weight: 1 - share),
      Leg(
        expiry: later.expiry, timeToExpiry: later.timeToExpiry, totalVariance: far, weight: share),
    ]
    volatility = ((near + share * (far - near)) / term).squareRoot()
  }

  private static func missing(_ name: String, _ side: String, _ days: Double) -> SteelyardError {
    SteelyardError(
      .missingMarketData, "\(name) has no fitted expiry \(side) \(days) days.",
      remedy: "Add a market file with options on both sides of the term.")
  }
}
