public import SteelyardContracts
public import SteelyardMargin

/// Every account of the house under one shock, on one frame.
///
/// Everything that is held is revalued once; what an account gains is then a sum over its positions, exact for all.
/// Requirements after the shock are the model's own for the accounts that it hits worst, and for all of them where
/// they are few; of the rest the requirement is held and equity moved, which `isExact` and `exactCount` tell.
public struct HouseStress: Sendable {
  /// By what accounts are ranked.
  public enum Order: String, Sendable, Hashable, CaseIterable {
    /// The largest loss first.
    case pnl
    /// The least maintenance excess after the shock first.
    case excess
  }

  /// One account.
  public struct Row: Sendable {
    /// Which.
    public let account: AccountView
    /// Its figures before the shock.
    public let before: AccountFigures
    /// What it gained, in US dollars.
    public let profitUSD: Double
    /// Its figures after the shock.
    public let after: AccountFigures
  }

  /// How many accounts stand at a level, before and after.
  public struct LevelCount: Sendable, Hashable {
    /// The level; nil for accounts of which it is not known.
    public let level: HealthLevel?
    /// Accounts before the shock.
    public internal(set) var before = 0
    /// Accounts after it.
    public internal(set) var after = 0
  }

  /// An account that could not be evaluated.
  public struct Failure: Sendable {
    /// Which.
    public let account: AccountView
    /// Why.
    public let reason: SteelyardError
  }

  /// Accounts that get the model's own figures whatever it takes; with further ones it goes on while there is time.
  public static let exactCountMin = 2_000

  /// The shock.
  public let shock: MarketShock
  /// The frame.
  public let frame: LiveFrame
  /// The journal's position when the accounts were read; some may have moved on since.
  public let position: Int64
  /// What the coins that are held or written on did, by code.
  public let coins: [StressOutcome.CoinMove]
  /// Accounts in all.
  public let accountCount: Int
  /// What all accounts gained together, in US dollars.
  public let profitUSD: Double
  /// Accounts at each level.
  public let levels: [LevelCount]
  /// What accounts owe beyond what they have: the negative equities after the shock added up, as a positive amount.
  public let shortfallUSD: Double
  /// Accounts whose figures after the shock are the model's own.
  public let exactCount: Int
  /// The worst accounts.
  public let rows: [Row]
  /// Accounts that are left out of everything but the count, and why.
  public let failures: [Failure]

  /// Whether all figures are the model's own.
  public var isExact: Bool { exactCount + failures.count == accountCount }
}
