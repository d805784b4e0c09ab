public import SteelyardContracts
import SteelyardPricing

/// One leg of a standard book, struck anew at each day's prices.
public struct BacktestLeg: Sendable, Hashable {
  /// What is held.
  public enum Kind: Sendable, Hashable {
    /// A perpetual settled in US dollars.
    case perpetual
    /// A perpetual settled in its coin.
    case inversePerpetual
    /// A dated future settled in its coin, with so many days left.
    case inverseFuture(days: Double)
    /// The coin itself, or US dollars.
    case balance
    /// An option settled in its coin, at a moneyness in deviations: ln(K/F) / (sigma sqrt t).
    case option(OptionRight, moneyness: Double, days: Double)
  }

  /// How much is held; positive is long.
  public enum Size: Sendable, Hashable {
    /// US dollars of the coin; of an option, of its underlying.
    case dollars(Double)
    /// US dollars that offset the dollar delta of the other legs in the same coin.
    case deltaHedge
    /// US dollars of so many dollars of another coin, times the beta of that coin to this one over
    /// the last days, with the other sign.
    case betaHedge(of: Currency, dollars: Double, days: Int)
  }

  /// The coin.
  public let coin: Currency
  /// What is held.
  public let kind: Kind
  /// How much.
  public let size: Size

  /// A leg from its parts.
  public init(_ coin: Currency, _ kind: Kind, _ size: Size) {
    self.coin = coin
    self.kind = kind
    self.size = size
  }
}

/// A book that a backtest strikes anew every day and freezes over the horizon.
public struct BacktestBook: Sendable, Hashable {
  /// What kind of book it is; goals are set by kind.
  public enum Group: String, Sendable, Hashable, CaseIterable {
    /// One coin, one direction.
    case outright
    /// Coins against each other.
    case spread
    /// Perpetuals against dated futures or spot of the same coin.
    case carry
    /// Coins as collateral.
    case collateral
    /// Options, bought or sold, with their delta.
    case options
    /// Options whose legs or perpetuals hedge each other.
    case hedgedOptions = "hedged_options"
  }

  /// What people call it.
  public let name: String
  /// What kind of book it is.
  public let group: Group
  /// Its legs.
  public let legs: [BacktestLeg]
  /// Why its results are outside the goals; nil where they are inside.
  public let hypothetical: String?

  /// A book from its parts.
  public init(
    _ name: String, _ group: Group, _ legs: [BacktestLeg], hypothetical: String? = nil
  ) {
    self.name = name
    self.group = group
    self.legs = legs
    self.hypothetical = hypothetical
  }

  /// The coins of its legs.
  public var coins: Set<Currency> { Set(legs.map(\.coin).filter { $0 != .usd }) }
  /// Whether nothing in it is an option.
  public var isDeltaOne: Bool {
    legs.allSatisfy { leg in
      if case .option = leg.kind { false } else { true }
    }
  }
  /// Whether its legs hedge each other.
  public var isHedged: Bool { group == .spread || group == .hedgedOptions || group == .carry }
}
