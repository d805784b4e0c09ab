import SteelyardContracts
import SteelyardEngine
import SteelyardLedger

/// What a caller sees of events: names for numbers, and of many accounts' money only its own.
struct EventSight {
  let directory: LedgerDirectory
  let principal: Principal

  /// Money of accounts that the caller sees.
  func seen(_ postings: [Posting]) -> [Posting] { postings.filter { sees($0.account) } }

  /// Positions of accounts that the caller sees.
  func seen(_ changes: [PositionChange]) -> [PositionChange] {
    changes.filter { sees($0.account) }
  }

  /// Whether an account is the caller's.
  func sees(_ account: AccountIndex) -> Bool {
    directory.name(of: account).map { principal.may(.read, $0) } ?? (principal.tenant == .house)
  }

  /// An account by name.
  func words(_ account: AccountIndex) -> String {
    directory.name(of: account)?.description ?? "account \(account.rawValue)"
  }

  /// An asset by its code.
  func words(_ asset: AssetIndex) -> String {
    directory.currency(of: asset)?.code ?? "asset \(asset.rawValue)"
  }

  /// An instrument by name.
  func words(_ index: InstrumentIndex) -> String {
    directory.instrument(index).map(APIInstrument.name) ?? "instrument \(index.rawValue)"
  }
}

extension EventSight {
  /// The events that the caller may know of.
  func seen(_ outcome: EngineOutcome) -> [OwnedEvent] {
    let events = outcome.ownedEvents
    guard principal.tenant != .house else { return events }
    return events.filter { owned in owned.owner.map(sees) ?? false || isOwn(owned.event) }
  }

  private func isOwn(_ event: EngineEvent) -> Bool {
    switch event {
    case .ledger(let event): isOwn(event)
    case .admission(let decision): principal.may(.read, decision.account)
    case .marginCall(let call): principal.may(.read, call.account)
    case .drawdown(let drawdown): principal.may(.read, drawdown.account)
    // Everybody reads changes of parameters where they stand; the events name people and single accounts.
    case .governance: false
    case .limits(let change): change.account.map { principal.may(.read, $0) } ?? false
    case .liquidation(let liquidation):
      liquidation.kind.isPublic || principal.may(.read, liquidation.account)
    case .liquidationSwitch(let change):
      change.account.map { principal.may(.read, $0) } ?? false
    case .waterfall(let event): isOwn(event)
    case .mandate(let event): principal.may(.read, event.account)
    case .mandateSwitch: false
    // That of an oracle or a feed is everybody's.
    case .incident(let incident): incident.account.map { principal.may(.read, $0) } ?? true
    }
  }

  private func isOwn(_ event: WaterfallEvent) -> Bool {
    guard case .deleveraged(let fact) = event.kind else {
      return principal.may(.read, event.account)
    }
    return principal.may(.read, event.account)
      || fact.shares.contains { principal.may(.read, $0.account) }
  }

  private func isOwn(_ event: LedgerEvent) -> Bool {
    switch event {
    case .commandNamed(let account, _, _), .accountOpened(let account, _, _, _),
      .marginModeSet(let account, _):
      sees(account)
    case .assetListed, .instrumentListed: true
    case .orderPlaced(let order): sees(order.account)
    case .withdrawalRequested(let withdrawal): sees(withdrawal.account)
    case .orderFilled(_, _, _, let booking), .traded(_, _, _, let booking),
      .fundingPaid(_, _, _, let booking), .interestAccrued(_, _, _, let booking),
      .settled(_, _, _, let booking), .deposited(let booking),
      .withdrawalSent(_, _, let booking), .transferred(let booking), .adjusted(let booking, _),
      .liquidationFeeCharged(_, _, let booking), .takenOver(_, _, _, _, let booking),
      .deleveraged(_, _, _, _, _, let booking), .lossShared(_, _, _, _, let booking),
      .shareSold(_, let booking):
      !seen(booking.postings).isEmpty || !seen(booking.changes).isEmpty
    // They name an order or a withdrawal; whose it is stands beside them.
    case .orderChanged, .withdrawalFailed: false
    }
  }
}
