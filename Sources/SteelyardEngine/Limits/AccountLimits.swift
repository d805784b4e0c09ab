public import SteelyardContracts

/// What an account may hold, order and lose, beyond what its margin permits; nil and empty set no limit.
///
/// Margin asks what a loss may be; limits are what a desk, or the venue, has decided. All amounts are
/// in US dollars and ≥ 0.
public struct AccountLimits: Sendable, Hashable {
  /// Most gross notional over equity.
  public let leverageMax: Double?
  /// Most positions that are not zero.
  public let positionCountMax: Int?
  /// Limits of Greeks, at most one per coin.
  public let greeks: [GreekLimit]
  /// Limits of size.
  public let concentration: [ConcentrationLimit]
  /// Most notional of one order, in US dollars.
  public let orderNotionalUSDMax: Double?
  /// Most orders in a span of time.
  public let orderRate: OrderRateLimit?
  /// Most loss in a day or week.
  public let drawdown: DrawdownLimit?

  /// Most limits of one list.
  public static let countMax = 1000

  /// No limit at all.
  public static let none: AccountLimits = {
    guard let limits = try? AccountLimits() else { preconditionFailure("No limit is in order.") }
    return limits
  }()

  /// Whether any limit is of what an account holds, so that it can be broken without an order.
  var watchesExposure: Bool {
    leverageMax != nil || positionCountMax != nil || !greeks.isEmpty || !concentration.isEmpty
  }

  /// Limits from their parts.
  ///
  /// - Throws: `invalidInput` for a negative or not finite amount, a coin or scope named twice, and
  ///   lists beyond `countMax`.
  public init(
    leverageMax: Double? = nil, positionCountMax: Int? = nil, greeks: [GreekLimit] = [],
    concentration: [ConcentrationLimit] = [], orderNotionalUSDMax: Double? = nil,
    orderRate: OrderRateLimit? = nil, drawdown: DrawdownLimit? = nil
  ) throws(SteelyardError) {
    try LimitCheck.amount(leverageMax, "leverage")
    try LimitCheck.amount(positionCountMax.map(Double.init), "count of positions")
    try LimitCheck.amount(orderNotionalUSDMax, "order notional")
    guard greeks.count <= Self.countMax, concentration.count <= Self.countMax else {
      throw SteelyardError(
        .limitExceeded, "An account has \(greeks.count) and \(concentration.count) limits.",
        remedy: "Set at most \(Self.countMax) of each kind.")
    }
    guard Set(greeks.map(\.coin)).count == greeks.count,
      Set(concentration.map(\.scope)).count == concentration.count
    else {
      throw SteelyardError(
        .invalidInput, "Two limits are about the same coin or instrument.",
        remedy: "Put the numbers of one coin or instrument into one limit.")
    }
    self.leverageMax = leverageMax
    self.positionCountMax = positionCountMax
    self.greeks = greeks
    self.concentration = concentration
    self.orderNotionalUSDMax = orderNotionalUSDMax
    self.orderRate = orderRate
    self.drawdown = drawdown
  }
}

// The files write snake case, whose conversion knows no "USD".

extension AccountLimits: Codable {
  private enum CodingKeys: String, CodingKey {
    case leverageMax, positionCountMax, greeks, concentration, orderRate, drawdown
    case orderNotionalUSDMax = "orderNotionalUsdMax"
  }

  /// Reads the parts, all of which may be left out, and checks them as the initialiser does.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self = try AccountLimits(
      leverageMax: try container.decodeIfPresent(Double.self, forKey: .leverageMax),
      positionCountMax: try container.decodeIfPresent(Int.self, forKey: .positionCountMax),
      greeks: try container.decodeIfPresent([GreekLimit].self, forKey: .greeks) ?? [],
      concentration: try container.decodeIfPresent(
        [ConcentrationLimit].self, forKey: .concentration) ?? [],
      orderNotionalUSDMax: try container.decodeIfPresent(
        Double.self, forKey: .orderNotionalUSDMax),
      orderRate: try container.decodeIfPresent(OrderRateLimit.self, forKey: .orderRate),
      drawdown: try container.decodeIfPresent(DrawdownLimit.self, forKey: .drawdown))
  }
}
