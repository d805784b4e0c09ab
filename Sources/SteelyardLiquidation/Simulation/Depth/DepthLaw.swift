import Glibc
import SteelyardContracts
import SteelyardMath

/// A law of impact fitted to books: what selling down to each distance takes.
///
/// Each law has one free number, set so that the mean of ln(distance by the law / distance) is nothing over the levels of both sides.
///
/// - Source: The laws are those of `SaleImpact`; books hold what is offered at once, and nothing of what would be offered after.
public struct DepthLaw: Sendable, Hashable {
  /// Which law.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The price falls by so much a coin.
    case linear
    /// A constant product.
    case pool
    /// The root of what is sold.
    case squareRoot = "square_root"
  }

  /// Which law.
  public let kind: Kind
  /// Relative fall for the first coin (linear), coins in reserve (pool), relative fall for a coin's root (square root).
  public let coefficient: Double
  /// Root of the mean square of ln(distance by the law / distance).
  public let misfit: Double
  /// How many levels, both sides counted.
  public let levelCount: Int

  /// Fits a law.
  public init(_ kind: Kind, to depth: DepthProfile) {
    let points = depth.levels.flatMap { [($0.distance, $0.bid), ($0.distance, $0.ask)] }
    let coefficient = exp(
      points.reduce(0) { $0 + log(Self.coefficient(kind, distance: $1.0, coins: $1.1)) }
        / Double(points.count))
    self.kind = kind
    self.coefficient = coefficient
    levelCount = points.count
    misfit =
      (points.reduce(0) {
        let error = log(Self.distance(kind, coefficient, coins: $1.1) / $1.0)
        return $0 + error * error
      } / Double(points.count)).squareRoot()
  }

  /// All laws, the nearest first; of two that differ by less than a thousandth, the one that keeps prices above 0.
  public static func fits(to depth: DepthProfile) -> [DepthLaw] {
    let order: [Kind] = [.pool, .linear, .squareRoot]
    return order.map { DepthLaw($0, to: depth) }.enumerated().sorted {
      ($0.element.misfit / 1e-3).rounded() < ($1.element.misfit / 1e-3).rounded()
        || (($0.element.misfit / 1e-3).rounded() == ($1.element.misfit / 1e-3).rounded()
          && $0.offset < $1.offset)
    }.map(\.element)
  }

  /// The exponent b of distance = a x coins^b by least squares in logarithms, with its standard error: 1 for linear, 1/2 for a root.
  ///
  /// Nil for fewer than three distances.
  public static func exponent(of depth: DepthProfile) -> (exponent: Double, standardError: Double)?
  {
    guard depth.levels.count > 2 else { return nil }
    let points = depth.levels.flatMap { [($0.distance, $0.bid), ($0.distance, $0.ask)] }
    let line = lineFit(points.map { log($0.1) }, points.map { log($0.0) })
    return line.status == .converged ? (line.slope, line.slopeStandardError) : nil
  }

  /// Coins that move the price by a share.
  public func coins(moving distance: Double) -> Double {
    switch kind {
    case .linear: distance / coefficient
    case .pool: coefficient * (1 / (1 - distance).squareRoot() - 1)
    case .squareRoot: (distance / coefficient) * (distance / coefficient)
    }
  }

  /// The law as a coin of a market has it.
  ///
  /// - Parameters:
  ///   - price: Of the coin in that market, USD.
  ///   - dailyVolume: Coins a day, for the square root; only the law's shape depends on it.
  public func impact(price: Double, dailyVolume: Double) -> CascadeMarket.Impact {
    switch kind {
    case .linear: .linear(slope: coefficient * price)
    case .pool: .pool(reserve: coefficient)
    case .squareRoot:
      .squareRoot(coefficient: coefficient * dailyVolume.squareRoot(), dailyVolume: dailyVolume)
    }
  }

  private static func coefficient(_ kind: Kind, distance: Double, coins: Double) -> Double {
    switch kind {
    case .linear: return distance / coins
    case .pool:
      let share = (1 - distance).squareRoot()
      return coins * share / (1 - share)
    case .squareRoot: return distance / coins.squareRoot()
    }
  }

  private static func distance(_ kind: Kind, _ coefficient: Double, coins: Double) -> Double {
    switch kind {
    case .linear: return coefficient * coins
    case .pool:
      let share = coefficient / (coefficient + coins)
      return 1 - share * share
    case .squareRoot: return coefficient * coins.squareRoot()
    }
  }
}
