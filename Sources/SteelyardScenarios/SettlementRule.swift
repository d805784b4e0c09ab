public import SteelyardContracts

/// How long a scenario takes, and what becomes of an instrument that expires on the way.
public struct SettlementRule: Sendable, Hashable {
  /// The longest horizon, in days: a year.
  public static let horizonDaysMax = 365.0
  /// The longest averaging window, in seconds: a day.
  public static let averagingWindowSecondsMax = 86_400

  /// Days of 86,400 seconds over which spot moves; 0 for a move in an instant, under which nothing
  /// expires and nothing ages.
  public let horizonDays: Double
  /// The settlement price averages spot over so many seconds before expiry; 0 for no average.
  public let averagingWindowSeconds: Int
  /// What changes hands at expiry.
  public let delivery: ContractTerms.Delivery
  /// How spot gets to the end of the horizon.
  public let path: SpotPathShape

  /// A move in an instant: nothing expires, so window and delivery do not matter.
  public static let instantaneous = SettlementRule()

  private init() {
    horizonDays = 0
    averagingWindowSeconds = 0
    delivery = .none
    path = .straight
  }

  /// A rule from its parts.
  ///
  /// - Throws: `invalidInput` where the horizon or the window is not finite, negative or above its
  ///   limit, or where nothing is delivered within a horizon.
  public init(
    horizonDays: Double, averagingWindowSeconds: Int, delivery: ContractTerms.Delivery,
    path: SpotPathShape = .straight
  ) throws(SteelyardError) {
    guard horizonDays >= 0, horizonDays <= SettlementRule.horizonDaysMax else {
      throw SteelyardError(
        .invalidInput, "The horizon is \(horizonDays) days.",
        remedy: "Give a horizon from 0 to \(SettlementRule.horizonDaysMax) days.")
    }
    guard (0...SettlementRule.averagingWindowSecondsMax).contains(averagingWindowSeconds) else {
      throw SteelyardError(
        .invalidInput, "The averaging window is \(averagingWindowSeconds) seconds.",
        remedy: "Give a window from 0 to \(SettlementRule.averagingWindowSecondsMax) seconds.")
    }
    guard delivery != .none || horizonDays == 0 else {
      throw SteelyardError(
        .invalidInput, "Nothing is delivered at an expiry within \(horizonDays) days.",
        remedy: "Give cash, coin or future as the delivery.")
    }
    self.horizonDays = horizonDays
    self.averagingWindowSeconds = averagingWindowSeconds
    self.delivery = delivery
    self.path = path
  }

  /// The same window and delivery over another horizon.
  ///
  /// - Throws: `invalidInput` as `init` does.
  public func with(horizonDays: Double) throws(SteelyardError) -> SettlementRule {
    try SettlementRule(
      horizonDays: horizonDays, averagingWindowSeconds: averagingWindowSeconds, delivery: delivery,
      path: path)
  }

  /// The horizon in years of 365 days.
  var horizonYears: Double { horizonDays / 365 }

  /// Whether an instrument expires within the horizon, its last instant included.
  ///
  /// What has expired before is settled already, and nothing moves it.
  func settles(_ priced: PricedInstrument) -> Bool {
    horizonDays > 0 && priced.timeToExpiry > 0 && priced.timeToExpiry <= horizonYears
  }
}

extension SettlementRule: Codable {
  private enum CodingKeys: String, CodingKey {
    case horizonDays, averagingWindowSeconds, delivery, path
  }

  /// Reads the parts and checks them as the initialiser does; a path that is not told is straight.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self = try SettlementRule(
      horizonDays: try container.decode(Double.self, forKey: .horizonDays),
      averagingWindowSeconds: try container.decode(Int.self, forKey: .averagingWindowSeconds),
      delivery: try container.decode(ContractTerms.Delivery.self, forKey: .delivery),
      path: try container.decodeIfPresent(SpotPathShape.self, forKey: .path) ?? .straight)
  }
}
