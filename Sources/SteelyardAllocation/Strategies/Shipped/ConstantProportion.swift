public import SteelyardContracts

/// Keeps a multiple of what lies above a floor in the coin, the rest in dollars.
///
///     exposure = min(multiplier x (equity - floor), most x equity)
///
/// With a floor that stays it is constant-proportion insurance (CPPI); with one that follows the highest equity,
/// time-invariant
/// protection (TIPP). A fall of more than 1 / multiplier between two trades breaks through the floor: the gap risk.
///
/// - Source: F. Black, A. Perold, "Theory of constant proportion portfolio insurance", J. Economic Dynamics and
///   Control 16
///   (1992); T. Estep, M. Kritzman, "TIPP: insurance without complexity", J. Portfolio Management 14 (1988).
public struct ConstantProportion: Strategy {
  /// The floor, set at the first decision.
  public struct Memory: Codable, Sendable, Hashable {
    /// In US dollars; nil before the first decision.
    public internal(set) var floor: Double?
    /// The highest equity so far.
    public internal(set) var peak = 0.0
  }

  /// The multiple.
  public let multiplier: Double
  /// The floor as a share of the first equity, or of the highest.
  public let floorShare: Double
  /// Whether the floor follows the highest equity.
  public let isRatcheted: Bool
  /// Largest exposure over equity.
  public let exposureMax: Double
  /// The change of exposure over equity that is not traded.
  public let band: Double

  /// Insurance by its parameters.
  ///
  /// - Throws: `invalidInput` for a number out of its range.
  public init(
    multiplier: Double, floorShare: Double, isRatcheted: Bool, exposureMax: Double, band: Double
  ) throws(SteelyardError) {
    try StrategyParameter.check(above: 0, ["multiplier": multiplier, "exposure_max": exposureMax])
    try StrategyParameter.check(from: 0, ["floor": floorShare, "band": band])
    guard floorShare < 1 else {
      throw SteelyardError(
        .invalidInput, "A floor of \(floorShare) leaves nothing to risk.",
        remedy: "Give one below 1.")
    }
    self.multiplier = multiplier
    self.floorShare = floorShare
    self.isRatcheted = isRatcheted
    self.exposureMax = exposureMax
    self.band = band
  }

  /// `cppi`.
  public var name: String { "cppi" }
  /// The floor is not set yet.
  public var initialMemory: Memory { Memory() }

  /// Brings the coins to the multiple of the cushion.
  public func decision(
    for view: StrategyView, _ memory: Memory
  ) throws(SteelyardError) -> StrategyDecision<Memory> {
    var memory = memory
    let equity = view.account.equity
    memory.peak = max(memory.peak, equity)
    let floor = isRatcheted ? floorShare * memory.peak : memory.floor ?? floorShare * equity
    memory.floor = floor
    let cushion = max(0, equity - floor)
    let exposure = min(multiplier * cushion, exposureMax * max(equity, 0))
    var trades: [StrategyTrade] = []
    for coin in view.market.coins {
      guard let spot = coin.price, equity > 0 else { continue }
      let target = exposure / Double(view.market.coins.count)
      let held = view.account.quantity(of: coin.spot) * spot
      guard abs(target - held) > band * equity || (target == 0 && held > 0) else { continue }
      let trade = try view.trade(
        coin.spot, to: target / spot, target < held ? .exit : .entry,
        "\(usd(cushion)) lie above the floor of \(usd(floor)): \(percent(exposure / equity)) in coins"
      )
      if let trade { trades.append(trade) }
    }
    return StrategyDecision(trades, memory: memory)
  }
}
