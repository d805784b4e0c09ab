public import SteelyardContracts

/// What a balance counts for.
///
/// A haircut here covers only the cost of moving and closing the asset; a debt counts in full.
public struct CollateralRule: Sendable, Hashable, Codable {
  /// Haircuts on positive balances for initial margin, by asset, 0 to 1.
  public let haircuts: [String: Double]
  /// The haircut on assets that are not listed; 1 means they do not count.
  public let unlistedHaircut: Double

  /// A rule from its parts.
  public init(haircuts: [String: Double], unlistedHaircut: Double) {
    self.haircuts = haircuts
    self.unlistedHaircut = unlistedHaircut
  }

  /// The haircut on a balance of an asset.
  public func haircut(of asset: Currency) -> Double {
    haircuts[asset.code] ?? unlistedHaircut
  }

  /// The haircut for maintenance margin: none on what is accepted at all.
  func maintenanceHaircut(of asset: Currency) -> Double {
    haircut(of: asset) < 1 ? 0 : 1
  }
}
