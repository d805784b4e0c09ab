import SteelyardContracts
import SteelyardLedger
import SteelyardMargin

extension EngineState {
  /// What margin has to say of a ledger command; nil for one that changes no account's risk, or that the
  /// venue or the house has done and nobody can refuse.
  ///
  /// - Throws: `notFound` for an account or order that does not exist; what makes an order impossible.
  func admission(
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
      let amended = try WorkingOrder(
        instrument: ledger[order.instrument].listing.instrument, quantity: remaining, price: price)
      // The venue may still fill it as it was: the amended order counts beside the old one's remainder
      // only where that is larger, which `largestRemaining` takes in once the request stands.
      return try request(of: name, .order(amended)) { own throws(SteelyardError) in
        let place = own.identifiers.firstIndex(of: identifier)
        if let place { own.orders[place] = amended }
      }
    case .bookTrade(let trade):
      let supposed = try Trade(
        instrument: trade.instrument, quantity: trade.quantity, price: trade.price)
      return try request(of: trade.account, .trade(supposed)) { own throws(SteelyardError) in
        own.portfolio = try own.portfolio.after(supposed)
      }
    case .requestWithdrawal(let name, let asset, let amount, destination: _),
      .transfer(from: let name, to: _, let asset, let amount):
      return try request(of: name, .outflow) { own throws(SteelyardError) in
        own.portfolio = try own.portfolio.withdrawing(amount, of: asset)
      }
    case .setMarginMode(let name, let mode):
      return try request(of: name, .outflow, mode: mode) { _ throws(SteelyardError) in }
    case .listAsset, .listInstrument, .openAccount, .cancelOrder, .reportAnswer, .reportFill,
      .payFunding, .accrueInterest, .settle, .deposit, .resolveWithdrawal, .adjust:
      return nil
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
      identifiers: own.orders)
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
