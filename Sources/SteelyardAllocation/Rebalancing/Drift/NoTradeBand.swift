import Glibc
public import SteelyardContracts

/// How far a weight may drift before trading it back is worth its cost, for one risky coin beside cash.
///
///     half width = (3/2 × c / γ × t² (1 − t)²)^(1/3)
///
/// with t the target, c the cost of a dollar traded either way and γ the relative risk aversion. It is the leading term
/// for small costs of an investor with constant relative risk aversion whose coin follows a geometric Brownian motion:
/// neither its drift nor its volatility stands in it but through the target. Trades go to the edge of the band and not
/// to its middle. The next term is of the order c^(2/3); at a target of 0 or 1 this one is zero, and the band is
/// of a higher order.
///
/// - Source: K. Janeček, S. Shreve, "Asymptotic analysis for optimal investment and consumption with transaction
///   costs", Finance and Stochastics 8 (2004), pp. 181-206; M. Davis, A. Norman, "Portfolio selection with transaction
///   costs", Mathematics of Operations Research 15 (1990), pp. 676-713; L. Rogers, "Why is the effect of proportional
///   transaction costs O(δ^(2/3))?", Contemporary Mathematics 351 (2004), pp. 303-308.
public enum NoTradeBand {
  /// Half the width of the band around a target.
  ///
  /// - Parameters:
  ///   - target: The weight that would be best without costs, decimal.
  ///   - cost: What trading a dollar costs, decimal, ≥ 0.
  ///   - riskAversion: Relative, > 0; 1 is the investor who makes growth largest.
  /// - Throws: `invalidInput` for a number out of its range.
  public static func halfWidth(
    target: Double, cost: Double, riskAversion: Double
  ) throws(SteelyardError) -> Double {
    guard target.isFinite, cost >= 0, cost.isFinite, riskAversion > 0, riskAversion.isFinite else {
      throw SteelyardError(
        .invalidInput,
        "There is no band for a target of \(target), a cost of \(cost) and a risk aversion of \(riskAversion).",
        remedy: "Give a finite target, a cost from 0 up and a risk aversion above zero.")
    }
    let spread = target * (1 - target)
    return cbrt(1.5 * cost / riskAversion * spread * spread)
  }
}
