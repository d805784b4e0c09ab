/// A haircut on the part of an asset's value that lies in one range, as in an income tax.
///
/// Because only the part beyond an edge has the higher haircut, what counts never jumps.
public struct CollateralTier: Sendable, Hashable, Codable {
  /// Where the range ends, in US dollars; nil for the rest.
  public let upToUSD: Double?
  /// Haircut for initial margin, 0 to 1.
  public let initial: Double
  /// Haircut for maintenance margin, 0 to `initial`.
  public let maintenance: Double

  /// A tier from its parts.
  public init(upToUSD: Double?, initial: Double, maintenance: Double) {
    self.upToUSD = upToUSD
    self.initial = initial
    self.maintenance = maintenance
  }

  /// The last tier, or the only one.
  public static func rest(initial: Double, maintenance: Double) -> CollateralTier {
    CollateralTier(upToUSD: nil, initial: initial, maintenance: maintenance)
  }

  private enum CodingKeys: String, CodingKey {
    // The files write snake case, whose conversion knows no "USD".
    case upToUSD = "upToUsd"
    case initial, maintenance
  }
}

extension [CollateralTier] {
  /// What a value counts for after the haircuts of its parts, in US dollars.
  func counted(_ valueUSD: Double, _ haircut: KeyPath<CollateralTier, Double>) -> Double {
    var counted = 0.0
    var lower = 0.0
    for tier in self {
      let upper = Swift.min(tier.upToUSD ?? .infinity, valueUSD)
      guard upper > lower else { break }
      counted += (upper - lower) * (1 - tier[keyPath: haircut])
      lower = upper
    }
    return counted
  }
}
