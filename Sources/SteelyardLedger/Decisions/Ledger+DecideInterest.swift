import SteelyardContracts

extension Ledger {
  func decideInterest(
    of currency: Currency, _ terms: InterestTerms, at time: Timestamp
  ) throws(SteelyardError) -> [LedgerEvent] {
    let asset = try find(currency)
    let elapsed = time.microseconds - assets[asset.place].accruedUntil.microseconds
    guard elapsed > 0 else {
      throw SteelyardError(
        .notAllowed, "Debts of \(currency) are accrued to this time already.",
        remedy: "Accrue again when time has passed.")
    }
    var supply = Amount.zero
    var debt = Amount.zero
    try eachLender(of: asset) { _, balance throws(SteelyardError) in
      if balance.isNegative {
        debt = try debt.subtracting(balance)
      } else {
        supply = try supply.adding(balance)
      }
    }
    let rate = try terms.curve.rate(
      at: try BorrowCurve.utilisation(debt: debt, supply: supply))
    let factor = try GrowthFactor.growth(rate: rate, microseconds: elapsed)
    var booking = Booking()
    var interest = Amount.zero
    try eachLender(of: asset) { account, balance throws(SteelyardError) in
      guard balance.isNegative else { return }
      let owed = try (-balance).multiplied(by: factor, rounding: .up)
      booking.post(account, asset, -owed)
      interest = try interest.adding(owed)
    }
    try share(interest, terms, asset, supply, &booking)
    return [.interestAccrued(asset, rate: rate, factor: factor, booking)]
  }

  /// Posts what debtors paid.
  ///
  /// The fund's share comes first, the rest goes to positive balances in proportion, rounded down, what is left
  /// over to the rounding account. Without anyone who lends, the fund gets all of it.
  private func share(
    _ interest: Amount, _ terms: InterestTerms, _ asset: AssetIndex, _ supply: Amount,
    _ booking: inout Booking
  ) throws(SteelyardError) {
    let fund = HouseAccount.insurance.index
    guard supply > .zero else {
      booking.post(fund, asset, interest)
      return
    }
    let fee = try interest.multiplied(by: terms.fundShare, rounding: .down)
    let paid = try interest.subtracting(fee)
    // The fund lends its fee as well, from the moment it has it.
    let fundBalance = accounts[fund.place].balance(of: asset).amount
    let lent = fundBalance.isNegative ? supply : try supply.adding(fee)
    var rest = paid
    var lines = Booking()
    try eachLender(of: asset) { account, balance throws(SteelyardError) in
      guard !balance.isNegative, account != fund else { return }
      let part = try paid.share(balance, of: lent, rounding: .down)
      lines.post(account, asset, part)
      rest = try rest.subtracting(part)
    }
    var fundGain = fee
    if !fundBalance.isNegative {
      let part = try paid.share(try fundBalance.adding(fee), of: lent, rounding: .down)
      rest = try rest.subtracting(part)
      fundGain = try fee.adding(part)
    }
    booking.postings += lines.postings
    booking.post(fund, asset, fundGain)
    booking.post(HouseAccount.rounding.index, asset, rest)
  }

  /// Every account that lends or borrows: clients' and the insurance fund, in order of index.
  private func eachLender(
    of asset: AssetIndex,
    _ body: (AccountIndex, Amount) throws(SteelyardError) -> Void
  ) throws(SteelyardError) {
    for place in accounts.indices {
      let index = AccountIndex(place: place)
      guard index == HouseAccount.insurance.index || !isHouse(index) else { continue }
      let balance = accounts[place].balance(of: asset).amount
      if !balance.isZero { try body(index, balance) }
    }
  }

  /// Whether an account is the house's own.
  func isHouse(_ account: AccountIndex) -> Bool { accounts[account.place].isHouse }
}
