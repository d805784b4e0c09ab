public import SteelyardContracts

/// How an account in an auction stands at a bid, in quote currency.
public struct AuctionStanding: Sendable, Hashable {
  /// Value of everything in it, cash and what bidders paid included.
  public let value: Amount
  /// Its maintenance excess; negative where margin lacks.
  public let excess: Amount

  /// A standing from its parts.
  public init(value: Amount, excess: Amount) {
    self.value = value
    self.excess = excess
  }
}
