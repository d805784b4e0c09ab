import SteelyardContracts

/// What a share of an auctioned account costs, in the auction's asset.
///
/// A bidder gains its share of the discount, whatever the lots are: what rounding to whole lots adds to its share of a
/// position is settled at the mark. Everything is rounded for the account and the fund.
struct AuctionPayment {
  /// A part of a position that goes with the share.
  struct Part {
    let instrument: Instrument
    /// All that is held, with its sign.
    let held: Amount
    /// How much goes, with the same sign.
    let taken: Amount
  }

  /// What the bidder pays to the account; below zero the account pays.
  let payment: Amount
  /// What the insurance fund pays to the bidder, ≥ 0.
  let compensation: Amount

  /// - Throws: `conflict` where the offer is of other positions; `limitExceeded` out of the exact range.
  init(
    for share: Amount, _ parts: [Part], by offer: AuctionOffer, _ kind: LiquidationAuction.Kind
  ) throws(SteelyardError) {
    var settled = Amount.zero
    for part in parts {
      guard let worth = offer.worths.first(where: { $0.instrument == part.instrument }) else {
        throw SteelyardError(
          .conflict, "The offer does not know what \(part.instrument) is worth.",
          remedy: "Look at the auction's price, and bid again.", subject: .call)
      }
      let more = try part.taken.subtracting(
        try part.held.multiplied(by: share, rounding: .towardsZero))
      settled = try settled.adding(try worth.amount.share(more, of: part.held, rounding: .up))
    }
    let price = try offer.price.multiplied(by: share, rounding: .up)
    switch kind {
    case .solvent:
      payment = try price.adding(settled)
      compensation = .zero
    case .insolvent:
      payment = settled
      compensation = -min(price, .zero)
    }
  }
}
