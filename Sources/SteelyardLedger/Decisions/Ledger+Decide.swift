import SteelyardDigests
public import SteelyardContracts

extension Ledger {
  /// What a command does to this ledger, without doing it.
  ///
  /// - Returns: The events, in order, for `apply` at the same time; none where the same command under the same
  ///   identifier was done before.
  /// - Throws: `conflict` for an identifier that another command had, or a time before the last event's;
  ///   `notFound` for an account, asset, instrument, order or withdrawal that does not exist; `insufficientFunds`
  ///   where a balance does not cover what leaves it; `notAllowed` where the state forbids it; `limitExceeded` past
  ///   a limit; `invalidInput` for anything that no state would allow.
  public func decide(
    _ command: LedgerCommand, at time: Timestamp
  ) throws(SteelyardError) -> [LedgerEvent] {
    guard time >= self.time else {
      throw SteelyardError(
        .conflict,
        "The command's time, \(time.microseconds) us, is before the last event's, "
          + "\(self.time.microseconds) us.", remedy: "Give the time of the last event or later.")
    }
    var events: [LedgerEvent] = []
    if let identifier = command.identifier {
      let digest = SHA256Digest(of: command.asked.bytes)
      let scope = memoryScope(of: command)
      if try recalled(identifier, digest, scope, at: time) != nil { return [] }
      if let scope { events.append(.commandNamed(scope, identifier, digest)) }
    }
    events += try decide(command.action, at: time)
    for event in events { if let booking = event.booking { try checkRange(of: booking) } }
    return events
  }

  /// The number of the first event of a command that was done before; nil where it was not.
  ///
  /// - Throws: `conflict` where another command had its identifier.
  public func executedPosition(
    of command: LedgerCommand, at time: Timestamp
  ) throws(SteelyardError) -> UInt64? {
    guard let identifier = command.identifier else { return nil }
    return try recalled(
      identifier, SHA256Digest(of: command.asked.bytes), memoryScope(of: command), at: time)
  }

  /// The account whose memory a command's identifier goes to; the external account serves the operator.
  private func memoryScope(of command: LedgerCommand) -> AccountIndex? {
    command.account.map { accountIndices[$0] } ?? HouseAccount.external.index
  }

  private func recalled(
    _ identifier: ClientIdentifier, _ digest: SHA256Digest, _ scope: AccountIndex?,
    at time: Timestamp
  ) throws(SteelyardError) -> UInt64? {
    guard let scope, let entry = accounts[scope.place].memory.entry(identifier, at: time) else {
      return nil
    }
    guard entry.digest == digest else {
      throw SteelyardError(
        .conflict,
        "\(identifier) already names another command, whose first event is \(entry.position).",
        remedy: "Give each command an identifier of its own.",
        subject: .account(accounts[scope.place].name.description))
    }
    return entry.position
  }

  private func decide(
    _ action: LedgerAction, at time: Timestamp
  ) throws(SteelyardError) -> [LedgerEvent] {
    switch action {
    case .listAsset(let asset): try decideAsset(asset)
    case .listInstrument(let listing): try decideListing(listing, at: time)
    case .openAccount(let name, let owner, let mode): try decideAccount(name, owner, mode)
    case .setMarginMode(let name, let mode): try decideMode(name, mode)
    case .placeOrder(let ticket): try decideOrder(ticket, at: time)
    case .amendOrder(let order, let name, let quantity, let price):
      try decideAmendment(of: order, by: name, quantity, price)
    case .cancelOrder(let order, let name): try decideCancellation(of: order, by: name)
    case .reportAnswer(let order, let answer): try decideAnswer(answer, of: order)
    case .reportFill(let report): try decideFill(report, at: time)
    case .bookTrade(let trade): try decideTrade(trade, at: time)
    case .payFunding(let instrument, let price, let rate):
      try decideFunding(of: instrument, price: price, rate: rate)
    case .accrueInterest(let asset, let terms): try decideInterest(of: asset, terms, at: time)
    case .settle(let instrument, let price, let barrier):
      try decideSettlement(of: instrument, at: price, barrier, time)
    case .deposit(let name, let asset, let amount): try decideDeposit(name, asset, amount)
    case .requestWithdrawal(let name, let asset, let amount, let destination):
      try decideWithdrawal(name, asset, amount, to: destination)
    case .resolveWithdrawal(let withdrawal, let outcome):
      try decideOutcome(outcome, of: withdrawal)
    case .transfer(let from, let to, let asset, let amount):
      try decideTransfer(from, to, asset, amount)
    case .adjust(let lines, let reason): try decideAdjustment(lines, reason)
    case .chargeLiquidationFee(let fee): try decideLiquidationFee(fee)
    case .takeOver(let takeover): try decideTakeover(takeover)
    case .deleverage(let deleveraging): try decideDeleveraging(deleveraging)
    case .shareLoss(let sharing): try decideLossSharing(sharing)
    case .sellShare(let sale): try decideShareSale(sale)
    }
  }

  /// Refuses what would bring a sum near the end of the range of exact amounts.
  private func checkRange(of booking: Booking) throws(SteelyardError) {
    var moved: Int128 = 0
    for posting in booking.postings {
      let balance = accounts[posting.account.place].balance(of: posting.asset).amount
      try checkRange(posting.amount, onto: [balance], &moved, of: posting.account)
    }
    moved = 0
    var cost: Int128 = 0
    for change in booking.changes {
      let held = accounts[change.account.place].position(in: change.instrument)
      let instrument = instruments[change.instrument.place]
      try checkRange(
        change.quantity, onto: [held?.quantity ?? .zero], &moved, of: change.account)
      try checkRange(
        change.cost,
        onto: [
          held?.cost ?? .zero, held?.realised ?? .zero,
          assets[instrument.settlement.place].openCost,
        ], &cost, of: change.account)
    }
  }

  /// Checks an amount, what it is added to, and the sum of all sizes of the event so far.
  private func checkRange(
    _ amount: Amount, onto sums: [Amount], _ moved: inout Int128, of account: AccountIndex
  ) throws(SteelyardError) {
    guard amount.magnitude <= Ledger.amountMax else {
      throw tooLarge("An amount of \(amount) is", account)
    }
    moved += amount.magnitude.units
    guard moved <= Ledger.balanceMax.units else {
      throw tooLarge("The sum of the command's amounts is", account)
    }
    for sum in sums where sum.magnitude > Ledger.balanceMax {
      throw tooLarge("A balance or cost of \(sum) is", account)
    }
  }

  private func tooLarge(_ what: String, _ account: AccountIndex) -> SteelyardError {
    SteelyardError(
      .limitExceeded, "\(what) beyond what is booked.",
      remedy: "Split it: at most 1e18 at once, and nothing is added to a balance beyond 1e19.",
      subject: .account(accounts[account.place].name.description))
  }
}

extension LedgerEvent {
  /// What money and positions move with the event; nil where none does.
  public var booking: Booking? {
    switch self {
    case .orderFilled(_, _, _, let booking), .traded(_, _, _, let booking),
      .fundingPaid(_, _, _, let booking), .interestAccrued(_, _, _, let booking),
      .settled(_, _, _, let booking), .deposited(let booking),
      .withdrawalSent(_, _, let booking), .transferred(let booking), .adjusted(let booking, _),
      .liquidationFeeCharged(_, _, let booking), .takenOver(_, _, _, _, let booking),
      .deleveraged(_, _, _, _, _, let booking), .lossShared(_, _, _, _, let booking),
      .shareSold(_, let booking):
      booking
    case .commandNamed, .assetListed, .instrumentListed, .accountOpened, .marginModeSet,
      .orderPlaced, .orderChanged, .withdrawalRequested, .withdrawalFailed:
      nil
    }
  }
}
