public import SteelyardContracts

extension Ledger {
  /// A part of a position that goes with a share of its account.
  public struct SharePart: Sendable, Hashable {
    /// In what.
    public let instrument: InstrumentIndex
    /// All that is held, with its sign.
    public let held: Amount
    /// How much of it goes, with the same sign.
    public let quantity: Amount
  }

  /// What of a position goes with a share of its account: whole lots of at least the share, never more than is held.
  ///
  /// Rounded the other way, a small share of a position of few lots would take its discount and no risk.
  ///
  /// - Parameters:
  ///   - held: With its sign.
  ///   - share: Above 0, at most 1.
  ///   - lot: The instrument's, > 0.
  /// - Throws: `limitExceeded` where a quantity leaves the exact range.
  public static func part(
    of held: Amount, share: Amount, lot: Amount
  ) throws(SteelyardError) -> Amount {
    let size = held.magnitude
    let whole = try size.multiplied(by: share, rounding: .up).rounded(toMultipleOf: lot, .up)
    let taken = min(whole, size)
    return held.isNegative ? -taken : taken
  }

  /// What of each position goes with a share of an account, by `part(of:share:lot:)`.
  ///
  /// - Precondition: The index is one of this ledger; the share is above 0, at most 1.
  /// - Throws: `limitExceeded` where a quantity leaves the exact range.
  public func parts(
    of account: AccountIndex, share: Amount
  ) throws(SteelyardError) -> [SharePart] {
    var parts: [SharePart] = []
    for held in accounts[account.place].positions {
      let lot = instruments[held.instrument.place].listing.terms.lot
      parts.append(
        SharePart(
          instrument: held.instrument, held: held.quantity,
          quantity: try Ledger.part(of: held.quantity, share: share, lot: lot)))
    }
    return parts
  }

  /// Positions go with their share of what they cost, so nothing is realised by who gives them up.
  ///
  /// A bidder who holds the opposite realises as in any trade. Of balances the share goes that may leave the account, debts included.
  func decideShareSale(_ sale: ShareSale) throws(SteelyardError) -> [LedgerEvent] {
    guard let fill = sale.fill else {
      throw SteelyardError(
        .notAllowed, "No auction of liquidation \(sale.liquidation) offers anything now.",
        remedy: "Look at the auctions that run.")
    }
    let account = try findClient(fill.account)
    let bidder = try findClient(sale.bidder)
    guard accounts[account.place].owner != accounts[bidder.place].owner else {
      throw SteelyardError(
        .notAllowed, "\(sale.bidder) and the account in the auction have one owner.",
        remedy: "Deposit instead: nobody bids for an account of their own.",
        subject: .account(sale.bidder.description))
    }
    guard fill.share > .zero, fill.share <= sale.share, sale.share <= .one else {
      throw SteelyardError(
        .invalidInput,
        "A share of \(fill.share) is sold to a bid for \(sale.share); both are above 0, at most 1.",
        remedy: "Bid for a share above 0, at most 1.", subject: .account(sale.bidder.description))
    }
    for (amount, what) in [
      (fill.payment, "payment"), (fill.kept, "kept cash"), (fill.compensation, "compensation"),
    ] { try checkSize(amount, what) }
    guard !fill.kept.isNegative, !fill.compensation.isNegative else {
      throw SteelyardError(
        .invalidInput, "What is kept or compensated is below zero.", remedy: "Give 0 or more.")
    }
    let asset = try find(fill.asset)
    var booking = Booking()
    try take(share: fill.share, of: account, for: bidder, &booking)
    for balance in accounts[account.place].balances {
      let shared =
        balance.asset == asset ? try balance.available.subtracting(fill.kept) : balance.available
      let part = try shared.multiplied(by: fill.share, rounding: .down)
      booking.post(bidder, balance.asset, part)
      booking.post(account, balance.asset, -part)
    }
    booking.post(bidder, asset, try fill.compensation.subtracting(fill.payment))
    booking.post(account, asset, fill.payment)
    booking.post(HouseAccount.insurance.index, asset, -fill.compensation)
    guard !booking.postings.isEmpty || !booking.changes.isEmpty else {
      throw SteelyardError(
        .notAllowed, "The account has nothing left to sell.", remedy: "Look at other auctions.")
    }
    return [
      .shareSold(
        SoldShare(
          liquidation: sale.liquidation, account: account, bidder: bidder, share: fill.share,
          asset: asset, payment: fill.payment, compensation: fill.compensation), booking)
    ]
  }

  /// The share of every position, at its share of the cost.
  private func take(
    share: Amount, of account: AccountIndex, for bidder: AccountIndex, _ booking: inout Booking
  ) throws(SteelyardError) {
    for part in try parts(of: account, share: share) {
      let instrument = instruments[part.instrument.place]
      guard instrument.status == .listed else {
        throw wrongTerms(
          part.instrument, "The instrument is settled.", remedy: "Wait until it is booked.")
      }
      let cost = accounts[account.place].position(in: part.instrument)?.cost ?? .zero
      let released = try cost.share(
        part.quantity.magnitude, of: part.held.magnitude, rounding: .towardsZero)
      let change = try change(
        of: bidder, in: part.instrument, by: part.quantity, worth: released)
      booking.changes += [
        change,
        PositionChange(
          account: account, instrument: part.instrument, quantity: -part.quantity,
          cost: -released, realised: .zero),
      ]
      guard instrument.valuation.isFuture else { continue }
      booking.post(bidder, instrument.settlement, change.realised)
      booking.post(HouseAccount.clearing.index, instrument.settlement, -change.realised)
    }
  }
}

extension Ledger {
  /// An account's portfolio as it is once something is booked.
  ///
  /// - Precondition: The index is one of this ledger, and `decide` made the booking of it.
  /// - Throws: `limitExceeded` where an amount leaves the exact range.
  public func portfolio(
    of account: AccountIndex, after booking: Booking
  ) throws(SteelyardError) -> Portfolio {
    var balances: [AssetIndex: Amount] = [:]
    for balance in accounts[account.place].balances { balances[balance.asset] = balance.available }
    for posting in booking.postings where posting.account == account {
      balances[posting.asset] = try (balances[posting.asset] ?? .zero).adding(posting.amount)
    }
    var held: [InstrumentIndex: LedgerPosition] = [:]
    for position in accounts[account.place].positions { held[position.instrument] = position }
    for change in booking.changes where change.account == account {
      var position = held[change.instrument] ?? LedgerPosition(instrument: change.instrument)
      position.quantity = try position.quantity.adding(change.quantity)
      position.cost = try position.cost.adding(change.cost)
      held[change.instrument] = position
    }
    var positions: [Position] = []
    for (index, position) in held.sorted(by: { $0.key < $1.key })
    where !position.quantity.isZero {
      positions.append(
        Position(
          instrument: instruments[index.place].listing.instrument, quantity: position.quantity,
          averagePrice: try averagePrice(of: position)))
    }
    return try Portfolio(
      positions: positions,
      balances: balances.sorted { $0.key < $1.key }.filter { !$0.value.isZero }.map {
        AssetBalance(asset: assets[$0.key.place].currency, amount: $0.value)
      })
  }
}
