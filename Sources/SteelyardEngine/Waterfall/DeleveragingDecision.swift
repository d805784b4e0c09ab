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
    let limits = try DeleveragingLimits(
      positionShare: Amount.nearest(rules.positionShare) ?? .one,
      openInterest: ledger.openInterest(in: index),
      openInterestShare: Amount.nearest(rules.openInterestShare) ?? .one, lot: lot)
    let burden = DeleveragingBurden(
      state: state, frame: frame, instrument: instrument, price: price, lot: lot)
    let plan = try burden.plan(Array(candidates.values)) { candidates throws(SteelyardError) in
      try DeleveragingQueue(
        closing: asked, of: instrument, mark: mark.doubleValue, candidates: candidates,
        rule: rules.ranking
      ).plan(rules.allocation, limits: limits)
    }
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
}
