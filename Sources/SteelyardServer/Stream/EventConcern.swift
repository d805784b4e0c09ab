import SteelyardContracts
import SteelyardEngine
import SteelyardLedger

/// Whom a record is about, found once for everybody who asks.
struct EventConcern {
  private var names: Set<String> = []
  private var isEverybody = false

  /// Whether an account's owner may find something in it.
  func includes(_ name: String) -> Bool { isEverybody || names.contains(name) }

  init(_ record: PublishedRecord, _ directory: LedgerDirectory) {
    for owner in record.outcome.owners { take(owner.account, directory) }
    for event in record.events { take(event, directory) }
  }

  private mutating func take(_ event: EngineEvent, _ directory: LedgerDirectory) {
    switch event {
    case .ledger(let event): take(event, directory)
    case .admission(let decision): names.insert(decision.account.account)
    case .marginCall(let call): names.insert(call.account.account)
    case .drawdown(let drawdown): names.insert(drawdown.account.account)
    case .governance: break
    case .incident(let incident):
      guard let account = incident.account else {
        isEverybody = true
        return
      }
      names.insert(account.account)
    case .liquidation(let liquidation):
      if liquidation.kind.isPublic { isEverybody = true }
      names.insert(liquidation.account.account)
    case .liquidationSwitch(let change):
      // That all are stopped concerns the house, and everybody in liquidation: their own holds tell them.
      if let account = change.account { names.insert(account.account) }
    case .mandate(let event): names.insert(event.account.account)
    // That all are stopped concerns the house; what stops of an account is told as its own.
    case .mandateSwitch: break
    case .waterfall(let event):
      names.insert(event.account.account)
      if case .deleveraged(let fact) = event.kind {
        for share in fact.shares { names.insert(share.account.account) }
      }
    case .limits(let change):
      if let account = change.account { names.insert(account.account) }
    }
  }

  private mutating func take(_ event: LedgerEvent, _ directory: LedgerDirectory) {
    switch event {
    case .commandNamed(let account, _, _), .accountOpened(let account, _, _, _),
      .marginModeSet(let account, _):
      take(account, directory)
    case .assetListed, .instrumentListed: isEverybody = true
    case .orderPlaced(let order): take(order.account, directory)
    case .withdrawalRequested(let withdrawal): take(withdrawal.account, directory)
    case .orderFilled(_, _, _, let booking), .traded(_, _, _, let booking),
      .fundingPaid(_, _, _, let booking), .interestAccrued(_, _, _, let booking),
      .settled(_, _, _, let booking), .deposited(let booking),
      .withdrawalSent(_, _, let booking), .transferred(let booking), .adjusted(let booking, _),
      .liquidationFeeCharged(_, _, let booking), .takenOver(_, _, _, _, let booking),
      .deleveraged(_, _, _, _, _, let booking), .lossShared(_, _, _, _, let booking),
      .shareSold(_, let booking):
      for posting in booking.postings { take(posting.account, directory) }
      for change in booking.changes { take(change.account, directory) }
    case .orderChanged, .withdrawalFailed: break
    }
  }

  private mutating func take(_ account: AccountIndex, _ directory: LedgerDirectory) {
    if let name = directory.name(of: account) { names.insert(name.account) }
  }
}
