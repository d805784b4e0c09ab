public import SteelyardContracts

/// Something that is to happen in a simulated market at a given time.
public struct SimulationEvent: Sendable, Hashable {
  /// What can happen.
  public enum Kind: Sendable, Hashable {
    /// A coin's price, or with nil every coin's, moves by a relative amount (−0.3 is 30 % down), and its variance
    /// is multiplied.
    case jump(Currency?, moveRelative: Double, varianceFactor: Double)
    /// USDC is worth this many dollars, and finds back to 1 by itself.
    case stablecoin(priceUSD: Double)
    /// A venue says nothing for so many seconds; with nil all venues.
    case silence(venue: String?, seconds: Int64)
    /// A venue's prices are wrong by a factor for so many seconds.
    case wrongPrices(venue: String, factor: Double, seconds: Int64)
    /// The whole feed says nothing for so many seconds.
    case gap(seconds: Int64)
  }

  /// When.
  public let time: Timestamp
  /// What.
  public let kind: Kind

  /// An event from its parts.
  public init(at time: Timestamp, _ kind: Kind) {
    self.time = time
    self.kind = kind
  }

  /// Throws `invalidInput` where it can't be.
  func check(_ parameters: SimulationParameters) throws(SteelyardError) {
    let isFine =
      switch kind {
      case .jump(let coin, let move, let factor):
        move > -1 && move <= 10 && factor > 0 && factor <= 1000
          && (coin.map { coin in parameters.coins.contains { $0.coin == coin } } ?? true)
      case .stablecoin(let price): price > 0 && price <= 10
      case .silence(let venue, let seconds):
        seconds > 0 && (venue.map(parameters.venues.contains) ?? true)
      case .wrongPrices(let venue, let factor, let seconds):
        seconds > 0 && factor > 0 && factor.isFinite && parameters.venues.contains(venue)
      case .gap(let seconds): seconds > 0
      }
    guard isFine else {
      throw SteelyardError(
        .invalidInput, "The event \(kind) at \(time) can't happen.",
        remedy: "Give moves above -1, factors and times above zero, known coins and venues.")
    }
  }
}
