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
    /// A dated future settled in US dollars, with so many days left.
    case future(days: Double)
    /// An option settled in US dollars, with moneyness and days as above.
    case dollarOption(OptionRight, moneyness: Double, days: Double)

    /// Whether it is an option.
    public var isOption: Bool {
      switch self {
      case .option, .dollarOption: true
      case .perpetual, .inversePerpetual, .inverseFuture, .future, .balance: false
      }
    }
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
    /// The user's own book: reported with every figure, inside no goal.
    case own
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
  public var isDeltaOne: Bool { legs.allSatisfy { !$0.kind.isOption } }
  /// Whether its legs hedge each other, or might: then each is margined by itself too.
  public var isHedged: Bool {
    switch group {
    case .spread, .hedgedOptions, .carry: true
    case .own: legs.count > 1
    case .outright, .collateral, .options: false
    }
  }
  /// Whether its results bear on the goals.
  public var isInsideGoals: Bool { hypothetical == nil && group != .own }
  /// The size of its largest leg in US dollars; 0 where all follow others.
  var largestLegUSD: Double {
    legs.reduce(0) { largest, leg in
      switch leg.size {
      case .dollars(let dollars), .betaHedge(_, let dollars, _): max(largest, abs(dollars))
      case .deltaHedge: largest
      }
    }
  }
}
