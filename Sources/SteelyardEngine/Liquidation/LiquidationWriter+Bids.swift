import SteelyardContracts
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket

extension LiquidationWriter {
  /// What margin has to say of a bid that is filled: the bidder's whole account with its share.
  ///
  /// - Parameter events: What the ledger makes of the bid.
  /// - Throws: `staleMarketData` while a price of the account is halted; `notAllowed` before there is a risk frame, or
  ///   where rounding to lots would lower the account's maintenance excess.
  func admissions(
    of sale: ShareSale, doing events: [LedgerEvent]
  ) throws(SteelyardError) -> [AdmissionRequest] {
    for case .shareSold(let sold, let booking) in events {
      let own = state.ledger[sold.account]
      guard let frame, let slot = frame[own.mode] else {
        throw SteelyardError(
          .notAllowed, "There is no risk frame yet.", remedy: "Wait for the market to be complete.",
          subject: .call)
      }
      let portfolio = try state.ledger.portfolio(of: sold.account)
      guard frame.effects(of: portfolio).effects.liquidations != .paused else {
        throw SteelyardError(
          .staleMarketData, "A price that the account stands on is halted.",
          remedy: "Wait until there is one.", subject: .call)
      }
      var others: [Portfolio] = []
      for other in state.accountsOfOwner[own.owner] ?? [] where other != sold.account {
        others.append(try state.ledger.portfolio(of: other))
      }
      let left = try state.ledger.portfolio(of: sold.account, after: booking)
      try frame.universe.requireCovering([portfolio, left] + others, orders: [])
      let before = try slot.figures(of: portfolio, beside: others, frame)
      let after = try slot.figures(of: left, beside: others, frame)
      let same = AdmissionAccount.sameShare * (abs(before.equity) + before.maintenanceMargin)
      guard after.maintenanceExcess >= before.maintenanceExcess - same else {
        throw SteelyardError(
          .notAllowed,
          "In whole lots the share would lower the account's maintenance excess from "
            + "\(usdText(before.maintenanceExcess)) to \(usdText(after.maintenanceExcess)).",
          remedy: "Bid for a larger share, of which whole lots are a smaller part.", subject: .call)
      }
      return try state.admission(of: sale, booking).map { [$0] } ?? []
    }
    return []
  }
}

extension LiveFrame.Slot {
  /// A portfolio's figures on the frame.
  ///
  /// - Throws: `missingMarketData` for what the frame was not made for.
  func figures(
    of portfolio: Portfolio, beside others: [Portfolio], _ live: LiveFrame
  ) throws(SteelyardError) -> AccountFigures {
    let batch = try PortfolioBatch(portfolio, beside: others, over: live.universe)
    try batch.requireCovered(by: frame)
    return model.figures(of: batch, in: frame)[0]
  }
}
