public import SteelyardContracts
public import SteelyardMargin
public import SteelyardMarket
public import SteelyardPricing

/// One market as the model of each account sees it, with everything that is held or may be traded.
public struct RebalanceFrames: Sendable {
  /// Most accounts.
  public static let accountsMax = 64

  /// What is held or may be traded.
  public let universe: InstrumentUniverse
  /// One for each account.
  public let frames: [RiskFrame]

  /// Frames of accounts.
  ///
  /// - Parameters:
  ///   - perpetuals: Those that may be traded.
  ///   - surfaces: Fitted surfaces, where a model or an option without a mark needs one.
  /// - Throws: `limitExceeded` for no account or more than `accountsMax`; what a model's frame throws.
  public init(
    _ accounts: [RebalanceAccount], in snapshot: MarketSnapshot, perpetuals: [Instrument],
    surfaces: [Underlying: VolatilitySurface], level: KernelLevel
  ) throws(SteelyardError) {
    guard (1...RebalanceFrames.accountsMax).contains(accounts.count) else {
      throw SteelyardError(
        .limitExceeded, "There are \(accounts.count) accounts.",
        remedy: "Give 1 to \(RebalanceFrames.accountsMax).")
    }
    var universe = InstrumentUniverse()
    for account in accounts {
      for position in account.portfolio.positions { _ = try universe.add(position.instrument) }
    }
    for instrument in perpetuals where snapshot.observation(of: instrument) != nil {
      _ = try universe.add(instrument)
    }
    let kept = snapshot.keeping(Set(universe.instruments))
    self.universe = universe
    frames = try accounts.map { account throws(SteelyardError) in
      try account.model.frame(
        number: 1, of: universe, in: kept, surfaces: surfaces, level: level)
    }
  }
}
