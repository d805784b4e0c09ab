public import SteelyardContracts

/// What happens to an order other than a fill.
public enum OrderChange: Sendable, Hashable {
  /// The venue took it: it is working.
  case accepted
  /// The venue refused it: it is rejected.
  case rejected(reason: String)
  /// Its owner asked for another quantity and limit.
  case amendRequested(quantity: Amount, price: Amount?)
  /// The venue changed it. Where as much as it now is for is filled already, it is filled.
  case amended(quantity: Amount, price: Amount?)
  /// The venue did not change it.
  case amendRefused(reason: String)
  /// Its owner asked for its end.
  case cancelRequested
  /// The venue took it out.
  case cancelled
  /// The venue did not take it out.
  case cancelRefused(reason: String)
  /// Its time passed, or its instrument was settled.
  case expired
  /// The venue's answer is late.
  case overdue
}
