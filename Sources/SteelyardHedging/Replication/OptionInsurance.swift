import Glibc
public import SteelyardContracts
import SteelyardMath
import SteelyardPricing

/// Option-based portfolio insurance: coins and a put on each, bought out of the same money, so that it ends at the
/// floor or above.
///
///     n (S + put(K)) = V,   n K = F   ⇒   (S + put(K)) / K = V / F
///
/// n, the share of the rise that is kept against holding V / S coins, and K follow from the floor F at expiry.
///
/// - Source: H. Leland, M. Rubinstein, "The evolution of portfolio insurance" (1976, in D. Luskin (ed.), "Portfolio
///   Insurance", 1988); P. Bertrand, J.-L. Prigent, "Portfolio insurance strategies: OBPI versus CPPI", Finance 26
///   (2005).
public struct OptionInsurance: Sendable, Hashable {
  /// The strike of the puts, in quote currency.
  public let strike: Double
  /// Coins and puts held.
  public let coins: Double
  /// What one put costs, in quote currency.
  public let putValue: Double
  /// What all puts cost as a share of the value.
  public let premiumShare: Double
  /// n S / V: the part of a rise that is kept.
  public let participation: Double

  /// The insurance of a value.
  ///
  /// - Parameters:
  ///   - value: V, > 0.
  ///   - floor: F at expiry, > 0.
  ///   - volatility: Of the put; of a smile, that at the strike found.
  /// - Throws: `invalidInput` for a number that cannot be; `notApplicable` for a floor that cannot be bought: it
  ///   would have to grow at the rate of cash or faster; `noConvergence` where no strike is found.
  public init(
    value: Double, floor: Double, spot: Double, years: Double, volatility: Double, rate: Double
  ) throws(SteelyardError) {
    guard value > 0, floor > 0, spot > 0, [value, floor, spot].allSatisfy(\.isFinite) else {
      throw SteelyardError(
        .invalidInput, "Value \(value), floor \(floor), spot \(spot).",
        remedy: "Give numbers above zero.")
    }
    func put(_ strike: Double) throws(SteelyardError) -> Double {
      try BlackScholes(
        spot: spot, strike: strike, timeToExpiry: years, volatility: volatility, rate: rate,
        yield: 0
      ).value(.put)
    }
    let discount = exp(-rate * years)
    guard floor * discount < value else {
      throw SteelyardError(
        .notApplicable,
        "A floor of \(floor) is worth \(floor * discount) now, the portfolio \(value).",
        remedy: "Give a floor below what the value grows to at the rate of cash.")
    }
    // (S + put(K)) / K falls from infinity to the discount as K grows: one root.
    let aim = value / floor
    var low = spot
    var high = spot
    for _ in 0..<200 where try (spot + put(low)) / low < aim { low /= 2 }
    for _ in 0..<200 where try (spot + put(high)) / high > aim { high *= 2 }
    for _ in 0..<200 where high - low > 1e-14 * high {
      let middle = 0.5 * (low + high)
      if try (spot + put(middle)) / middle > aim { low = middle } else { high = middle }
    }
    let strike = 0.5 * (low + high)
    let price = try put(strike)
    guard abs((spot + price) / strike - aim) < 1e-9 * aim else {
      throw SteelyardError(
        .noConvergence, "No strike insures \(value) at \(floor).",
        remedy: "Give a floor further below the value.")
    }
    self.strike = strike
    coins = floor / strike
    putValue = price
    premiumShare = floor / strike * price / value
    participation = floor / strike * spot / value
  }

  /// The value at expiry.
  public func value(at price: Double) -> Double { coins * max(price, strike) }
}
