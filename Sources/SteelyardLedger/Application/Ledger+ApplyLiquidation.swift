import SteelyardContracts

extension Ledger {
  /// Books an event of a liquidation, and checks that it names what there is and leaves what it says.
  mutating func applyLiquidation(_ event: LedgerEvent) throws(SteelyardError) {
    switch event {
    case .liquidationFeeCharged(_, _, let booking): try book(booking)
    case .takenOver(_, let account, let closings, let balances, let booking):
      try check(account)
      for closing in closings { try check(closing.instrument) }
      try book(booking)
      guard balances == .stay || isEmpty(account) else {
        throw unfit("an account that was taken over whole has something left")
      }
    case .deleveraged(_, let account, let instrument, _, _, let booking):
      try check(account)
      try check(instrument)
      try book(booking)
    case .lossShared(_, let asset, _, _, let booking):
      try check(asset)
      try book(booking)
    case .shareSold(let sold, let booking):
      try check(sold.account)
      try check(sold.bidder)
      try check(sold.asset)
      try book(booking)
    default: preconditionFailure("\(event) is no event of a liquidation.")
    }
  }

  /// Whether nothing is held, owed or free; what withdrawals hold may be there.
  private func isEmpty(_ account: AccountIndex) -> Bool {
    accounts[account.place].positions.isEmpty
      && accounts[account.place].balances.allSatisfy { $0.available.isZero }
  }
}
