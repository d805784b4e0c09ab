public import SteelyardContracts

/// An auction of an account that is worth nothing: the security module pays whoever takes it over, more as time goes.
///
/// - Source: Derive v2-core `DutchAuction` (derive.md, 6).
public struct InsolventAuction: Sendable, Hashable {
  /// How long it takes until the whole margin is paid, > 0.
  public let seconds: Int64
  /// When it began.
  public let start: Timestamp

  /// An auction that begins.
  ///
  /// - Throws: `invalidInput` for a length of 0 s or less.
  public init(seconds: Int64, start: Timestamp) throws(SteelyardError) {
    guard seconds > 0 else {
      throw SteelyardError(
        .invalidInput, "An auction of \(seconds) s has no end.", remedy: "Give a length above 0 s.")
    }
    self.seconds = seconds
    self.start = start
  }

  /// What a bidder for the whole is paid, as a price: 0 or less.
  ///
  /// value' + (excess - value') x time / length with value' = min(value, 0); 0 where no margin lacks.
  public func price(
    _ standing: AuctionStanding, at time: Timestamp
  ) throws(SteelyardError) -> Amount {
    guard standing.excess.isNegative else { return .zero }
    let value = min(standing.value, .zero)
    let elapsed = min(max((time.microseconds - start.microseconds) / 1_000_000, 0), seconds)
    let more = try standing.excess.subtracting(value)
      .multiplied(by: Amount(elapsed), rounding: .up).divided(by: Amount(seconds), rounding: .up)
    return min(try value.adding(more), .zero)
  }

  /// What a bidder gets for taking a share of what is left, in quote currency, ≥ 0.
  ///
  /// - Throws: `invalidInput` for a share that is not above 0 and at most 1.
  public func payment(
    for share: Amount, _ standing: AuctionStanding, at time: Timestamp
  ) throws(SteelyardError) -> Amount {
    try BidShare.check(share)
    return try (-price(standing, at: time)).multiplied(by: share, rounding: .down)
  }

  /// Whether cash may leave the exchange: the margin that live insolvent auctions lacked when they began is within what
  /// the security module has.
  public static func withdrawalsAreBlocked(
    lackingMargin: Amount, moduleCash: Amount
  ) -> Bool {
    lackingMargin > moduleCash
  }
}
