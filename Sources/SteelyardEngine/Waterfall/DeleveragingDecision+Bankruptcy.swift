import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket

// At which prices an account's positions are given up.
extension DeleveragingDecision {
  /// Where the part of the account's equity is gone that is assigned to each position, by the maintenance margin of each
  /// alone; by worth where the model asks for none.
  static func bankruptcy(
    of account: AccountIndex, ledger: Ledger, slot: LiveFrame.Slot, frame: LiveFrame
  ) throws(SteelyardError) -> [AccountBankruptcy.Price] {
    let portfolio = try ledger.portfolio(of: account)
    func figures(_ portfolio: Portfolio) throws(SteelyardError) -> AccountFigures {
      try frame.universe.requireCovering([portfolio], orders: [])
      let batch = try PortfolioBatch(portfolio, beside: [], over: frame.universe)
      try batch.requireCovered(by: slot.frame)
      return slot.model.figures(of: batch, in: slot.frame)[0]
    }
    let equity = try figures(portfolio).equity
    var holdings: [AccountBankruptcy.Holding] = []
    var margins: [Double] = []
    for position in portfolio.positions {
      margins.append(
        try figures(try Portfolio(positions: [position], balances: [])).maintenanceMargin)
    }
    let isMargined = margins.contains { $0 > 1e-9 }
    for (position, margin) in zip(portfolio.positions, margins) {
      let weight =
        isMargined
        ? margin
        : slot.frame.notionalUSD(
          of: position.instrument, position.quantity.doubleValue, frame.universe) ?? 0
      guard
        let own = frame.board.market.observation(of: position.instrument)?.markPrice,
        let ownMark = Amount.nearest(own), let weightAmount = Amount.nearest(weight),
        let settled = slot.frame.usdPrice(of: position.instrument.underlying.settlement),
        let settlement = Amount.nearest(settled)
      else {
        throw SteelyardError(
          .missingMarketData, "A position of the account has no price.",
          remedy: "Wait until there is one.",
          subject: .instrument(position.instrument.description))
      }
      holdings.append(
        AccountBankruptcy.Holding(
          instrument: position.instrument, quantity: position.quantity, mark: ownMark,
          maintenanceMargin: weightAmount, settlementPrice: settlement))
    }
    guard let worth = Amount.nearest(equity) else {
      throw SteelyardError(
        .limitExceeded, "An equity of \(equity) USD is beyond what is booked.",
        remedy: "Let the house decide what becomes of the account.")
    }
    return try AccountBankruptcy(equity: worth, holdings: holdings).prices
  }
}
