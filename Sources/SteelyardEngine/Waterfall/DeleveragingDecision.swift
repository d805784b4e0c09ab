import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket

/// Who is deleveraged for a position, at which price, and whose orders stand in the way: found on the writer's state.
struct DeleveragingDecision {
  /// What is closed, and how.
  let fact: DeleveragingFact
  /// Orders whose end is asked for: those of the accounts that give up something, in that instrument.
  let orders: [Order]
  /// Whether those orders have to be gone first, since what they may still fill would turn a position.
  let waitsForOrders: Bool

  /// How much of a position is to be closed.
  enum Extent {
    /// All of it, or so much with its sign.
    case atMost(Amount?)
    /// The part that brings in so many US dollars, together with the other positions that are not closed yet.
    case covering(usd: Double, done: Set<Instrument>)
  }

  /// An order whose end is asked for.
  struct Order {
    let identifier: OrderIdentifier
    let account: AccountName
  }

  /// Decides.
  ///
  /// - Parameters:
  ///   - account: The client, or the insurance fund, whose position is closed.
  ///   - worthUSD: What an account is worth at the marks; nil where it is not known.
  ///   - skipsBusy: Whether accounts are passed over whose orders stand in the way.
  /// - Throws: `notAllowed` where nothing is held, `missingMarketData` without a mark, what ranks and prices throw.
  init(
    closing account: AccountIndex, in instrument: Instrument, _ extent: Extent,
    rules: WaterfallRules, state: EngineState, frame: LiveFrame, skipsBusy: Bool,
    worthUSD: (AccountIndex) -> Double?
  ) throws(SteelyardError) {
    let ledger = state.ledger
    let subject = SteelyardError.Subject.instrument(instrument.description)
    guard let index = ledger.index(of: instrument), ledger[index].status == .listed,
      let held = ledger[account].position(in: index)?.quantity
    else {
      throw SteelyardError(
        .notAllowed, "The account holds none of it.", remedy: "Name a position that it holds.",
        subject: subject)
    }
    guard let slot = frame[ledger[account].mode] ?? frame[.cross] ?? frame[.portfolio],
      let observed = frame.board.market.observation(of: instrument)?.markPrice,
      let mark = Amount.nearest(observed), mark > .zero
    else {
      throw SteelyardError(
        .missingMarketData, "The position has no mark.", remedy: "Wait until there is one.",
        subject: subject)
    }
    let lot = ledger[index].listing.terms.lot
    var price = mark
    var share = 1.0
    if account != HouseAccount.insurance.index {
      let prices = try DeleveragingDecision.bankruptcy(
        of: account, ledger: ledger, slot: slot, frame: frame)
      guard let own = prices.first(where: { $0.holding.instrument == instrument }) else {
        preconditionFailure("The account holds the instrument.")
      }
      price = own.price
      if case .covering(let usd, let done) = extent {
        let carried = prices.filter { !done.contains($0.holding.instrument) }.reduce(0) {
          $0 + abs($1.assigned.doubleValue)
        }
        share = carried > 0 ? usd / carried : 1
      }
    }
    var most: Amount?
    if case .atMost(let quantity) = extent { most = quantity }
    let asked = try DeleveragingDecision.quantity(held, share: share, most: most, lot: lot)
    let holders = try DeleveragingDecision.candidates(
      against: held, index, instrument, state, slot, frame, worthUSD)
    let busy = DeleveragingDecision.reducingOrders(index, instrument, holders.keys, ledger)
    let candidates = skipsBusy ? holders.filter { busy[$0.key] == nil } : holders
    let queue = try DeleveragingQueue(
      closing: asked, of: instrument, mark: mark.doubleValue, candidates: Array(candidates.values),
      rule: rules.ranking)
    let limits = try DeleveragingLimits(
      positionShare: Amount.nearest(rules.positionShare) ?? .one,
      openInterest: ledger.openInterest(in: index),
      openInterestShare: Amount.nearest(rules.openInterestShare) ?? .one, lot: lot)
    let plan = try queue.plan(rules.allocation, limits: limits)
    var orders: [Order] = []
    var waits = false
    var closed = Amount.zero
    for share in plan.shares where !share.quantity.isZero {
      closed = try closed.adding(share.quantity)
      let name = share.place.candidate.account
      guard let counterparty = ledger.index(of: name) else { continue }
      for order in ledger[counterparty].orders {
        // One that waits for another answer can't be cancelled before it.
        guard let known = ledger.orders[order], known.instrument == index, known.request == nil
        else { continue }
        orders.append(Order(identifier: order, account: name))
      }
      let left = share.place.candidate.quantity.magnitude.units - share.quantity.magnitude.units
      if let working = busy[counterparty], working.units > left { waits = true }
    }
    self.orders = orders
    waitsForOrders = waits
    fact = DeleveragingFact(
      plan, of: instrument, at: price, mark: mark, asked: asked,
      notionalUSD: slot.frame.notionalUSD(of: instrument, closed.doubleValue, frame.universe) ?? 0,
      ranking: rules.ranking)
  }

  /// The part of a position that is to be closed, in whole lots, rounded up.
  private static func quantity(
    _ held: Amount, share: Double, most: Amount?, lot: Amount
  ) throws(SteelyardError) -> Amount {
    // Billionths are enough of a share, and exact from there on.
    let part = Amount(
      units: Int128((min(1, max(0, share)) * 1e9).rounded(.up))
        * (Amount.unitsPerOne / 1_000_000_000))
    let wanted = try held.magnitude.multiplied(by: part, rounding: .up).units
    var units = min(held.magnitude.units, (wanted + lot.units - 1) / lot.units * lot.units)
    if let most {
      guard !most.isZero, most.isNegative == held.isNegative, most.units % lot.units == 0,
        most.magnitude <= held.magnitude
      else {
        throw SteelyardError(
          .invalidInput, "\(most) of a position of \(held) can't be closed.",
          remedy: "Give whole lots of \(lot), with the position's sign, and no more than it.")
      }
      units = min(units, most.magnitude.units)
    }
    guard units > 0 else {
      throw SteelyardError(
        .notAllowed, "Nothing of the position has to be closed.", remedy: "Leave it as it is.")
    }
    return Amount(units: held.isNegative ? -units : units)
  }

  /// Where the part of the account's equity is gone that is assigned to each position, by the maintenance margin of each
  /// alone; by worth where the model asks for none.
  private static func bankruptcy(
    of account: AccountIndex, ledger: Ledger, slot: LiveFrame.Slot, frame: LiveFrame
  ) throws(SteelyardError) -> [AccountBankruptcy.Price] {
    let portfolio = try ledger.portfolio(of: account)
    func figures(_ portfolio: Portfolio) throws(SteelyardError) -> AccountFigures {
      try frame.universe.requireCovering([portfolio], orders: [])
      let batch = try PortfolioBatch(portfolio, beside: [], over: frame.universe)
      try batch.requireCovered(by: slot.frame)
      return slot.model.figures(of: batch, in: slot.frame)[0]
    }
    let equity = try figures(portfolio).equity
    var holdings: [AccountBankruptcy.Holding] = []
    var margins: [Double] = []
    for position in portfolio.positions {
      margins.append(
        try figures(try Portfolio(positions: [position], balances: [])).maintenanceMargin)
    }
    let isMargined = margins.contains { $0 > 1e-9 }
    for (position, margin) in zip(portfolio.positions, margins) {
      let weight =
        isMargined
        ? margin
        : slot.frame.notionalUSD(
          of: position.instrument, position.quantity.doubleValue, frame.universe) ?? 0
      guard
        let own = frame.board.market.observation(of: position.instrument)?.markPrice,
        let ownMark = Amount.nearest(own), let weightAmount = Amount.nearest(weight),
        let settled = slot.frame.usdPrice(of: position.instrument.underlying.settlement),
        let settlement = Amount.nearest(settled)
      else {
        throw SteelyardError(
          .missingMarketData, "A position of the account has no price.",
          remedy: "Wait until there is one.",
          subject: .instrument(position.instrument.description))
      }
      holdings.append(
        AccountBankruptcy.Holding(
          instrument: position.instrument, quantity: position.quantity, mark: ownMark,
          maintenanceMargin: weightAmount, settlementPrice: settlement))
    }
    guard let worth = Amount.nearest(equity) else {
      throw SteelyardError(
        .limitExceeded, "An equity of \(equity) USD is beyond what is booked.",
        remedy: "Let the house decide what becomes of the account.")
    }
    return try AccountBankruptcy(equity: worth, holdings: holdings).prices
  }

  /// Clients that hold the opposite and are neither liquidated nor waiting for it.
  private static func candidates(
    against held: Amount, _ index: InstrumentIndex, _ instrument: Instrument, _ state: EngineState,
    _ slot: LiveFrame.Slot, _ frame: LiveFrame, _ worthUSD: (AccountIndex) -> Double?
  ) throws(SteelyardError) -> [AccountIndex: DeleveragingCandidate] {
    let ledger = state.ledger
    var found: [AccountIndex: DeleveragingCandidate] = [:]
    for holder in ledger.holders(of: index) {
      let place = Int(holder.rawValue)
      guard !ledger.accounts[place].isHouse,
        let position = ledger.accounts[place].position(in: index),
        position.quantity.isNegative != held.isNegative
      else { continue }
      let name = ledger.accounts[place].name
      // What nobody knows the worth or the entry of can't be ranked; dust has no entry.
      guard state.liquidations.open[name] == nil, !state.liquidations.awaiting.contains(name),
        let worth = worthUSD(holder), worth > 0, worth.isFinite,
        let entry = try ledger.averagePrice(of: position)?.doubleValue, entry > 0,
        let notional = slot.frame.notionalUSD(
          of: instrument, position.quantity.doubleValue, frame.universe), notional > 0
      else { continue }
      found[holder] = DeleveragingCandidate(
        account: name, quantity: position.quantity, entryPrice: entry, notional: notional,
        accountValue: worth)
    }
    return found
  }

  /// What live reduce-only orders of each account may still take off its position.
  private static func reducingOrders(
    _ index: InstrumentIndex, _ instrument: Instrument,
    _ holders: some Sequence<AccountIndex>, _ ledger: Ledger
  ) -> [AccountIndex: Amount] {
    var working: [AccountIndex: Amount] = [:]
    for holder in holders {
      var units: Int128 = 0
      for identifier in ledger[holder].orders {
        guard let order = ledger.orders[identifier], order.instrument == index,
          order.effect == .reduceOnly
        else { continue }
        units += order.largestRemaining.magnitude.units
      }
      if units > 0 { working[holder] = Amount(units: units) }
    }
    return working
  }
}
