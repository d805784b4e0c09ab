public import SteelyardContracts
public import SteelyardLedger

/// Whose an event is that names an order or a withdrawal, and not the account behind it.
///
/// Journaled beside the events: once an order has ended, the ledger no longer knows whose it was.
public struct EventOwner: EngineFact {
  /// The event's place in its outcome, from 0.
  public let place: Int
  /// The account.
  public let account: AccountIndex

  init(place: Int, account: AccountIndex) {
    self.place = place
    self.account = account
  }

  /// Writes both.
  public func write(to writer: inout ByteWriter) {
    writer.write(place)
    writer.write(Int(account.rawValue))
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    place = try reader.readInt()
    guard let number = Int32(exactly: try reader.readInt()), number >= 0 else {
      throw reader.corrupt("an event's owner is no account")
    }
    account = AccountIndex(rawValue: number)
  }

  /// The owners of those events of a command that do not name one.
  ///
  /// - Parameter ledger: As it stands before the first of them.
  static func owners(of events: [EngineEvent], before ledger: Ledger) -> [EventOwner] {
    var owners: [EventOwner] = []
    for (place, event) in events.enumerated() {
      guard case .ledger(let event) = event else { continue }
      let account: AccountIndex? =
        switch event {
        case .orderChanged(let order, _):
          ledger.orders[order]?.account ?? placed(order, events[..<place])
        case .withdrawalFailed(let withdrawal, reason: _):
          ledger.withdrawals[withdrawal]?.account ?? requested(withdrawal, events[..<place])
        default: nil
        }
      if let account { owners.append(EventOwner(place: place, account: account)) }
    }
    return owners
  }

  /// An order may be placed and changed by one command.
  private static func placed(
    _ identifier: OrderIdentifier, _ events: ArraySlice<EngineEvent>
  ) -> AccountIndex? {
    for case .ledger(.orderPlaced(let order)) in events where order.identifier == identifier {
      return order.account
    }
    return nil
  }

  private static func requested(
    _ identifier: WithdrawalIdentifier, _ events: ArraySlice<EngineEvent>
  ) -> AccountIndex? {
    for case .ledger(.withdrawalRequested(let withdrawal)) in events
    where withdrawal.identifier == identifier { return withdrawal.account }
    return nil
  }
}

/// An event, and whose it is where it does not say so itself.
public struct OwnedEvent: Sendable, Hashable {
  /// What happened.
  public let event: EngineEvent
  /// The account of the order or withdrawal that it names; nil where the event names accounts itself.
  public let owner: AccountIndex?

  /// Events with their owners.
  static func events(_ events: [EngineEvent], _ owners: [EventOwner]) -> [OwnedEvent] {
    guard !owners.isEmpty else { return events.map { OwnedEvent(event: $0, owner: nil) } }
    let ofPlace = Dictionary(owners.map { ($0.place, $0.account) }) { first, _ in first }
    return events.enumerated().map { OwnedEvent(event: $1, owner: ofPlace[$0]) }
  }
}
