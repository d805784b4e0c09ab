import SteelyardContracts

extension Ledger {
  func decideSettlement(
    of instrument: Instrument, at price: Amount, _ barrier: BarrierOutcome?, _ time: Timestamp
  ) throws(SteelyardError) -> [LedgerEvent] {
    let index = try findTradable(instrument)
    try checkPositive(price, "price")
    let payoff = try SettlementPayoff(
      of: instrument, delivery: instruments[index.place].listing.terms.delivery, barrier)
    if let expiry = instrument.expiry, time < expiry {
      throw SteelyardError(
        .notAllowed, "The instrument has not expired.", remedy: "Settle it at its expiry.",
        subject: .instrument(instrument.description))
    }
    let kind: SettlementKind = instrument.expiry == nil ? .session : .delivery
    var events: [LedgerEvent] = []
    if kind == .delivery {
      for order in orders.values.filter({ $0.instrument == index }).map(\.identifier).sorted() {
        events.append(.orderChanged(order, .expired))
      }
    }
    let booking = try settlementBooking(of: index, payoff, at: price, kind)
    return events + [.settled(index, price: price, kind, booking)]
  }

  /// Every holder gets the worth of the position, rounded down, less what is still its cost where the contract is
  /// a future; what is left over goes to the rounding account.
  private func settlementBooking(
    of index: InstrumentIndex, _ payoff: SettlementPayoff, at price: Amount,
    _ kind: SettlementKind
  ) throws(SteelyardError) -> Booking {
    let instrument = instruments[index.place]
    var booking = Booking()
    var realised = Amount.zero
    var worths = Amount.zero
    for holder in instrument.holders.sorted() {
      guard let held = accounts[holder.place].position(in: index) else { continue }
      let worth = try payoff.worth(of: held.quantity, at: price)
      let gain = try worth.subtracting(held.cost)
      booking.post(holder, instrument.settlement, instrument.valuation.isFuture ? gain : worth)
      booking.changes.append(
        PositionChange(
          account: holder, instrument: index,
          quantity: kind == .delivery ? -held.quantity : .zero,
          cost: kind == .delivery ? -held.cost : gain, realised: gain))
      worths = try worths.adding(worth)
      realised = try realised.adding(gain)
    }
    guard instrument.valuation.isFuture else {
      booking.post(HouseAccount.rounding.index, instrument.settlement, -worths)
      return booking
    }
    // Closed positions leave no cost, so the clearing account passes on what rounding left of their worth; a
    // session's stay as costs, and the clearing account keeps their opposite until the last is closed.
    let left = kind == .delivery ? worths : .zero
    booking.post(
      HouseAccount.clearing.index, instrument.settlement, try left.subtracting(realised))
    booking.post(HouseAccount.rounding.index, instrument.settlement, -left)
    return booking
  }
}
