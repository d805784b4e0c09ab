import SteelyardContracts

extension Ledger {
  mutating func applyPlaced(_ placed: PlacedOrder) throws(SteelyardError) {
    try check(placed.account)
    try check(placed.instrument)
    guard placed.identifier.rawValue == ordersPlaced + 1, !placed.quantity.isZero else {
      throw unfit("an order is out of turn or for nothing")
    }
    ordersPlaced += 1
    orders[placed.identifier] = LedgerOrder(
      identifier: placed.identifier, account: placed.account, instrument: placed.instrument,
      quantity: placed.quantity, price: placed.price, effect: placed.effect,
      entry: placed.entry, label: placed.label, placedAt: time)
    accounts[placed.account.place].orders.append(placed.identifier)
  }

  mutating func applyFill(
    of quantity: Amount, to identifier: OrderIdentifier
  ) throws(SteelyardError) {
    guard var order = orders[identifier] else { throw unfit("there is no order \(identifier)") }
    let (filled, overflow) = order.filled.units.addingReportingOverflow(quantity.units)
    guard !overflow, !quantity.isZero, quantity.isNegative == order.quantity.isNegative,
      filled.magnitude <= order.quantity.units.magnitude
    else { throw unfit("more is filled of order \(identifier) than it is for") }
    order.filled = Amount(units: filled)
    order.status = order.remaining.isZero ? .filled : .partiallyFilled
    order.answer = .inTime
    store(order)
  }

  mutating func applyChange(
    _ change: OrderChange, to identifier: OrderIdentifier
  ) throws(SteelyardError) {
    guard var order = orders[identifier] else { throw unfit("there is no order \(identifier)") }
    // Whatever is said of an order is an answer.
    order.answer = .inTime
    switch change {
    case .accepted:
      if order.status == .pending { order.status = .working }
    case .rejected: order.status = .rejected
    case .amendRequested(let quantity, let price):
      try check(quantity, of: order)
      order.request = .amend(quantity: quantity, price: price)
    case .amended(let quantity, let price):
      try check(quantity, of: order)
      order.quantity = quantity
      order.price = price
      order.request = nil
      if order.remaining.isZero {
        order.status = .filled
      } else if order.status == .pending {
        order.status = .working
      }
    case .amendRefused, .cancelRefused: order.request = nil
    case .cancelRequested: order.request = .cancel
    case .cancelled: order.status = .cancelled
    case .expired: order.status = .expired
    case .overdue: order.answer = .overdue
    }
    store(order)
  }

  private func check(_ quantity: Amount, of order: LedgerOrder) throws(SteelyardError) {
    guard quantity.isNegative == order.quantity.isNegative, !quantity.isZero,
      quantity.units.magnitude >= order.filled.units.magnitude
    else { throw unfit("order \(order.identifier) is for less than is filled of it") }
  }

  /// Keeps an order, or forgets it where nothing can happen to it any more: what became of it is in the events.
  private mutating func store(_ order: LedgerOrder) {
    guard order.status.isFinal else {
      orders[order.identifier] = order
      return
    }
    orders[order.identifier] = nil
    accounts[order.account.place].orders.removeAll { $0 == order.identifier }
  }
}
