public import SteelyardContracts

/// The best trades over a network of pools: the most of one token for another, or the most that differences of prices
/// give.
///
/// With prices ν of the tokens, every pool alone does what gains most at them; the best ν minimise
///
///     Ū(ν) + Σ pools' gains at ν
///
/// which is convex, once differentiable, and at its least equal to what can be had. `gap` is the difference between
/// that bound and the trades found: a certificate that does not depend on how they were found.
///
/// - Source: G. Angeris, A. Evans, T. Chitra, S. Boyd, "Optimal routing for constant function market makers" (2022), 4;
///   T. Diamandis et al. (2023), 2.
public struct NetworkRoute: Sendable, Hashable {
  /// What is wanted.
  public enum Objective: Sendable, Hashable {
    /// The most of one token for an amount of another.
    case swap(amount: Double, of: Int, into: Int)
    /// The most that can be taken out without paying, valued at these prices of the tokens.
    case arbitrage(prices: [Double])
  }

  /// What one pool does.
  public struct Hop: Sendable, Hashable {
    /// Which pool, as an index.
    public let pool: Int
    /// The token paid, as an index.
    public let tokenIn: Int
    /// The token received.
    public let tokenOut: Int
    /// How much is paid.
    public let paid: Double
    /// How much is received.
    public let received: Double
  }

  /// The trades, each after those that bring what it pays, as far as there is such an order.
  public let hops: [Hop]
  /// What is had of each token in the end; what was paid is negative.
  public let net: [Double]
  /// The amount received, or the value taken out.
  public let value: Double
  /// What no trades can exceed.
  public let bound: Double
  /// The prices of the tokens at which every pool does its best: those of a swap in units of the token received.
  public let prices: [Double]
  /// Steps of Newton's method.
  public let iterations: Int
  /// Whether some token is needed before it is had: then all must be one transaction.
  public let isCyclic: Bool

  /// How much more no trades can bring.
  public var gap: Double { max(0, bound - value) }

  /// Most tokens, and most pools or parts of pools.
  public static let tokensMax = 64
  /// Most pools, parts between ticks counted one by one.
  public static let poolsMax = 20_000

  /// The best trades.
  ///
  /// - Throws: `invalidInput` for tokens or amounts out of range, tokens that no pools connect; `limitExceeded` for too
  ///   large a network or more than its pools take; `noConvergence` where bound and trades stay apart by more than a
  ///   millionth.
  public init(
    _ objective: Objective, tokenCount: Int, pools: [NetworkPool]
  ) throws(SteelyardError) {
    var dual = try NetworkDual(objective, tokenCount, pools)
    iterations = dual.minimise()
    prices = dual.prices
    bound = dual.value
    let flow = NetworkFlow(objective, tokenCount, pools, at: dual.prices)
    net = flow.net
    value = flow.value(objective)
    (hops, isCyclic) = flow.hops
    let scale = max(abs(bound), dual.scale * 1e-6)
    guard bound - value <= 1e-6 * scale else {
      throw SteelyardError(
        .noConvergence,
        "After \(iterations) steps the trades bring \(value) and the bound is \(bound).",
        remedy: "Swap less, or leave out pools that are all but empty.")
    }
  }
}
