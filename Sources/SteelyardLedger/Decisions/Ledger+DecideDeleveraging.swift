import SteelyardContracts

extension Ledger {
  /// Every account that is deleveraged trades its quantity with the one that is closed, at the same price.
  ///
  /// Each worth is rounded for itself, half to even, and the closed side takes their sum, so nothing is left over and the
  /// order of the accounts makes no difference.
  func decideDeleveraging(
    _ deleveraging: Deleveraging
  ) throws(SteelyardError) -> [LedgerEvent] {
    let index = try findTradable(deleveraging.instrument)
    let account = try findParty(deleveraging.account)
    guard (1...Deleveraging.sharesMax).contains(deleveraging.shares.count) else {
      throw SteelyardError(
        .invalidInput, "A deleveraging names \(deleveraging.shares.count) accounts.",
        remedy: "Name between 1 and \(Deleveraging.sharesMax).")
    }
    let instrument = instruments[index.place]
    var changes: [PositionChange] = []
    var quantity = Amount.zero
    var worth = Amount.zero
    var named: Set<AccountIndex> = [account]
    for share in deleveraging.shares {
      let counterparty = try findClient(share.account)
      guard named.insert(counterparty).inserted else {
        throw SteelyardError(
          .invalidInput, "\(share.account) is named twice, or is the account that is closed.",
          remedy: "Name each counterparty once.", subject: .account(share.account.description))
      }
      // The counterparty holds the opposite, and no more of it is closed than it holds.
      try checkClosing(-share.quantity, deleveraging.price, of: counterparty, in: index)
      let part = try instrument.valuation.worth(
        of: share.quantity, at: deleveraging.price, rounding: .halfToEven)
      changes.append(try change(of: counterparty, in: index, by: share.quantity, worth: part))
      quantity = try quantity.adding(share.quantity)
      worth = try worth.adding(part)
    }
    try checkClosing(quantity, deleveraging.price, of: account, in: index)
    changes.insert(try change(of: account, in: index, by: -quantity, worth: -worth), at: 0)
    return [
      .deleveraged(
        deleveraging.liquidation, account, index, quantity: quantity, price: deleveraging.price,
        try booking(of: changes, in: instrument))
    ]
  }

  /// The money that position changes at one price bring: premiums, or what each realises against the clearing account.
  private func booking(
    of changes: [PositionChange], in instrument: LedgerInstrument
  ) throws(SteelyardError) -> Booking {
    var booking = Booking(changes: changes)
    var realised = Amount.zero
    for change in changes {
      // A change's cost is what it is worth and what it realises; an option's worth is paid, a future's is not.
      let paid =
        instrument.valuation.isFuture
        ? change.realised : try change.realised.subtracting(change.cost)
      booking.post(change.account, instrument.settlement, paid)
      realised = try realised.adding(change.realised)
    }
    if instrument.valuation.isFuture {
      booking.post(HouseAccount.clearing.index, instrument.settlement, -realised)
    }
    return booking
  }
}
