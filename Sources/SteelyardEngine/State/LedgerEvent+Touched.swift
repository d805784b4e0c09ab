import SteelyardLedger

extension LedgerEvent {
  /// The accounts whose holdings or orders an event changes, as the ledger stands before it.
  func touched(in ledger: Ledger) -> [AccountIndex] {
    func account(_ order: OrderIdentifier) -> AccountIndex? { ledger.orders[order]?.account }
    return switch self {
    case .commandNamed, .assetListed, .instrumentListed: [AccountIndex]()
    case .accountOpened(let account, _, owner: _, mode: _), .marginModeSet(let account, _):
      [account]
    case .orderPlaced(let order): [order.account]
    case .orderChanged(let order, _): account(order).map { [$0] } ?? []
    case .orderFilled(let order, quantity: _, price: _, let booking):
      booking.accounts + (account(order).map { [$0] } ?? [])
    case .traded(_, quantity: _, price: _, let booking),
      .fundingPaid(_, price: _, rate: _, let booking),
      .interestAccrued(_, rate: _, factor: _, let booking), .settled(_, price: _, _, let booking),
      .deposited(let booking), .transferred(let booking), .adjusted(let booking, reason: _),
      .liquidationFeeCharged(_, asked: _, let booking), .takenOver(_, _, _, _, let booking),
      .deleveraged(_, _, _, quantity: _, price: _, let booking),
      .lossShared(_, _, loss: _, _, let booking), .shareSold(_, let booking):
      booking.accounts
    case .withdrawalRequested(let withdrawal): [withdrawal.account]
    case .withdrawalSent(let identifier, reference: _, let booking):
      booking.accounts + (ledger.withdrawals[identifier].map { [$0.account] } ?? [])
    case .withdrawalFailed(let identifier, reason: _):
      ledger.withdrawals[identifier].map { [$0.account] } ?? []
    }
  }
}

extension Booking {
  /// Every account with a posting or a changed position; some may stand twice.
  var accounts: [AccountIndex] { postings.map(\.account) + changes.map(\.account) }
}
