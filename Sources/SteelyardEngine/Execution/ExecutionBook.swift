public import SteelyardContracts
public import SteelyardLedger

/// The live orders of the ledger, and what their venue has to be told of each event.
///
/// It follows from the journal alone: a restart in the middle of anything tells the venue again what it has not
/// answered, under the same numbers, which the venue carries out once.
public struct ExecutionBook: Sendable {
  private struct Live {
    let account: AccountName
    let instrument: Instrument
    let entry: OrderTicket.Entry
    var quantity: Amount
    var price: Amount?
    var filled: Amount
    var change: LedgerOrder.Request?
  }

  private var accounts: [AccountIndex: AccountName] = [:]
  private var instruments: [InstrumentIndex: Instrument] = [:]
  private var live: [OrderIdentifier: Live] = [:]
  /// What the venue is told after a restart, in the order of placing.
  public private(set) var opening: [ExecutionInstruction] = []

  /// A book on a ledger as it was found again.
  ///
  /// - Throws: `corruptData` for an order that no venue could have.
  public init(_ ledger: Ledger) throws(SteelyardError) {
    for (place, account) in ledger.accounts.enumerated() {
      accounts[AccountIndex(rawValue: Int32(place))] = account.name
    }
    for (place, entry) in ledger.instruments.enumerated() where entry.status == .listed {
      instruments[InstrumentIndex(rawValue: Int32(place))] = entry.listing.instrument
    }
    for order in ledger.orders.values.sorted(by: { $0.identifier < $1.identifier }) {
      let entry = Live(
        account: ledger[order.account].name,
        instrument: ledger[order.instrument].listing.instrument, entry: order.entry,
        quantity: order.quantity, price: order.price, filled: order.filled,
        change: order.request)
      live[order.identifier] = entry
      let sent = try ExecutionBook.venueOrder(order.identifier, entry)
      opening.append(
        order.status == .pending ? .submit(sent) : .restore(sent, filled: order.filled))
      switch order.request {
      case .amend(let quantity, let price):
        opening.append(.amend(order.identifier, quantity: quantity, price: price))
      case .cancel: opening.append(.cancel(order.identifier))
      case nil: break
      }
    }
  }

  /// How many orders are live.
  public var liveCount: Int { live.count }

  /// Whether an order is live.
  public func isLive(_ order: OrderIdentifier) -> Bool { live[order] != nil }

  /// Takes an event; what the venue is told because of it.
  ///
  /// - Throws: `corruptData` for an order that no venue could have.
  public mutating func take(
    _ event: LedgerEvent
  ) throws(SteelyardError) -> ExecutionInstruction? {
    switch event {
    case .accountOpened(let index, let name, owner: _, mode: _): accounts[index] = name
    case .instrumentListed(let index, let listing, venue: _, settlement: _, base: _):
      instruments[index] = listing.instrument
    // A settlement ends its orders first.
    case .settled(let index, price: _, .delivery, _): instruments[index] = nil
    case .orderPlaced(let placed):
      guard let account = accounts[placed.account], let instrument = instruments[placed.instrument]
      else {
        throw SteelyardError(
          .corruptData,
          "Order \(placed.identifier) names an account or instrument that is not open.",
          remedy: "Check the journal with `steelyard ledger verify`.")
      }
      let entry = Live(
        account: account, instrument: instrument, entry: placed.entry,
        quantity: placed.quantity, price: placed.price, filled: .zero)
      live[placed.identifier] = entry
      return .submit(try ExecutionBook.venueOrder(placed.identifier, entry))
    case .orderFilled(let order, let quantity, price: _, _):
      guard var entry = live[order] else { return nil }
      entry.filled = Amount(units: entry.filled.units + quantity.units)
      live[order] = entry.filled == entry.quantity ? nil : entry
    case .orderChanged(let order, let change): return take(change, of: order)
    default: break
    }
    return nil
  }

  private mutating func take(
    _ change: OrderChange, of order: OrderIdentifier
  ) -> ExecutionInstruction? {
    switch change {
    case .amendRequested(let quantity, let price):
      live[order]?.change = .amend(quantity: quantity, price: price)
      return .amend(order, quantity: quantity, price: price)
    case .cancelRequested:
      live[order]?.change = .cancel
      return .cancel(order)
    case .amended(let quantity, let price):
      live[order]?.quantity = quantity
      live[order]?.price = price
      live[order]?.change = nil
      if let entry = live[order], entry.filled == entry.quantity { live[order] = nil }
    case .amendRefused, .cancelRefused: live[order]?.change = nil
    case .rejected, .cancelled: live[order] = nil
    case .expired:
      live[order] = nil
      // A settlement ends orders that may still rest at the venue.
      return .cancel(order)
    case .accepted, .overdue: break
    }
    return nil
  }

  private static func venueOrder(
    _ identifier: OrderIdentifier, _ entry: Live
  ) throws(SteelyardError) -> VenueOrder {
    try VenueOrder(
      identifier: identifier, account: entry.account, instrument: entry.instrument,
      quantity: entry.quantity, price: entry.price, entry: entry.entry)
  }
}
