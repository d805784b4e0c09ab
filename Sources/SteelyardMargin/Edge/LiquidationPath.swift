import Glibc
public import SteelyardContracts

/// A way that the market may go while a book is asked where it would be liquidated.
public struct LiquidationPath: Sendable, Hashable {
  /// What happens to volatilities on the way.
  public enum VolatilityMode: String, Sendable, Hashable, Codable, CaseIterable {
    /// The level of volatility stays as it is.
    case held
    /// It follows spot by the stated response of each coin.
    case following
  }

  /// Largest beta, either sign: its power of the range's ends is still a price.
  public static let betaMax = 2.5
  /// The range of the reference coin's logarithmic move: from −99 % to +400 %.
  public static let logMoves = -4.605170185988091...1.6094379124341003

  /// The coin whose price tells the place on the way.
  public let reference: Currency
  /// By how much the logarithm of each coin's spot moves for that of the reference coin: 1 for itself.
  public let betas: [Currency: Double]
  /// What volatilities do.
  public let volatility: VolatilityMode

  /// A path on which one coin moves and everything else stays.
  public init(of coin: Currency, volatility: VolatilityMode) {
    reference = coin
    betas = [coin: 1]
    self.volatility = volatility
  }

  /// A path on which several coins move with a reference coin.
  ///
  /// - Throws: `invalidInput` for a beta that is not finite or beyond `betaMax`, or one of the
  ///   reference coin other than 1.
  public init(
    reference: Currency, betas: [Currency: Double], volatility: VolatilityMode
  ) throws(SteelyardError) {
    for (coin, beta) in betas.sorted(by: { $0.key < $1.key }) {
      guard abs(beta) <= LiquidationPath.betaMax else {
        throw SteelyardError(
          .invalidInput, "The beta of \(coin) is \(beta).",
          remedy: "Give a beta from -\(LiquidationPath.betaMax) to \(LiquidationPath.betaMax).")
      }
    }
    guard (betas[reference] ?? 1) == 1 else {
      throw SteelyardError(
        .invalidInput, "The beta of \(reference) to itself is \(betas[reference] ?? 1).",
        remedy: "Leave it out: betas count from \(reference).")
    }
    self.reference = reference
    self.betas = betas.merging([reference: 1]) { _, own in own }
    self.volatility = volatility
  }

  /// Whether several coins move.
  public var isJoint: Bool { betas.count > 1 }

  /// The shock at a place of the path; nothing else moves and no time passes.
  ///
  /// - Parameter logMove: The logarithm of the reference coin's move.
  public func shock(atLogMove logMove: Double) -> MarketShock {
    // What a shock says nothing of follows spot by the evaluator's response.
    let held: Double? = volatility == .held ? 0 : nil
    return MarketShock(
      label: "\(reference) at \(100 * expm1(logMove)) %", days: 0,
      coins: betas.mapValues { CoinShock(spot: expm1($0 * logMove), volatility: held) },
      others: CoinShock(spot: 0, volatility: held), assets: [:])
  }
}
