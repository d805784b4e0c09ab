import SteelyardContracts

extension Ledger {
  func decideLossSharing(_ sharing: LossSharing) throws(SteelyardError) -> [LedgerEvent] {
    let asset = try find(sharing.asset)
    try checkPositive(sharing.loss, "loss")
    guard !sharing.reason.isEmpty else {
      throw SteelyardError(
        .invalidInput, "A shared loss has no reason.",
        remedy: "Say why it is shared, and what the base is.")
    }
    try checkText(sharing.reason, "reason")
    let fund = HouseAccount.insurance.index
    let owed = -accounts[fund.place].balance(of: asset).available
    guard sharing.loss <= owed else {
      throw SteelyardError(
        .notAllowed,
        "A loss of \(sharing.loss) \(sharing.asset) is to be shared; the insurance fund owes "
          + "\(max(owed, .zero)).", remedy: "Share what the fund owes, and no more.",
        subject: .account(HouseAccount.insurance.name.description))
    }
    let payers = try payers(of: asset, sharing.base)
    let shares = try CappedShares(of: sharing.loss, over: payers.map(\.claim))
    var booking = Booking()
    for (payer, part) in zip(payers, shares.parts) { booking.post(payer.account, asset, -part) }
    booking.post(fund, asset, try sharing.loss.subtracting(shares.rest))
    guard !booking.postings.isEmpty else {
      throw SteelyardError(
        .insufficientFunds, "No account that was named has any \(sharing.asset) to pay with.",
        remedy: "Share it over accounts that have some, or leave it with the fund.")
    }
    return [.lossShared(sharing.liquidation, asset, loss: sharing.loss, sharing.reason, booking)]
  }

  /// Who pays, in order of index, each no more than may leave the account.
  private func payers(
    of asset: AssetIndex, _ base: LossSharing.Base
  ) throws(SteelyardError) -> [(account: AccountIndex, claim: CappedShares.Claim)] {
    switch base {
    case .balances:
      return accounts.indices.compactMap { place in
        guard !accounts[place].isHouse else { return nil }
        let available = accounts[place].balance(of: asset).available
        guard available > .zero else { return nil }
        return (AccountIndex(place: place), CappedShares.Claim(weight: available, cap: available))
      }
    case .stated(let shares):
      var bases: [AccountIndex: Amount] = [:]
      for share in shares {
        let account = try findClient(share.account)
        try checkPositive(share.base, "base of \(share.account)")
        guard bases.updateValue(share.base, forKey: account) == nil else {
          throw SteelyardError(
            .invalidInput, "\(share.account) is named twice.", remedy: "Name each account once.",
            subject: .account(share.account.description))
        }
      }
      return bases.sorted { $0.key < $1.key }.map { account, base in
        let available = accounts[account.place].balance(of: asset).available
        return (account, CappedShares.Claim(weight: base, cap: max(available, .zero)))
      }
    }
  }
}
