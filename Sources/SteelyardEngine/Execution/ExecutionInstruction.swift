public import SteelyardContracts
public import SteelyardLedger

/// What a venue is told of an order because of what the ledger has booked.
public enum ExecutionInstruction: Sendable, Hashable {
  /// Send it.
  case submit(VenueOrder)
  /// It rests there since before a restart.
  case restore(VenueOrder, filled: Amount)
  /// Ask for another total quantity and limit.
  case amend(OrderIdentifier, quantity: Amount, price: Amount?)
  /// Ask for its end.
  case cancel(OrderIdentifier)

  /// The order.
  public var order: OrderIdentifier {
    switch self {
    case .submit(let order), .restore(let order, filled: _): order.identifier
    case .amend(let order, quantity: _, price: _), .cancel(let order): order
    }
  }

  /// What the ledger is told where the venue can't be reached and nothing was sent.
  func refusal(_ reason: String) -> VenueAnswer? {
    switch self {
    case .submit: .rejected(reason: reason)
    case .restore: nil
    case .amend: .amendRefused(reason: reason)
    case .cancel: .cancelRefused(reason: reason)
    }
  }
}
