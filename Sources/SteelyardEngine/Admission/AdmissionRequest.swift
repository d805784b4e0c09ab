import SteelyardContracts
import SteelyardLedger

/// An account before and after what is asked, as far as margin sees it.
struct AdmissionRequest {
  /// What is asked.
  enum Kind: Sendable, Hashable {
    /// A new order, or an amended one.
    case order(WorkingOrder)
    /// A trade that was agreed on.
    case trade(Trade)
    /// Assets that leave the account.
    case outflow
    /// A share of another account, of everything that it has and owes.
    case share
  }

  let account: AccountName
  let mode: MarginMode
  let kind: Kind
  let before: Portfolio
  let after: Portfolio
  let ordersBefore: [WorkingOrder]
  let ordersAfter: [WorkingOrder]
  /// What the owner holds in its other accounts.
  let others: [Portfolio]
}
