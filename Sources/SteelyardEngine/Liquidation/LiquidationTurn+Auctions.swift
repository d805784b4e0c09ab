import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket

// Auctions as the policy wants them: opened, priced anew again and again, and ended.
extension LiquidationTurn {
  /// Seconds for which an offer stands at least: each is journaled.
  private static let offerSecondsMin: Int64 = 1

  /// Makes an auction's offer of what the policy said.
  ///
  /// - Throws: `missingMarketData` for a position without a mark, or where bids have no asset with a price.
  mutating func auction(
    _ offer: AccountOffer, _ known: LiquidationCase, _ look: LiquidationLook, _ reason: String
  ) throws(SteelyardError) {
    let kind: LiquidationAuction.Kind = offer.isInsolvent ? .insolvent : .solvent
    if let running = known.auction, running.isOpen, running.kind != kind {
      return endAuction(.converted, known, look, reason)
    }
    guard offer.largestShare > .zero, offer.largestShare <= .one, let question = look.question,
      let figures = look.observation?.figures
    else {
      throw SteelyardError(
        .notApplicable, "The policy offers a share of \(offer.largestShare).",
        remedy: "Offer a share above 0, at most 1.")
    }
    let frame = question.slot.frame
    let cash: AuctionCash
    if let auction = known.course {
      guard let priced = AuctionCash(auction.asset, in: frame) else {
        throw SteelyardError(
          .missingMarketData, "\(auction.asset) has no price.", remedy: "Wait until there is one.")
      }
      cash = priced
    } else {
      cash = try AuctionCash(of: look.view.portfolio, in: frame)
    }
    // What bidders paid in stays with the account while it is worth something.
    let paidIn = known.course?.paidIn ?? .zero
    let priced = AuctionOffer(
      time: now, frame: look.frame,
      until: max(offer.until, now.advanced(bySeconds: LiquidationTurn.offerSecondsMin)),
      price: try offer.wholePrice.divided(by: try Amount(nearest: cash.usd), rounding: .up),
      largestShare: offer.largestShare, kept: figures.equity > 0 ? paidIn : .zero,
      worths: try worths(of: look.view.portfolio, in: cash.asset, cash.usd, question))
    let words = "\(reason) Bids are paid in \(cash.asset)."
    guard known.isAuctioned else {
      let auction = LiquidationAuction(
        kind: kind, asset: cash.asset, opened: now, offer: priced, after: known.auction)
      return tell(
        .auctionOpened(auction), look, number: known.number,
        "The \(kind.rawValue) auction of liquidation \(known.number) is open: \(words)")
    }
    tell(.auctionPriced(priced), look, number: known.number, words)
  }

  /// Ends the auction that runs.
  mutating func endAuction(
    _ end: LiquidationAuction.End, _ known: LiquidationCase, _ look: LiquidationLook,
    _ reason: String
  ) {
    let kind = known.auction?.kind.rawValue ?? ""
    tell(
      .auctionEnded(end), look, number: known.number,
      "The \(kind) auction of liquidation \(known.number) is over after "
        + "\(known.auction?.bidCount ?? 0) bids (\(end.rawValue)): \(reason)")
  }

  /// Why the auction of an account ends for which the policy decides something else.
  func auctionEnd(
    _ action: LiquidationDecision.Action, _ look: LiquidationLook
  ) -> LiquidationAuction.End {
    switch action {
    case .end: look.view.portfolio.positions.isEmpty ? .soldOut : .restored
    case .takeOver: .takenOver
    case .trade, .wait, .auction, .repayment: .replaced
    }
  }

  /// What each position is worth at its mark in an asset.
  private func worths(
    of portfolio: Portfolio, in asset: Currency, _ usd: Double, _ question: Engine.Question
  ) throws(SteelyardError) -> [AuctionOffer.Worth] {
    var worths: [AuctionOffer.Worth] = []
    for position in portfolio.positions {
      let instrument = position.instrument
      guard
        let mark = question.frame.board.market.observation(of: instrument)?.markPrice,
        let settled = question.slot.frame.usdPrice(of: instrument.underlying.settlement)
      else {
        throw SteelyardError(
          .missingMarketData, "\(instrument) has no mark.", remedy: "Wait until there is one.",
          subject: .instrument(instrument.description))
      }
      let quantity = position.quantity.doubleValue
      let entered = position.averagePrice?.doubleValue
      let gain: Double
      if instrument.isOption {
        gain = quantity * mark
      } else if instrument.underlying.isInverse {
        gain = quantity * ((entered.map { 1 / $0 } ?? 0) - 1 / mark)
      } else {
        gain = quantity * (mark - (entered ?? 0))
      }
      worths.append(
        AuctionOffer.Worth(
          instrument: instrument, amount: try Amount(nearest: gain * settled / usd)))
    }
    return worths
  }
}
