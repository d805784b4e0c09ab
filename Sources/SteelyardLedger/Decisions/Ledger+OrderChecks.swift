import SteelyardContracts

extension Ledger {
  /// Checks that an order that may only reduce does, together with all others that may only reduce.
  ///
  /// - Parameter quantity: What is left of it.
  func checkEffect(
    _ effect: OrderTicket.Effect, of quantity: Amount, _ identifier: OrderIdentifier,
    _ account: AccountIndex, _ instrument: InstrumentIndex
  ) throws(SteelyardError) {
    guard effect == .reduceOnly else { return }
    let held = accounts[account.place].position(in: instrument)?.quantity ?? .zero
    var total = quantity.magnitude
    for other in accounts[account.place].orders {
      guard let order = orders[other], other != identifier, order.instrument == instrument,
        order.effect == .reduceOnly, order.quantity.isNegative == quantity.isNegative
      else { continue }
      total = try total.adding(order.largestRemaining.magnitude)
    }
    guard !held.isZero, held.isNegative != quantity.isNegative, total <= held.magnitude else {
      throw SteelyardError(
        .notAllowed,
        "Reduce-only orders of \(total) in all would not only reduce the position of \(held).",
        remedy: "Make it smaller, or let it open a position.",
        subject: .account(accounts[account.place].name.description))
    }
  }

  /// Checks that an isolated account has what a spot order pays with, all its spot orders together.
  ///
  /// Accounts of the other modes may borrow; whether they should is a matter of margin.
  func checkCover(
    _ quantity: Amount, _ price: Amount?, _ identifier: OrderIdentifier, _ account: AccountIndex,
    _ index: InstrumentIndex
  ) throws(SteelyardError) {
    guard accounts[account.place].mode == .isolated, instruments[index.place].valuation == .spot
    else { return }
    let paid = paidAsset(of: quantity, in: index)
    var need = try payment(of: quantity, at: price, account)
    for other in accounts[account.place].orders where other != identifier {
      guard let order = orders[other], instruments[order.instrument.place].valuation == .spot,
        paidAsset(of: order.quantity, in: order.instrument) == paid
      else { continue }
      need = try need.adding(try payment(of: order.largestRemaining, at: order.price, account))
    }
    try checkAvailable(need, of: paid, in: account)
  }

  private func paidAsset(of quantity: Amount, in index: InstrumentIndex) -> AssetIndex {
    quantity.isNegative ? instruments[index.place].base : instruments[index.place].settlement
  }

  private func payment(
    of quantity: Amount, at price: Amount?, _ account: AccountIndex
  ) throws(SteelyardError) -> Amount {
    if quantity.isNegative { return quantity.magnitude }
    guard let price else {
      throw SteelyardError(
        .notAllowed, "What a market order of an isolated account costs is not known before.",
        remedy: "Give a limit.", subject: .account(accounts[account.place].name.description))
    }
    return try quantity.multiplied(by: price, rounding: .up)
  }
}
