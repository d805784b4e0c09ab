import Glibc
public import SteelyardContracts
import SteelyardMath

/// Model-free total variance of one smile, by integrating options out of the money.
///
/// W = 2 ∫ Q(K)/K² dK = 2 ∫ q(k) e^(−k) dk over k = ln(K/F), with q = Q/F: the put left of the
/// forward, the call right of it. Simpson's rule over cells of a twentieth of a deviation √w(0), from
/// the forward outwards until eight cells add less than 1e-13 of what is there.
///
/// - Accuracy: Relative error below 1e-9 for flat smiles of 5 % to 300 % and for SVI slices; see
///   `ImpliedIndexTests`.
/// - Source: P. Carr, D. Madan, "Towards a theory of volatility trading" (1998), eq. 14.
public struct VarianceStrip: Sendable, Hashable {
  /// Widest |ln(K/F)| looked at: the exponential of it is beyond any listed strike.
  public static let reachMax = 60.0

  /// W, > 0.
  public let totalVariance: Double
  /// Where the integral ended on either side, ln(K/F).
  public let reach: ClosedRange<Double>

  /// The variance of a fitted slice, its wings included.
  ///
  /// - Throws: `notApplicable` where the slice has no variance at the money; `noConvergence` where a
  ///   wing still counts at `reachMax`.
  public init(_ slice: SmileSlice) throws(SteelyardError) {
    let deviation = slice.totalVariance(at: 0).squareRoot()
    guard deviation > 0, deviation.isFinite else {
      throw SteelyardError(
        .notApplicable, "The slice of \(slice.expiry) has no variance at the money.",
        remedy: "Leave the expiry out.")
    }
    let cell = deviation / 20
    let puts = try VarianceStrip.side(slice, step: -cell)
    let calls = try VarianceStrip.side(slice, step: cell)
    totalVariance = 2 * (puts.sum + calls.sum)
    reach = puts.end...calls.end
  }

  /// The integral from the forward outwards, in steps of one sign.
  private static func side(
    _ slice: SmileSlice, step: Double
  ) throws(SteelyardError) -> (sum: Double, end: Double) {
    var sum = CompensatedSum()
    var place = 0.0
    var value = integrand(slice, 0)
    var idleCells = 0
    while idleCells < 8 {
      let middle = integrand(slice, place + step / 2)
      let next = integrand(slice, place + step)
      let added = abs(step) / 6 * (value + 4 * middle + next)
      sum.add(added)
      place += step
      value = next
      idleCells = added <= 1e-13 * sum.value ? idleCells + 1 : 0
      guard abs(place) < reachMax else {
        throw SteelyardError(
          .noConvergence,
          "The variance of \(slice.expiry) does not end: at ln(K/F) = \(place) options still count.",
          remedy: "Leave the expiry out, or fit it with less steep wings.")
      }
    }
    return (sum.value, place)
  }

  /// q e^(−k): the option out of the money, in forwards.
  ///
  /// With s = √w, the call is Φ(d₁) − e^k Φ(d₂) and the put e^k Φ(−d₂) − Φ(−d₁).
  private static func integrand(_ slice: SmileSlice, _ logMoneyness: Double) -> Double {
    let deviation = max(slice.totalVariance(at: logMoneyness), 0).squareRoot()
    guard deviation > 0 else { return 0 }
    let upper = -logMoneyness / deviation + deviation / 2
    let lower = upper - deviation
    let density = exp(-logMoneyness)
    let value =
      logMoneyness < 0
      ? NormalDistribution.cumulative(-lower) - density * NormalDistribution.cumulative(-upper)
      : density * NormalDistribution.cumulative(upper) - NormalDistribution.cumulative(lower)
    return max(value, 0)
  }
}
