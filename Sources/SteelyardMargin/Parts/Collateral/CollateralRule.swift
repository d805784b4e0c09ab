public import SteelyardContracts

/// What balances count for: what a venue takes, at which price, with which haircut, up to how much,
/// and what may be owed.
///
/// - Source: `docs/collateral.md`.
public struct CollateralRule: Sendable, Hashable, Codable {
  /// What an asset that is not listed counts for.
  public enum Unlisted: Sendable, Hashable {
    /// Nothing.
    case notAccepted
    /// What an asset of this class counts for.
    case `class`(String)
  }

  /// At which price balances count, where an asset does not say otherwise.
  public let pricedAt: CollateralPricing
  /// Classes by name.
  public let classes: [String: CollateralClass]
  /// What is taken, by asset code.
  public let assets: [String: CollateralAsset]
  /// What an asset that is not listed counts for.
  public let unlisted: Unlisted
  /// What may be owed.
  public let debts: PermittedDebts
  /// Most different assets with a positive balance; nil where the venue has no such limit.
  public let assetsMax: Int?

  /// A rule from its parts.
  public init(
    pricedAt: CollateralPricing = .assetPrice, classes: [String: CollateralClass],
    assets: [String: CollateralAsset], unlisted: Unlisted, debts: PermittedDebts = .any,
    assetsMax: Int? = nil
  ) {
    self.pricedAt = pricedAt
    self.classes = classes
    self.assets = assets
    self.unlisted = unlisted
    self.debts = debts
    self.assetsMax = assetsMax
  }

  /// Every asset at its price in US dollars, without haircut.
  public static let everything = CollateralRule(
    classes: ["everything": CollateralClass(tiers: [.rest(initial: 0, maintenance: 0)])],
    assets: [:], unlisted: .class("everything"))

  /// The base coin of the family in whose scenarios the asset's price moves; nil for one that is
  /// not stressed.
  public func stressedIn(_ asset: Currency) -> Currency? { assets[asset.code]?.stressedIn }

  /// The base coin of the family that takes the asset: its manager, in the words of a venue that
  /// has one for each coin; nil for an asset of the account as a whole.
  public func family(of asset: Currency) -> Currency? {
    assets[asset.code].flatMap { $0.stressedIn ?? $0.family }
  }

  /// The terms that hold for an asset; nil where it is not taken.
  func terms(of asset: Currency) -> CollateralTerms? {
    guard let listed = assets[asset.code] else {
      guard case .class(let name) = unlisted, let shared = classes[name] else { return nil }
      return CollateralTerms(
        className: name, tiers: shared.tiers, capUSD: nil, classCapUSD: shared.capUSD,
        debt: shared.debt, pricedAt: pricedAt, stressedIn: nil)
    }
    let shared = listed.className.flatMap { classes[$0] }
    guard let tiers = listed.tiers ?? shared?.tiers else { return nil }
    return CollateralTerms(
      className: listed.className, tiers: tiers, capUSD: listed.capUSD,
      classCapUSD: shared?.capUSD, debt: listed.debt ?? shared?.debt,
      pricedAt: listed.pricedAt ?? pricedAt, stressedIn: listed.stressedIn)
  }
}

/// What holds for one asset after its class is looked up.
struct CollateralTerms: Equatable {
  /// The class; nil for an asset with tiers of its own.
  let className: String?
  let tiers: [CollateralTier]
  let capUSD: Double?
  let classCapUSD: Double?
  let debt: DebtRates?
  let pricedAt: CollateralPricing
  let stressedIn: Currency?
}

extension CollateralRule.Unlisted: Codable {
  /// The word of a file; no class may be called so.
  static let notAcceptedName = "not_accepted"

  /// Reads `not_accepted` or the name of a class.
  public init(from decoder: any Decoder) throws {
    let name = try decoder.singleValueContainer().decode(String.self)
    self = name == Self.notAcceptedName ? .notAccepted : .class(name)
  }

  /// Writes what `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .notAccepted: try container.encode(Self.notAcceptedName)
    case .class(let name): try container.encode(name)
    }
  }
}
