import SteelyardContracts

extension Ledger {
  func decideDeposit(
    _ name: AccountName, _ currency: Currency, _ amount: Amount
  ) throws(SteelyardError) -> [LedgerEvent] {
    let account = try findParty(name)
    let asset = try find(currency)
    try checkPositive(amount, "deposit")
    return [.deposited(move(amount, of: asset, from: HouseAccount.external.index, to: account))]
  }

  func decideWithdrawal(
    _ name: AccountName, _ currency: Currency, _ amount: Amount, to destination: String
  ) throws(SteelyardError) -> [LedgerEvent] {
    let account = try findParty(name)
    let asset = try find(currency)
    try checkPositive(amount, "withdrawal")
    try checkText(destination, "destination")
    try checkAvailable(amount, of: asset, in: account)
    guard withdrawals.count < Ledger.withdrawalsMax else {
      throw SteelyardError(
        .limitExceeded, "\(withdrawals.count) withdrawals wait.",
        remedy: "Resolve some of them first.")
    }
    return [
      .withdrawalRequested(
        Withdrawal(
          identifier: WithdrawalIdentifier(rawValue: withdrawalsRequested + 1),
          account: account, asset: asset, amount: amount, destination: destination))
    ]
  }

  func decideOutcome(
    _ outcome: WithdrawalOutcome, of identifier: WithdrawalIdentifier
  ) throws(SteelyardError) -> [LedgerEvent] {
    guard let withdrawal = withdrawals[identifier] else {
      throw SteelyardError(
        .notFound, "No withdrawal \(identifier) waits.",
        remedy: "Check its number; each is resolved once.")
    }
    switch outcome {
    case .sent(let reference):
      try checkText(reference, "reference")
      let booking = move(
        withdrawal.amount, of: withdrawal.asset, from: withdrawal.account,
        to: HouseAccount.external.index)
      return [.withdrawalSent(identifier, reference: reference, booking)]
    case .failed(let reason):
      try checkText(reason, "reason")
      return [.withdrawalFailed(identifier, reason: reason)]
    }
  }

  func decideTransfer(
    _ sender: AccountName, _ receiver: AccountName, _ currency: Currency, _ amount: Amount
  ) throws(SteelyardError) -> [LedgerEvent] {
    let source = try findClient(sender)
    let target = try findClient(receiver)
    let asset = try find(currency)
    guard source != target else {
      throw SteelyardError(
        .invalidInput, "\(sender) is both ends of the transfer.", remedy: "Name two accounts.",
        subject: .account(sender.description))
    }
    guard accounts[source.place].owner == accounts[target.place].owner else {
      throw SteelyardError(
        .notAllowed, "\(sender) and \(receiver) have different owners.",
        remedy: "Withdraw and deposit instead.", subject: .account(sender.description))
    }
    try checkPositive(amount, "transfer")
    try checkAvailable(amount, of: asset, in: source)
    return [.transferred(move(amount, of: asset, from: source, to: target))]
  }

  func decideAdjustment(
    _ lines: [Adjustment], _ reason: String
  ) throws(SteelyardError) -> [LedgerEvent] {
    guard !reason.isEmpty, !lines.isEmpty else {
      throw SteelyardError(
        .invalidInput, "An adjustment has no reason or no lines.",
        remedy: "Say why, and who pays whom.")
    }
    try checkText(reason, "reason")
    var booking = Booking()
    var sums: [AssetIndex: Amount] = [:]
    for line in lines {
      let account = try find(line.account)
      // What the clearing account has follows from open positions; nothing else may touch it.
      guard account != HouseAccount.clearing.index else {
        throw SteelyardError(
          .notAllowed, "\(line.account) can't be adjusted.",
          remedy: "Take the insurance fund or the rounding account.",
          subject: .account(line.account.description))
      }
      let asset = try find(line.asset)
      try checkSize(line.amount, "adjustment")
      sums[asset] = try (sums[asset] ?? .zero).adding(line.amount)
      booking.post(account, asset, line.amount)
    }
    for line in lines {
      let sum = sums[try find(line.asset)] ?? .zero
      guard sum.isZero else {
        throw SteelyardError(
          .invalidInput, "The lines in \(line.asset) sum to \(sum), not to zero.",
          remedy: "Add who pays or gets the rest.")
      }
    }
    return [.adjusted(booking, reason: reason)]
  }

  /// A posting to whom the money goes, and the opposite; the client's side first.
  private func move(
    _ amount: Amount, of asset: AssetIndex, from source: AccountIndex, to target: AccountIndex
  ) -> Booking {
    let out = Posting(account: source, asset: asset, amount: -amount)
    let entry = Posting(account: target, asset: asset, amount: amount)
    return Booking(postings: source == HouseAccount.external.index ? [entry, out] : [out, entry])
  }

  /// Checks that a balance covers what is to leave it.
  ///
  /// - Throws: `insufficientFunds`.
  func checkAvailable(
    _ amount: Amount, of asset: AssetIndex, in account: AccountIndex
  ) throws(SteelyardError) {
    let balance = accounts[account.place].balance(of: asset)
    guard balance.available >= amount else {
      let currency = assets[asset.place].currency
      throw SteelyardError(
        .insufficientFunds,
        "\(amount) \(currency) are asked for; \(balance.available) \(currency) are there, "
          + "after \(balance.held) held.", remedy: "Ask for less, or deposit first.",
        subject: .account(accounts[account.place].name.description))
    }
  }
}
