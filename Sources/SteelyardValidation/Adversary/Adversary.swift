public import SteelyardContracts
public import SteelyardMargin
public import SteelyardMarket
public import SteelyardPricing

/// Somebody who wants a smaller requirement, or more credit, without less risk.
///
/// Each attack is a search over what an attacker could do, on a seed, and finds the worst case; the
/// bounds stand in `docs/adversary.md`. The model is asked like anybody would ask it: the attacks know
/// nothing of its code.
public struct Adversary: Sendable {
  /// Fee of one side of a trade, as a share of the notional: the usual taker fee of a perpetual.
  public static let feeRate = 0.0005

  /// The model under attack.
  public let model: DynamicMargin
  /// The honest market.
  public let snapshot: MarketSnapshot
  /// Fitted surfaces by underlying; those that the model holds marks against.
  public let surfaces: [Underlying: VolatilitySurface]
  /// The kernels to use.
  public let level: KernelLevel
  /// The seed of every random case.
  public let seed: UInt64

  /// An adversary in a market.
  public init(
    against model: DynamicMargin, in snapshot: MarketSnapshot,
    surfaces: [Underlying: VolatilitySurface], level: KernelLevel, seed: UInt64
  ) {
    self.model = model
    self.snapshot = snapshot
    self.surfaces = surfaces
    self.level = level
    self.seed = seed
  }

  /// Initial margin of a portfolio and what counts against it, in a market that may be an attacked one.
  func view(
    of portfolio: Portfolio, in market: MarketSnapshot? = nil, under other: DynamicMargin? = nil
  ) throws(SteelyardError) -> AdversaryView {
    let model = other ?? model
    let batch = try PortfolioBatch(portfolio)
    let frame = try model.frame(
      number: 1, of: batch.universe, in: market ?? snapshot, surfaces: surfaces, level: level)
    let figures = model.figures(of: batch, in: frame)[0]
    guard figures.isComplete else {
      throw SteelyardError(
        .missingMarketData, "The book under attack cannot be margined whole.",
        remedy: "Give a market with all of it.")
    }
    return AdversaryView(
      requirement: figures.initialMargin, credit: figures.initialCountedEquity)
  }
}

/// Random numbers of the attacks: a linear congruential state, mixed.
///
/// - Source: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators" (2014).
struct AttackRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
