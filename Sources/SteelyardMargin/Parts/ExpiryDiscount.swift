import Glibc
import SteelyardContracts

/// What of an expiry's displaced value counts: a mark-down of what it would be worth, and a mark-up
/// of what it would owe, because neither could be closed at once.
///
/// The value of all positions of one expiry together, V, counts as
///
///     V >= 0   V × gain.base × e^(−t (r × gain.rate_multiplier + gain.rate_addition))
///     V < 0    V × min(debt.base × e^(t (r × debt.rate_multiplier + debt.rate_addition)), e^(r t))
///
/// with r = max(rate, 0). Without `debt` a negative value counts in full.
///
/// - Source: Derive's portfolio managers, "static discount". Their second manager never marks a debt
///   above its undiscounted value, which is the e^(r t).
public struct ExpiryDiscount: Sendable, Hashable, Codable {
  /// The factors of one sign.
  public struct Rates: Sendable, Hashable, Codable {
    /// Factor at expiry.
    public let base: Double
    /// Weight of the interest rate in the yearly rate.
    public let rateMultiplier: Double
    /// What is added to the yearly rate.
    public let rateAddition: Double

    /// Factors from their parts.
    public init(base: Double, rateMultiplier: Double, rateAddition: Double) {
      self.base = base
      self.rateMultiplier = rateMultiplier
      self.rateAddition = rateAddition
    }

    func exponent(rate: Double, years: Double) -> Double {
      years * (rate * rateMultiplier + rateAddition)
    }

    var isAdmissible: Bool {
      [base, rateMultiplier, rateAddition].allSatisfy { $0 >= 0 && $0.isFinite }
    }
  }

  /// For an expiry that is worth something.
  public let gain: Rates
  /// For an expiry that owes something; nil where it counts in full.
  public let debt: Rates?

  /// A discount from its parts.
  public init(gain: Rates, debt: Rates?) {
    self.gain = gain
    self.debt = debt
  }

  /// The factors of one expiry: on a value above, and on one below zero.
  public func factors(rate: Double, years: Double) -> (gain: Double, debt: Double) {
    let rate = max(rate, 0)
    let gainFactor = gain.base * exp(-gain.exponent(rate: rate, years: years))
    guard let debt else { return (gainFactor, 1) }
    return (
      gainFactor,
      min(debt.base * exp(debt.exponent(rate: rate, years: years)), exp(rate * years))
    )
  }

  var isAdmissible: Bool { gain.isAdmissible && debt?.isAdmissible ?? true }
}
