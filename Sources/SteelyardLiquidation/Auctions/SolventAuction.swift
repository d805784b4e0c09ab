public import SteelyardContracts

/// An auction of an account that is worth something, in shares of the whole: each bid takes part of every balance and
/// position and pays into the account, until its margin is restored.
///
/// A pure state: whoever runs it says what the account is worth at each bid.
///
/// - Source: Derive v2-core `DutchAuction` (derive.md, 6).
public struct SolventAuction: Sendable, Hashable {
  /// A bid as it is filled.
  public struct Fill: Sendable, Hashable {
    /// The share of everything that goes to the bidder, 0 to 1; of cash, of what is not reserved.
    public let share: Amount
    /// What the bidder pays into the account, in quote currency.
    public let payment: Amount
    /// Whether the auction ends with it: the margin is restored, or nothing is left.
    public let ends: Bool

    /// What the account has once the bidder has taken a share of everything, of cash only of what is not reserved, and paid.
    ///
    /// - Parameters:
    ///   - reserved: What bidders had paid in before this bid, in cash.
    ///   - cash: The asset that bids are paid in.
    /// - Throws: `limitExceeded` where an amount leaves the exact range.
    public func remainder(
      of portfolio: Portfolio, reserved: Amount, in cash: Currency
    ) throws(SteelyardError) -> Portfolio {
      let kept = try Amount.one.subtracting(share)
      var positions: [Position] = []
      for position in portfolio.positions {
        positions.append(
          Position(
            instrument: position.instrument,
            quantity: try position.quantity.multiplied(by: kept, rounding: .awayFromZero),
            averagePrice: position.averagePrice))
      }
      var balances: [AssetBalance] = []
      for balance in portfolio.balances where balance.asset != cash {
        balances.append(
          AssetBalance(
            asset: balance.asset,
            amount: try balance.amount.multiplied(by: kept, rounding: .awayFromZero)))
      }
      let held = portfolio.balances.first { $0.asset == cash }?.amount ?? .zero
      let divided = try held.subtracting(reserved).multiplied(by: kept, rounding: .up)
      balances.append(
        AssetBalance(
          asset: cash, amount: try reserved.adding(divided).adding(payment)))
      return try Portfolio(positions: positions, balances: balances)
    }
  }

  /// How it runs.
  public let terms: AuctionTerms
  /// When it began.
  public let start: Timestamp
  /// What bidders have paid in so far, in quote currency; no bid takes of it.
  public private(set) var reserved: Amount

  /// An auction that begins, or one that has come to some bids.
  ///
  /// - Parameter reserved: What bidders have paid in, in quote currency, ≥ 0.
  public init(terms: AuctionTerms, start: Timestamp, reserved: Amount = .zero) {
    self.terms = terms
    self.start = start
    self.reserved = reserved
  }

  /// What the security module gets as the auction begins: the first largest share of the value, times the fee rate.
  public func fee(_ standing: AuctionStanding) throws(SteelyardError) -> Amount {
    guard standing.value > .zero else { return .zero }
    return try largestShare(standing, discount: .one).multiplied(
      by: standing.value, rounding: .down
    )
    .multiplied(by: terms.feeRate, rounding: .down)
  }

  /// The price of the whole account: (value - reserved) x discount, rounded down; never negative.
  public func price(_ standing: AuctionStanding, at time: Timestamp) throws(SteelyardError)
    -> Amount
  {
    max(
      try standing.value.subtracting(reserved)
        .multiplied(by: try discount(at: time), rounding: .down), .zero)
  }

  /// The largest share of the account as it is now that may be bid for: what restores the buffered margin.
  public func largestShare(
    _ standing: AuctionStanding, at time: Timestamp
  ) throws(SteelyardError) -> Amount {
    try largestShare(standing, discount: try discount(at: time))
  }

  private func largestShare(
    _ standing: AuctionStanding, discount: Amount
  ) throws(SteelyardError) -> Amount {
    if standing.value < terms.wholeBelowValue { return .one }
    let lacking = min(
      try terms.bufferedExcess(excess: standing.excess, value: standing.value), .zero)
    guard lacking.isNegative else { return .zero }
    let paid = try standing.value.multiplied(by: discount, rounding: .down)
    let kept = try reserved.multiplied(by: try Amount.one.subtracting(discount), rounding: .down)
    return try lacking.divided(
      by: try lacking.subtracting(paid).subtracting(kept), rounding: .down)
  }

  /// Fills a bid as far as it may be.
  ///
  /// - Parameters:
  ///   - wanted: The share that is bid for, > 0 to 1; one of the largest share or more gets that, and ends the auction.
  ///   - priceMax: The most that the bidder pays, in quote currency; nil for any.
  /// - Throws: `invalidInput` for a share out of its range, `notAllowed` for a price above the bidder's limit or an account
  ///   that this auction has nothing to sell of.
  public mutating func bid(
    for wanted: Amount, priceMax: Amount?, _ standing: AuctionStanding, at time: Timestamp
  ) throws(SteelyardError) -> Fill {
    try BidShare.check(wanted)
    guard standing.value > reserved else {
      throw SteelyardError(
        .notAllowed, "The account has nothing left but what bidders paid in.",
        remedy: "End this auction; where margin still lacks, begin an insolvent one.")
    }
    let largest = try largestShare(standing, at: time)
    guard largest > .zero else {
      throw SteelyardError(
        .notAllowed, "The account's margin is restored.", remedy: "End the auction.")
    }
    let share = min(wanted, largest)
    let payment = try price(standing, at: time).multiplied(by: share, rounding: .down)
    if let priceMax, payment > priceMax {
      throw SteelyardError(
        .notAllowed, "The share costs \(payment), more than the bid's limit of \(priceMax).",
        remedy: "Wait until it is cheaper, or bid more.")
    }
    reserved = try reserved.adding(payment)
    return Fill(share: share, payment: payment, ends: wanted >= largest)
  }

  private func discount(at time: Timestamp) throws(SteelyardError) -> Amount {
    try terms.discount(after: (time.microseconds - start.microseconds) / 1_000_000)
  }
}
