public import SteelyardContracts

/// An account that holds an instrument whose other side is to be closed.
public struct DeleveragingCandidate: Sendable, Hashable {
  /// Whose.
  public let account: AccountName
  /// Its position, in `Instrument.quantityCurrency`; short is negative.
  public let quantity: Amount
  /// The average price of the position, in `Instrument.priceCurrency`, > 0.
  public let entryPrice: Double
  /// The position's size at the mark, in US dollars, > 0.
  public let notional: Double
  /// What the account is worth at the marks, in US dollars.
  public let accountValue: Double

  /// A candidate from its parts; they are checked when the queue is made.
  public init(
    account: AccountName, quantity: Amount, entryPrice: Double, notional: Double,
    accountValue: Double
  ) {
    self.account = account
    self.quantity = quantity
    self.entryPrice = entryPrice
    self.notional = notional
    self.accountValue = accountValue
  }

  func check() throws(SteelyardError) {
    guard entryPrice > 0, entryPrice.isFinite, notional > 0, notional.isFinite,
      accountValue.isFinite
    else {
      throw SteelyardError(
        .invalidInput,
        "An entry at \(entryPrice), a size of \(notional) USD or an account's value of "
          + "\(accountValue) USD can't be ranked.",
        remedy: "Give an entry and a size above zero, and a finite value.",
        subject: .account(account.description))
    }
  }
}
