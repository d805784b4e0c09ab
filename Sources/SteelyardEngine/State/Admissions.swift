import SteelyardContracts
import SteelyardLedger
import SteelyardMargin

extension EngineState {
  /// What margin has to say of a ledger command, for each account whose risk it changes; empty for one that
  /// changes none, or that the venue or the house has done and nobody can refuse.
  ///
  /// - Throws: `notFound` for an account or order that does not exist; what makes an order impossible.
  func admissions(
    of action: LedgerAction
  ) throws(SteelyardError) -> [AdmissionRequest] {
    guard case .bookTrade(let trade) = action, let counterparty = trade.counterparty else {
      return try admission(of: action).map { [$0] } ?? []
    }
    // A trade that two accounts have agreed on is both of theirs.
    return [
      try request(of: trade.account, doing: trade, trade.quantity),
      try request(of: counterparty, doing: trade, -trade.quantity),
    ].compactMap(\.self)
  }

  private func admission(
    of action: LedgerAction
  ) throws(SteelyardError) -> AdmissionRequest? {
    switch action {
    case .placeOrder(let ticket):
      let order = try WorkingOrder(
        instrument: ticket.instrument, quantity: ticket.quantity, price: ticket.price)
      return try request(of: ticket.account, .order(order)) { own throws(SteelyardError) in
        own.orders.append(order)
      }
    case .amendOrder(let identifier, of: let name, let quantity, let price):
      guard let order = ledger.orders[identifier], ledger[order.account].name == name else {
        return nil
      }
      let remaining = Amount(units: quantity.units - order.filled.units)
      guard !remaining.isZero else { return nil }
      // Until the venue answers it may fill as it was or as it is to be: it counts with the larger quantity and
      // the less favourable limit, as `Ledger.workingOrders` will have it once the request stands.
      let amended = try WorkingOrder(
        instrument: ledger[order.instrument].listing.instrument,
        quantity: order.largestRemaining.magnitude > remaining.magnitude
          ? order.largestRemaining : remaining,
        price: order.lessFavourable(of: price))
      return try request(of: name, .order(amended)) { own throws(SteelyardError) in
        let place = own.identifiers.firstIndex(of: identifier)
        if let place { own.orders[place] = amended }
      }
    case .bookTrade(let trade):
      return try request(of: trade.account, doing: trade, trade.quantity)
    case .requestWithdrawal(let name, let asset, let amount, destination: _),
      .transfer(from: let name, to: _, let asset, let amount):
      return try request(of: name, .outflow) { own throws(SteelyardError) in
        own.portfolio = try own.portfolio.withdrawing(amount, of: asset)
      }
    case .setMarginMode(let name, let mode):
      return try request(of: name, .outflow, mode: mode) { _ throws(SteelyardError) in }
    case .listAsset, .listInstrument, .openAccount, .cancelOrder, .reportAnswer, .reportFill,
      .payFunding, .accrueInterest, .settle, .deposit, .resolveWithdrawal, .adjust,
      .chargeLiquidationFee, .takeOver, .deleverage, .shareLoss:
      return nil
    case .sellShare:
      // What a bid does is known with its booking: `admission(of:_:)`.
      return nil
    }
  }

  private func request(
    of name: AccountName, doing trade: AgreedTrade, _ quantity: Amount
  ) throws(SteelyardError) -> AdmissionRequest? {
    let supposed = try Trade(
      instrument: trade.instrument, quantity: quantity, price: trade.price)
    return try request(of: name, .trade(supposed)) { own throws(SteelyardError) in
      own.portfolio = try own.portfolio.after(supposed)
    }
  }

  /// What an account holds and has ordered, while a change of it is tried.
  private struct Tried {
    var portfolio: Portfolio
    var orders: [WorkingOrder]
    let identifiers: [OrderIdentifier]
  }

  private func request(
    of name: AccountName, _ kind: AdmissionRequest.Kind, mode: MarginMode? = nil,
    _ change: (inout Tried) throws(SteelyardError) -> Void
  ) throws(SteelyardError) -> AdmissionRequest? {
    // What the ledger does not know it refuses itself.
    guard let account = ledger.index(of: name) else { return nil }
    let own = ledger[account]
    let before = Tried(
      portfolio: try ledger.portfolio(of: account), orders: try ledger.workingOrders(of: account),
      identifiers: own.orders.filter { ledger.orders[$0]?.largestRemaining.isZero == false })
    var after = before
    try change(&after)
    let others = try (accountsOfOwner[own.owner] ?? []).lazy.filter { $0 != account }.map {
      other throws(SteelyardError) in try ledger.portfolio(of: other)
    }
    return AdmissionRequest(
      account: name, mode: mode ?? own.mode, kind: kind, before: before.portfolio,
      after: after.portfolio, ordersBefore: before.orders, ordersAfter: after.orders,
      others: others)
  }
}

extension LedgerOrder {
  /// The less favourable of its limit and another one.
  fileprivate func lessFavourable(of other: Amount?) -> Amount? {
    guard let price, let other else { return price }
    return quantity.isNegative ? min(price, other) : max(price, other)
  }
}
