public import SteelyardContracts

/// A way to change the exposure to a coin.
public enum TradeWay: Sendable, Hashable {
  /// A perpetual is bought or sold.
  case perpetual(Instrument)
  /// The coin is bought or sold against cash.
  case spot
  /// The coin is swapped against cash over pools.
  case pool

  /// Its kind, for programs.
  public var code: String {
    switch self {
    case .perpetual: "perpetual"
    case .spot: "spot"
    case .pool: "pool"
    }
  }
}

/// What trading an amount one way costs all in, in US dollars; gains are negative.
public struct WayCost: Sendable, Hashable {
  /// The venue's or the pools' fee.
  public var fee = 0.0
  /// Half the spread.
  public var spread = 0.0
  /// What the size does to its own price; of pools also how far their price is from the index.
  public var impact = 0.0
  /// What is paid whatever the size.
  public var gas = 0.0
  /// Funding that is expected to be paid over the horizon, less what is saved of it.
  public var funding = 0.0
  /// Interest over the horizon on what has to be borrowed.
  public var borrow = 0.0

  /// No cost.
  public init() {}

  /// What is paid at once.
  public var paid: Double { fee + spread + impact + gas }
  /// All of it.
  public var total: Double { paid + funding + borrow }

  /// Both.
  public static func + (left: WayCost, right: WayCost) -> WayCost {
    var sum = left
    sum.fee += right.fee
    sum.spread += right.spread
    sum.impact += right.impact
    sum.gas += right.gas
    sum.funding += right.funding
    sum.borrow += right.borrow
    return sum
  }

  /// A part of it.
  public func scaled(by share: Double) -> WayCost {
    var part = WayCost()
    part.fee = fee * share
    part.spread = spread * share
    part.impact = impact * share
    part.gas = gas * share
    part.funding = funding * share
    part.borrow = borrow * share
    return part
  }
}
