import SteelyardContracts
import SteelyardMargin

/// An account whose change is asked for, as the model of its margin mode sees it.
struct AdmissionAccount {
  /// Share of the account's size below which two excesses are the same: a trade's fee and spread on a
  /// position that is closed must not count as more risk.
  static let sameShare = 1e-4
  /// Most of the margin that closing sets free which its price may cost: closing at any price would let an
  /// account that is called pay its equity to somebody else.
  static let costShareMax = 0.5

  let request: AdmissionRequest
  let slot: LiveFrame.Slot
  let universe: InstrumentUniverse

  /// What no subset of the orders can exceed; nil where there is none to fill, or no bound is known.
  ///
  /// Without orders one evaluation is exact already.
  func bound() throws(SteelyardError) -> WorstFillsBound? {
    guard !request.ordersAfter.isEmpty else { return nil }
    return try slot.model.worstFillsBound(
      of: request.after, orders: request.ordersAfter, beside: request.others, in: slot.frame,
      of: universe)
  }

  /// With the worst of the orders filled that work once it is let in.
  func worstAfter() throws(SteelyardError) -> WorstFilledState {
    try state(of: request.after, request.ordersAfter)
  }

  /// With the worst of the orders filled that work now.
  func worstBefore() throws(SteelyardError) -> WorstFilledState {
    try state(of: request.before, request.ordersBefore)
  }

  /// Whether the account is worth something whatever fills.
  ///
  /// The fills that leave the least excess are not always those that leave the least worth: one that frees
  /// margin may still be done at a ruinous price.
  func isSolventAfter(_ worst: WorstFilledState) -> Bool {
    guard let held = try? figures(of: request.after) else { return false }
    let losses = request.ordersAfter.reduce(0) { $0 + min(0, instantProfitUSD($1) ?? 0) }
    return worst.figures.equity >= 0 && held.equity + losses >= 0
  }

  /// With the worst of a few subsets filled; exact without orders.
  func likelyWorstAfter() throws(SteelyardError) -> WorstFilledState {
    try slot.model.likelyWorstFilledState(
      of: request.after, orders: request.ordersAfter, beside: request.others, in: slot.frame,
      of: universe)
  }

  /// Whether it reduces risk where nothing else fills, at a price that costs no more than a part of the margin
  /// that it frees: without that it can't reduce it whatever fills.
  func isReducingAlone() throws(SteelyardError) -> Bool {
    let supposed: Trade
    switch request.kind {
    case .outflow, .share: return false
    case .trade(let trade): supposed = trade
    case .order(let order):
      // Without a mark nobody can say what the limit costs.
      guard
        slot.frame.instantProfitUSD(
          of: order.instrument, order.quantity, at: order.price ?? .one, in: universe) != nil
      else { return false }
      supposed = try Trade(
        instrument: order.instrument, quantity: order.quantity, price: order.price)
    }
    let figures = try slot.model.figures(
      of: request.before, supposing: [supposed], beside: request.others, in: slot.frame,
      of: universe)
    let held = figures.before
    let done = figures.after
    let same = AdmissionAccount.sameShare * (abs(held.equity) + held.initialMargin)
    guard done.initialMargin <= held.initialMargin * (1 + AdmissionAccount.sameShare),
      done.initialExcess >= held.initialExcess - same
    else { return false }
    let cost = held.equity - done.equity
    if cost <= same { return true }
    let freed = held.initialMargin - done.initialMargin
    return done.equity >= 0 && cost <= AdmissionAccount.costShareMax * freed
  }

  /// Whether the worst that can come leaves no less than before, for what `isReducingAlone`.
  func isReducing(
    _ worstBefore: WorstFilledState, _ worstAfter: WorstFilledState
  ) -> Bool {
    let before = worstBefore.figures
    let after = worstAfter.figures
    let size = abs(before.equity) + before.initialMargin
    return after.initialExcess >= before.initialExcess - AdmissionAccount.sameShare * size
      && after.initialMargin <= before.initialMargin * (1 + AdmissionAccount.sameShare)
  }

  /// Why it is not covered.
  func shortage(_ worst: WorstFilledState) -> String {
    let figures = worst.figures
    if figures.isCovered {
      return "The orders that fill off the mark could leave the account worth less than nothing."
    }
    return "Initial margin would be \(usdText(figures.initialMargin)) against "
      + "\(usdText(figures.initialCountedEquity)) that count, with \(worst.fillCount) of "
      + "\(worst.orderCount) orders filled, the worst of them: "
      + "\(usdText(-figures.initialExcess)) are missing."
  }

  /// Why it is not covered for certain, though no subset that was looked at is uncovered.
  func shortage(_ bound: WorstFillsBound?, looked worst: WorstFilledState) -> String {
    let looked =
      "None of the \(worst.evaluatedCount) subsets of \(worst.orderCount) orders that were looked at is "
      + "uncovered, but there are more"
    guard let bound else { return looked + ", and no bound is known of what they can do." }
    let missing = max(-bound.initialExcess, -bound.equity)
    return looked
      + ": whatever fills, initial margin is at most \(usdText(bound.initialMargin)) against at "
      + "least \(usdText(bound.initialCountedEquity)) that count, by which \(usdText(missing)) could be "
      + "missing."
  }

  /// What filling an order at its limit gains against the mark; nil without a mark.
  private func instantProfitUSD(_ order: WorkingOrder) -> Double? {
    guard let price = order.price else { return 0 }
    return slot.frame.instantProfitUSD(
      of: order.instrument, order.quantity, at: price, in: universe)
  }

  private func state(
    of portfolio: Portfolio, _ orders: [WorkingOrder]
  ) throws(SteelyardError) -> WorstFilledState {
    try slot.model.worstFilledState(
      of: portfolio, orders: orders, beside: request.others, in: slot.frame, of: universe,
      evaluationsMax: slot.frame.subsetsMax)
  }

  private func figures(of portfolio: Portfolio) throws(SteelyardError) -> AccountFigures {
    let batch = try PortfolioBatch(portfolio, beside: request.others, over: universe)
    try batch.requireCovered(by: slot.frame)
    return slot.model.figures(of: batch, in: slot.frame)[0]
  }
}

extension AccountFigures {
  /// Whether initial margin is covered, as far as sums in another order can say so.
  var isCovered: Bool {
    health != .bankrupt && isBounded
      && initialExcess >= -HealthLevel.roundingShare * initialMargin
  }
}

extension WorstFillsBound {
  /// Whether initial margin is covered whatever fills.
  var isCovered: Bool { equity >= 0 && initialExcess >= 0 }
}
