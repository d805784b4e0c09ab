import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket

// What the writer lets be done with the insurance fund's positions.
extension LiquidationWriter {
  /// Refuses a step of the fund's course that the state or the rules do not allow.
  ///
  /// - Throws: `notAllowed` while liquidations are stopped, where the rules hold the fund's positions, or for a round with
  ///   an order that does not only reduce or is worse than its limit; `staleMarketData` while a price is halted;
  ///   `conflict` for a step that the state or the frame has moved past; `limitExceeded` past the budget of all.
  func checkFund(
    _ event: LiquidationEvent, _ call: MarginCallEvent?
  ) throws(SteelyardError) {
    let fund = state.ledger[HouseAccount.insurance.index]
    guard call == nil else { throw conflict(event, "the fund has no margin call") }
    switch event.kind {
    case .begun:
      try checkReducing(event)
      guard !fund.positions.isEmpty else { throw conflict(event, "the fund holds no position") }
    case .ended:
      guard fund.positions.isEmpty, fund.orders.isEmpty else {
        throw conflict(event, "the fund holds positions, or orders of it work")
      }
    case .decided(let round):
      try checkReducing(event)
      guard fund.orders.isEmpty else { throw conflict(event, "orders of the fund still work") }
      try check(round, ofFund: event)
      try checkBudget(of: round, event.account)
    case .legRefused, .stopping, .roundEnded, .held, .resumed: break
    case .auctionOpened, .auctionPriced, .auctionEnded:
      throw conflict(event, "the fund's positions are not auctioned")
    }
  }

  private func checkReducing(_ event: LiquidationEvent) throws(SteelyardError) {
    try checkRunning(event.account)
    guard rules.liquidations.waterfall.fundPositions == .reduce else {
      throw SteelyardError(
        .notAllowed, "By the rules the insurance fund's positions are held.",
        remedy: "Leave them to the house.", subject: .account(event.account.description))
    }
  }

  private func check(
    _ round: LiquidationRound, ofFund event: LiquidationEvent
  ) throws(SteelyardError) {
    guard let frame, frame.number == round.frame else {
      throw conflict(event, "it was decided on another frame")
    }
    let portfolio = try state.ledger.portfolio(of: HouseAccount.insurance.index)
    guard frame.allowsFundTrades(of: portfolio) else {
      throw SteelyardError(
        .staleMarketData, "A price of the fund's positions is halted or degraded.",
        remedy: "Wait until there is one.", subject: .account(event.account.description))
    }
    var left: [Instrument: Amount] = [:]
    for position in portfolio.positions { left[position.instrument] = position.quantity }
    for leg in round.legs {
      let held = left[leg.instrument] ?? .zero
      guard leg.purpose == .reduction, held.isNegative != leg.quantity.isNegative,
        leg.quantity.magnitude <= held.magnitude
      else { throw refusal("would not only reduce the position of \(held)", leg) }
      left[leg.instrument] = try held.adding(leg.quantity)
      guard let limit = leg.limit, let index = state.ledger.index(of: leg.instrument),
        let worst = FundLimit.price(
          of: leg.instrument, trading: leg.quantity,
          slippage: rules.liquidations.waterfall.fundSlippage,
          terms: state.ledger[index].listing.terms, in: frame.board.market),
        leg.quantity.isNegative ? limit >= worst : limit <= worst
      else { throw refusal("is worse than the rules let the fund trade", leg) }
    }
  }

  private func refusal(_ why: String, _ leg: LiquidationLeg) -> SteelyardError {
    SteelyardError(
      .notAllowed, "An order of the fund for \(leg.quantity) \(why).",
      remedy: "Decide another one.",
      subject: .instrument(leg.instrument.description))
  }
}
