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
  /// The most of the position that may be closed, ≥ 0: what the account can bear; nil for no such limit.
  public let closedMax: Amount?

  /// A candidate from its parts; they are checked when the queue is made.
  public init(
    account: AccountName, quantity: Amount, entryPrice: Double, notional: Double,
    accountValue: Double, closedMax: Amount? = nil
  ) {
    self.account = account
    self.quantity = quantity
    self.entryPrice = entryPrice
    self.notional = notional
    self.accountValue = accountValue
    self.closedMax = closedMax
  }

  /// The same with another limit of what it can bear.
  public func closing(atMost closedMax: Amount) -> DeleveragingCandidate {
    DeleveragingCandidate(
      account: account, quantity: quantity, entryPrice: entryPrice, notional: notional,
      accountValue: accountValue, closedMax: closedMax)
  }

  func check() throws(SteelyardError) {
    guard entryPrice > 0, entryPrice.isFinite, notional > 0, notional.isFinite,
      accountValue.isFinite, closedMax.map({ !$0.isNegative }) ?? true
    else {
      throw SteelyardError(
        .invalidInput,
        "An entry at \(entryPrice), a size of \(notional) USD, an account's value of \(accountValue) USD "
          + "or a limit of \(closedMax?.description ?? "nothing") can't be ranked.",
        remedy: "Give an entry and a size above zero, a finite value, and a limit not below zero.",
        subject: .account(account.description))
    }
  }
}
