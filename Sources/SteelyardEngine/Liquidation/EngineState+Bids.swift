import SteelyardContracts
import SteelyardLedger

// Bids are filled by what the state says is offered, so that deciding a bid again does the same.
extension EngineState {
  /// A ledger command as it is decided: a bid with what it is filled with, everything else as it is.
  ///
  /// A bid that was filled before stays as it is; the ledger does nothing again.
  ///
  /// - Throws: `notFound` without such an auction, `conflict` while nothing stands on offer, `notAllowed` past the bid's
  ///   worst price or while liquidations are stopped, `invalidInput` for a share outside 0 to 1, or for a bid that says
  ///   itself what it gets.
  func filled(
    _ command: LedgerCommand, at time: Timestamp
  ) throws(SteelyardError) -> LedgerCommand {
    guard case .sellShare(let sale) = command.action else { return command }
    guard sale.fill == nil else {
      throw SteelyardError(
        .invalidInput, "A bid says itself what it gets.", remedy: "Leave that to the auction.")
    }
    if try ledger.executedPosition(of: command, at: time) != nil { return command }
    guard sale.share > .zero, sale.share <= .one else {
      throw SteelyardError(
        .invalidInput, "A bid for a share of \(sale.share) is not above 0 and at most 1.",
        remedy: "Bid for a share above 0, at most 1.", subject: .call)
    }
    let found = liquidations.open.values.first { $0.number == sale.liquidation.rawValue }
    guard let known = found, let auction = known.auction, auction.isOpen,
      let account = ledger.index(of: known.account)
    else {
      throw SteelyardError(
        .notFound, "Liquidation \(sale.liquidation) holds no auction.",
        remedy: "Look at the auctions that run.", subject: .call)
    }
    if let stop = liquidations.stop(of: known.account) {
      throw SteelyardError(
        .notAllowed, "Liquidations are stopped: \(stop.reason)",
        remedy: "Wait until the house lets them go on.", subject: .call)
    }
    guard let offer = auction.offer, offer.stands(at: time) else {
      throw SteelyardError(
        .conflict, "Nothing stands on offer at this moment: the price is made anew.",
        remedy: "Look at the auction's price, and bid again.", subject: .call)
    }
    if let worst = sale.worstPrice, offer.price > worst {
      throw SteelyardError(
        .notAllowed,
        "The whole costs \(offer.price) \(auction.asset) now, more than the bid's \(worst).",
        remedy: "Wait until it is cheaper, or bid more.", subject: .call)
    }
    let share = min(sale.share, offer.largestShare)
    let parts = try ledger.parts(of: account, share: share).map { part in
      AuctionPayment.Part(
        instrument: ledger[part.instrument].listing.instrument, held: part.held,
        taken: part.quantity)
    }
    let paid = try AuctionPayment(for: share, parts, by: offer, auction.kind)
    return LedgerCommand(
      .sellShare(
        sale.filled(
          ShareSale.Fill(
            account: known.account, share: share, asset: auction.asset, kept: offer.kept,
            payment: paid.payment, compensation: paid.compensation))),
      identifier: command.identifier)
  }

  /// What margin has to say of a bid: the bidder with its share.
  ///
  /// - Parameter booking: What the bid does.
  /// - Throws: `limitExceeded` where an amount leaves the exact range.
  func admission(
    of sale: ShareSale, _ booking: Booking
  ) throws(SteelyardError) -> AdmissionRequest? {
    guard let account = ledger.index(of: sale.bidder) else { return nil }
    let own = ledger[account]
    let orders = try ledger.workingOrders(of: account)
    var others: [Portfolio] = []
    for other in accountsOfOwner[own.owner] ?? [] where other != account {
      others.append(try ledger.portfolio(of: other))
    }
    return AdmissionRequest(
      account: sale.bidder, mode: own.mode, kind: .share,
      before: try ledger.portfolio(of: account),
      after: try ledger.portfolio(of: account, after: booking), ordersBefore: orders,
      ordersAfter: orders, others: others)
  }
}
