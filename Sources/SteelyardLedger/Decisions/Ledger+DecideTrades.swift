import SteelyardContracts

extension Ledger {
  func decideTrade(
    _ trade: AgreedTrade, at time: Timestamp
  ) throws(SteelyardError) -> [LedgerEvent] {
    let index = try findTradable(trade.instrument)
    let account = try findParty(trade.account)
    try checkTerms(trade.quantity, trade.price, of: index)
    let counterparty: AccountIndex
    if let name = trade.counterparty {
      counterparty = try findParty(name)
    } else {
      counterparty = instruments[index.place].venue
      guard trade.counterpartyFee == .none else {
        throw SteelyardError(
          .invalidInput, "A fee is asked of the venue.",
          remedy: "Give the counterparty no fee where it is the venue.")
      }
    }
    guard account != counterparty else {
      throw SteelyardError(
        .invalidInput, "\(trade.account) is both sides of the trade.",
        remedy: "Name two accounts.", subject: .account(trade.account.description))
    }
    let booking = try booking(
      of: trade.quantity, at: trade.price, in: index,
      TradeSide(account: account, fee: trade.fee),
      TradeSide(account: counterparty, fee: trade.counterpartyFee))
    return [.traded(index, quantity: trade.quantity, price: trade.price, booking)]
  }

  func decideFill(
    _ report: FillReport, at time: Timestamp
  ) throws(SteelyardError) -> [LedgerEvent] {
    let order = try find(report.order)
    let instrument = instruments[order.instrument.place]
    try checkTerms(report.quantity, report.price, of: order.instrument)
    guard report.quantity.isNegative == order.quantity.isNegative,
      report.quantity.magnitude <= order.remaining.magnitude
    else {
      throw SteelyardError(
        .invalidInput,
        "\(report.quantity) is filled of order \(order.identifier), of which \(order.remaining) "
          + "is left.", remedy: "Fill no more than is left, with the order's sign.")
    }
    if order.effect == .reduceOnly {
      let held =
        accounts[order.account.place].position(in: order.instrument)?.quantity ?? .zero
      guard held.isNegative != report.quantity.isNegative,
        report.quantity.magnitude <= held.magnitude
      else {
        throw SteelyardError(
          .notAllowed,
          "A fill of \(report.quantity) would not only reduce the position of \(held).",
          remedy: "Cancel what is left of the order; it may only reduce.")
      }
    }
    let booking = try booking(
      of: report.quantity, at: report.price, in: order.instrument,
      TradeSide(account: order.account, fee: report.fee),
      TradeSide(account: instrument.venue, fee: .none))
    return [
      .orderFilled(
        order.identifier, quantity: report.quantity, price: report.price, booking)
    ]
  }

  /// Checks a quantity and a price: not zero, whole lots, a price that the instrument can have.
  func checkTerms(
    _ quantity: Amount, _ price: Amount?, of index: InstrumentIndex
  ) throws(SteelyardError) {
    let listing = instruments[index.place].listing
    let subject = SteelyardError.Subject.instrument(listing.instrument.description)
    guard !quantity.isZero else {
      throw SteelyardError(
        .invalidInput, "The quantity is zero.",
        remedy: "Write what is bought as a positive number, what is sold as a negative one.",
        subject: subject)
    }
    try checkSize(quantity, "quantity")
    guard quantity.units % listing.terms.lot.units == 0 else {
      throw SteelyardError(
        .invalidInput, "The quantity \(quantity) is not in lots of \(listing.terms.lot).",
        remedy: "Round it to whole lots.", subject: subject)
    }
    guard let price else { return }
    // An option may be worth nothing; a future at zero would be infinitely many coins.
    guard price > .zero || (price.isZero && listing.instrument.isOption) else {
      throw SteelyardError(
        .invalidInput, "The price \(price) is not above zero.", remedy: "Correct it.",
        subject: subject)
    }
    try checkSize(price, "price")
  }
}
