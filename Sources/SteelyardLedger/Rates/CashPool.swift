public import SteelyardContracts

/// A pool of one currency that some lend to and others borrow from, as Derive's cash asset keeps it.
///
/// Debts grow continuously at the curve's rate. A share of the interest goes to the security module, the rest to
/// everything lent, the module's part included. Nobody's balance is visited: what one unit lent or borrowed has grown
/// to is in two indices, and an account's `CashBalance` is read through them.
///
/// - Source: Derive v2-core `CashAsset` (derive.md, 7, 8 and 11).
public struct CashPool: Sendable, Hashable {
  /// The rate by utilisation.
  public let curve: BorrowCurve
  /// The share of interest that goes to the security module, 0 to 1; 1 while a loss is being earned back.
  public private(set) var moduleShare: Amount
  /// All that is lent, the module's balance included.
  public private(set) var supply = Amount.zero
  /// All that is borrowed, ≥ 0.
  public private(set) var debt = Amount.zero
  /// Profit paid out to cash less profit paid in, by positions that settle in it.
  public private(set) var netSettled = Amount.zero
  /// What the security module has.
  public private(set) var module = Amount.zero
  /// The stablecoin that backs the pool.
  public private(set) var backing = Amount.zero
  /// What one unit lent at the beginning has grown to.
  public private(set) var supplyIndex = Amount.one
  /// What one unit borrowed at the beginning has grown to.
  public private(set) var debtIndex = Amount.one

  /// An empty pool.
  ///
  /// - Throws: `invalidInput` for a share outside 0 to 1.
  public init(curve: BorrowCurve, moduleShare: Amount) throws(SteelyardError) {
    self.curve = curve
    self.moduleShare = try InterestTerms(curve: curve, fundShare: moduleShare).fundShare
  }

  /// The share of the supply that is lent, where profit paid in and not out counts as supply.
  public func utilisation() throws(SteelyardError) -> Amount {
    let backed = try supply.adding(max(-netSettled, .zero))
    return try BorrowCurve.utilisation(debt: debt, supply: backed)
  }

  /// The rate a year that debts grow at now, as a decimal.
  public func rate() throws(SteelyardError) -> Amount { try curve.rate(at: try utilisation()) }

  /// Grows debts by the time that passed, and pays who lends.
  ///
  /// - Parameter microseconds: Since the last change, ≥ 0; the rate is the one that change left.
  public mutating func accrue(microseconds: Int64) throws(SteelyardError) {
    let factor = try GrowthFactor.growth(rate: try rate(), microseconds: microseconds)
    let interest = try debt.multiplied(by: factor, rounding: .down)
    guard interest > .zero else { return }
    let fee = try interest.multiplied(by: moduleShare, rounding: .down)
    let paid = try interest.subtracting(fee)
    debt = try debt.adding(interest)
    debtIndex = try debtIndex.adding(try debtIndex.multiplied(by: factor, rounding: .down))
    // The module's fee lends from the moment it is credited, before the rest is shared out.
    let lent = try supply.adding(fee)
    module = try module.adding(fee)
    guard lent > .zero else {
      module = try module.adding(paid)
      supply = try supply.adding(interest)
      return
    }
    module = try module.adding(try paid.share(module, of: lent, rounding: .down))
    supplyIndex = try supplyIndex.adding(try supplyIndex.share(paid, of: lent, rounding: .down))
    supply = try lent.adding(paid)
  }

  /// Adds to an account's balance, on whichever side of zero it was and comes to be.
  public mutating func add(
    _ amount: Amount, to balance: inout CashBalance
  ) throws(SteelyardError) {
    let before = try worth(of: balance)
    let after = try before.adding(amount)
    supply = try supply.adding(max(after, .zero)).subtracting(max(before, .zero))
    debt = max(try debt.adding(max(-after, .zero)).subtracting(max(-before, .zero)), .zero)
    balance.principal = try after.divided(
      by: after.isNegative ? debtIndex : supplyIndex, rounding: .down)
  }

  /// What a balance is now: its principal times the index of its side, rounded down.
  public func worth(of balance: CashBalance) throws(SteelyardError) -> Amount {
    try balance.principal.multiplied(
      by: balance.principal.isNegative ? debtIndex : supplyIndex, rounding: .down)
  }
}

/// An account's cash in a pool, as a share of it.
public struct CashBalance: Sendable, Hashable {
  /// What it would have been at the pool's beginning; negative for a debt.
  public internal(set) var principal = Amount.zero

  /// Nothing.
  public init() {}
}

extension CashPool {
  /// Money that comes in from outside, or leaves: the balance and the backing change together.
  public mutating func exchange(
    _ amount: Amount, with balance: inout CashBalance
  ) throws(SteelyardError) {
    try add(amount, to: &balance)
    backing = try backing.adding(amount)
  }

  /// Profit that a position pays in cash, or loss that it takes.
  public mutating func settle(
    _ amount: Amount, to balance: inout CashBalance
  ) throws(SteelyardError) {
    try add(amount, to: &balance)
    netSettled = try netSettled.adding(amount)
  }

  /// Money that comes into the security module from outside.
  public mutating func fundModule(_ amount: Amount) throws(SteelyardError) {
    module = try module.adding(amount)
    supply = try supply.adding(amount)
    backing = try backing.adding(amount)
  }

  /// Pays an insolvent account's loss to whom takes it over.
  ///
  /// The module pays what it has. The rest is created, which makes every unit of cash worth less than one unit of
  /// the backing: `exchangeRate()` says how much. From then on all interest goes to the module, until
  /// `restoreShare(_:)`.
  ///
  /// - Parameters:
  ///   - loss: How much, ≥ 0.
  ///   - balance: Who takes it over.
  /// - Returns: The part that was created.
  @discardableResult
  public mutating func coverLoss(
    _ loss: Amount, to balance: inout CashBalance
  ) throws(SteelyardError) -> Amount {
    guard !loss.isNegative else {
      throw SteelyardError(
        .invalidInput, "The loss \(loss) is negative.", remedy: "Give the size of the loss.")
    }
    let paid = min(loss, max(module, .zero))
    module = try module.subtracting(paid)
    supply = try supply.subtracting(paid)
    try add(loss, to: &balance)
    let created = try loss.subtracting(paid)
    if created > .zero { moduleShare = .one }
    return created
  }

  /// What a unit of cash is worth in units of the backing: min(1, backing / (supply - debt - net settled)).
  public func exchangeRate() throws(SteelyardError) -> Amount {
    let claims = try supply.subtracting(debt).subtracting(netSettled)
    guard claims > backing else { return .one }
    return try max(backing, .zero).divided(by: claims, rounding: .down)
  }

  /// Takes units of the backing out, at the exchange rate: below 1, more cash is burnt than leaves.
  ///
  /// - Returns: The cash that was burnt.
  @discardableResult
  public mutating func withdraw(
    backing amount: Amount, from balance: inout CashBalance
  ) throws(SteelyardError) -> Amount {
    let rate = try exchangeRate()
    guard amount > .zero, amount <= backing, !rate.isZero else {
      throw SteelyardError(
        .insufficientFunds, "\(amount) of \(backing) in backing can't be taken out.",
        remedy: "Take out less.")
    }
    let burnt = try amount.divided(by: rate, rounding: .up)
    try add(-burnt, to: &balance)
    backing = try backing.subtracting(amount)
    return burnt
  }

  /// Gives the module its ordinary share again once every unit of cash is backed.
  ///
  /// - Throws: `notAllowed` while the exchange rate is below 1, `invalidInput` for a share outside 0 to 1.
  public mutating func restoreShare(_ share: Amount) throws(SteelyardError) {
    guard try exchangeRate() == .one else {
      throw SteelyardError(
        .notAllowed, "The pool is not fully backed yet.",
        remedy: "Wait until its exchange rate is 1.")
    }
    moduleShare = try InterestTerms(curve: curve, fundShare: share).fundShare
  }
}
