import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardMarket

// What is left of an account goes to the insurance fund.
extension LiquidationTurn {
  /// Asks for the takeover that is due, or ends the liquidation of an account from which everything was taken over.
  mutating func takeOver(_ known: LiquidationCase, _ look: LiquidationLook) {
    guard known.hold?.reason == .takeOverDue, look.obstacle == nil, look.view.orders.isEmpty else {
      return
    }
    let portfolio = look.view.portfolio
    if portfolio.positions.isEmpty, portfolio.balances.isEmpty {
      return end(known, look, "everything that it had and owed was taken over")
    }
    guard rules.takeOver == .insuranceFund, !deleverages(known, look) else { return }
    if let last = memory.takenOver[known.account],
      now < last.advanced(bySeconds: LiquidationTurn.noDecisionSeconds)
    {
      return
    }
    // The fund's own orders in what makes a position of it smaller end first.
    guard !isInTheFundsWay(portfolio) else { return }
    var closings: [Takeover.Closing] = []
    for position in portfolio.positions {
      // Without a mark nobody can say at what price; it is looked at again with the next frame.
      guard
        let mark = look.question?.frame.board.market.observation(of: position.instrument)?
          .markPrice,
        let price = Amount.nearest(mark), price > .zero || position.instrument.isOption
      else { return }
      closings.append(
        Takeover.Closing(
          instrument: position.instrument, quantity: position.quantity, price: price))
    }
    guard
      let identifier = try? ClientIdentifier(
        "\(LiquidationOrderName.prefix)\(known.number)-takeover")
    else { preconditionFailure("A number is no longer than an identifier may be.") }
    memory.takenOver[known.account] = now
    let takeover = Takeover(
      liquidation: LiquidationIdentifier(rawValue: known.number), account: known.account,
      closings: closings, balances: .all)
    asks.append(
      Ask(
        account: known.account,
        command: .ledger(LedgerCommand(.takeOver(takeover), identifier: identifier))))
  }

  /// Whether orders of the fund work in an instrument of which a takeover would make its position smaller.
  private func isInTheFundsWay(_ portfolio: Portfolio) -> Bool {
    guard let fund = engine.fundHolding, !fund.orders.isEmpty else { return false }
    let listed = engine.directory.instruments
    let working = Set(fund.orders.map { listed[Int($0.instrument.rawValue)].listing.instrument })
    return portfolio.positions.contains { position in
      working.contains(position.instrument)
        && fund.portfolio.positions.contains {
          $0.instrument == position.instrument
            && $0.quantity.isNegative != position.quantity.isNegative
        }
    }
  }
}
