import SteelyardContracts

extension Ledger {
  func decideOrder(
    _ ticket: OrderTicket, at time: Timestamp
  ) throws(SteelyardError) -> [LedgerEvent] {
    let account = try findOrderer(ticket)
    let index = try findTradable(ticket.instrument)
    if let expiry = ticket.instrument.expiry, expiry <= time {
      throw SteelyardError(
        .notAllowed, "The instrument has expired.", remedy: "Trade one that is not expired.",
        subject: .instrument(ticket.instrument.description))
    }
    try checkTerms(ticket.quantity, ticket.price, of: index)
    try checkTick(ticket.price, of: index)
    guard ticket.entry == .any || ticket.price != nil else {
      throw SteelyardError(
        .invalidInput, "A market order only takes; it can't be post-only.",
        remedy: "Give a limit, or let it take.", subject: .account(ticket.account.description))
    }
    guard accounts[account.place].orders.count < Ledger.ordersPerAccountMax else {
      throw SteelyardError(
        .limitExceeded, "The account has \(Ledger.ordersPerAccountMax) live orders.",
        remedy: "Cancel some of them first.", subject: .account(ticket.account.description))
    }
    if let label = ticket.label,
      accounts[account.place].orders.contains(where: { orders[$0]?.label == label })
    {
      throw SteelyardError(
        .conflict, "Another live order has the label \(label).",
        remedy: "Give each live order a label of its own.",
        subject: .account(ticket.account.description))
    }
    let placed = PlacedOrder(
      identifier: OrderIdentifier(rawValue: ordersPlaced + 1), account: account,
      instrument: index, quantity: ticket.quantity, price: ticket.price, effect: ticket.effect,
      entry: ticket.entry, label: ticket.label)
    try checkEffect(placed.effect, of: placed.quantity, placed.identifier, account, index)
    try checkCover(placed.quantity, placed.price, placed.identifier, account, index)
    return [.orderPlaced(placed)]
  }

  func decideAmendment(
    of identifier: OrderIdentifier, by name: AccountName, _ quantity: Amount, _ price: Amount?
  ) throws(SteelyardError) -> [LedgerEvent] {
    let order = try find(identifier, of: name)
    try checkNoRequest(order)
    try checkTerms(quantity, price, of: order.instrument)
    try checkTick(price, of: order.instrument)
    guard (price == nil) == (order.price == nil) else {
      throw SteelyardError(
        .notAllowed, "Order \(identifier) would change between limit and market.",
        remedy: "Cancel it and place another.")
    }
    guard quantity.isNegative == order.quantity.isNegative,
      quantity.magnitude > order.filled.magnitude
    else {
      throw SteelyardError(
        .notAllowed,
        "Order \(identifier) can't become one for \(quantity): \(order.filled) of it is filled.",
        remedy: "Keep its sign and more than is filled, or cancel it.")
    }
    let left = try quantity.subtracting(order.filled)
    try checkEffect(order.effect, of: left, identifier, order.account, order.instrument)
    try checkCover(left, price, identifier, order.account, order.instrument)
    return [.orderChanged(identifier, .amendRequested(quantity: quantity, price: price))]
  }

  func decideCancellation(
    of identifier: OrderIdentifier, by name: AccountName
  ) throws(SteelyardError) -> [LedgerEvent] {
    let order = try find(identifier, of: name)
    guard order.request != .cancel else {
      throw SteelyardError(
        .notAllowed, "The end of order \(identifier) is asked for already.",
        remedy: "Wait for the venue's answer.")
    }
    return [.orderChanged(identifier, .cancelRequested)]
  }

  func decideAnswer(
    _ answer: VenueAnswer, of identifier: OrderIdentifier
  ) throws(SteelyardError) -> [LedgerEvent] {
    let order = try find(identifier)
    let change: OrderChange? =
      switch (answer, order.status, order.request) {
      case (.accepted, .pending, _): .accepted
      case (.rejected(let reason), .pending, _): .rejected(reason: reason)
      case (.amended, _, .amend(let quantity, let price)):
        // What was filled while the venue changed it can't be taken back: the order is then filled.
        .amended(
          quantity: quantity.magnitude < order.filled.magnitude ? order.filled : quantity,
          price: price)
      case (.amendRefused(let reason), _, .amend): .amendRefused(reason: reason)
      case (.cancelled, _, _): .cancelled
      case (.cancelRefused(let reason), _, .cancel): .cancelRefused(reason: reason)
      case (.expired, _, _): .expired
      case (.overdue, .pending, _), (.overdue, _, .some):
        order.answer == .inTime ? .overdue : nil
      default: nil
      }
    guard let change else {
      throw SteelyardError(
        .notAllowed,
        "The answer \"\(answer)\" fits nothing that was asked of order \(identifier), which is "
          + "\(order.status).", remedy: "Report each answer once, in the venue's order.")
    }
    switch answer {
    case .rejected(let reason), .amendRefused(let reason), .cancelRefused(let reason):
      try checkText(reason, "reason")
    case .accepted, .amended, .cancelled, .expired, .overdue: break
    }
    return [.orderChanged(identifier, change)]
  }

  private func checkNoRequest(_ order: LedgerOrder) throws(SteelyardError) {
    guard order.request == nil else {
      throw SteelyardError(
        .notAllowed, "Order \(order.identifier) waits for another change.",
        remedy: "Wait for the venue's answer.")
    }
  }

  private func checkTick(_ price: Amount?, of index: InstrumentIndex) throws(SteelyardError) {
    guard let price else { return }
    let tick = instruments[index.place].listing.terms.tick(at: price)
    guard price.units % tick.units == 0 else {
      throw wrongTerms(
        index, "The price \(price) is not in ticks of \(tick).",
        remedy: "Round it to whole ticks.")
    }
  }
}
