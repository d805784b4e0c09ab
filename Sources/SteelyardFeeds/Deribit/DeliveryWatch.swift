import SteelyardContracts
import SteelyardFormats

/// Expiries that have come and whose delivery prices are still to be told.
struct DeliveryWatch: Sendable {
  /// How many delivery prices are asked for: a week of daily expiries.
  static let pricesCount = 7
  /// Seconds after an expiry at which its price is first asked for, and between two attempts.
  private static let delaySeconds: Int64 = 10
  /// Attempts, an hour of them.
  private static let attemptsMax = 360

  private struct Wait: Sendable {
    var underlyings: Set<Underlying> = []
    var next: Timestamp
    var attemptCount = 0
  }

  private struct Key: Hashable, Sendable {
    let index: PriceIndexName
    let expiry: Timestamp
  }

  private var waits: [Key: Wait] = [:]
  private var problems: [SteelyardError] = []

  /// Waits for the delivery price of an expiry.
  mutating func add(_ index: PriceIndexName, _ expiry: Timestamp, _ underlying: Underlying) {
    let first = Wait(next: expiry.advanced(bySeconds: Self.delaySeconds))
    waits[Key(index: index, expiry: expiry), default: first].underlyings.insert(underlying)
  }

  /// The indices to ask now.
  mutating func due(at time: Timestamp) -> [PriceIndexName] {
    var indices: Set<PriceIndexName> = []
    for (key, wait) in waits where wait.next <= time {
      guard wait.attemptCount < Self.attemptsMax else {
        waits[key] = nil
        problems.append(
          SteelyardError(
            .missingMarketData,
            "The venue has told no delivery price of \(key.index.text) at \(key.expiry).",
            remedy: "Settle by hand."))
        continue
      }
      waits[key]?.attemptCount += 1
      waits[key]?.next = time.advanced(bySeconds: Self.delaySeconds)
      indices.insert(key.index)
    }
    return indices.sorted { $0.text < $1.text }
  }

  /// What was given up.
  mutating func takeProblems() -> [SteelyardError] {
    defer { problems = [] }
    return problems
  }

  /// What an answer settles.
  mutating func take(
    _ prices: [DeribitDeliveryPrice], of index: PriceIndexName
  ) -> [SettlementUpdate] {
    var settled: [SettlementUpdate] = []
    for price in prices.sorted(by: { $0.expiry < $1.expiry }) {
      guard let wait = waits.removeValue(forKey: Key(index: index, expiry: price.expiry)) else {
        continue
      }
      for underlying in wait.underlyings.sorted() {
        settled.append(
          SettlementUpdate(
            underlying: underlying, expiry: price.expiry, deliveryPrice: price.price))
      }
    }
    return settled
  }
}
