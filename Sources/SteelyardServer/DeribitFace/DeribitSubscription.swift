import SteelyardContracts
import SteelyardFormats

/// A channel that a socket asks for.
enum DeribitSubscription: Hashable, Sendable {
  /// Marks and quotes of an instrument.
  case ticker(String, everyMilliseconds: Int)
  /// Changes of an order book, or so many of its levels whole.
  case book(String, depth: Int?, everyMilliseconds: Int)
  /// An index.
  case index(String)
  /// Figures of an account in a currency; nil for all of its currencies.
  case portfolio(AccountName, Currency?)

  /// Whether only who is known may have it.
  static func isPrivate(_ name: String) -> Bool {
    name.hasPrefix("user.") || name.hasSuffix(".raw")
  }

  /// Reads a channel's name; nil for what is none.
  ///
  /// - Parameter account: Of whom `user.*` tells.
  init?(_ name: String, account: AccountName?) {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    switch (parts.first, parts.count) {
    case ("ticker", 3):
      guard let interval = DeribitSubscription.milliseconds(parts[2]) else { return nil }
      self = .ticker(parts[1], everyMilliseconds: interval)
    case ("book", 3):
      guard let interval = DeribitSubscription.milliseconds(parts[2]) else { return nil }
      self = .book(parts[1], depth: nil, everyMilliseconds: interval)
    case ("book", 5):
      // Prices are not grouped: that would show levels at which nobody stands.
      guard parts[2] == "none", let depth = Int(parts[3]), [1, 10, 20].contains(depth),
        let interval = DeribitSubscription.milliseconds(parts[4])
      else { return nil }
      self = .book(parts[1], depth: depth, everyMilliseconds: interval)
    case ("deribit_price_index", 2): self = .index(parts[1])
    case ("user", 3):
      guard parts[1] == "portfolio", let account else { return nil }
      if parts[2].lowercased() == "any" {
        self = .portfolio(account, nil)
      } else {
        guard let currency = try? Currency(parts[2].uppercased()) else { return nil }
        self = .portfolio(account, currency)
      }
    default: return nil
    }
  }

  /// How often it is told at most, in milliseconds.
  var everyMilliseconds: Int {
    switch self {
    case .ticker(_, let interval), .book(_, _, let interval): interval
    case .index, .portfolio: 1_000
    }
  }

  private static func milliseconds(_ interval: String) -> Int? {
    switch interval {
    // What there is comes with the frames: raw is as fast as those are looked at.
    case "raw", "100ms": 100
    case "agg2": 1_000
    default: nil
    }
  }
}
