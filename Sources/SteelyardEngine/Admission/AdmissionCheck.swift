import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardFeeds

/// Decides whether an order, trade or withdrawal is let in, on one risk frame and the account as it stands in
/// the writer's turn.
///
/// Initial margin must be covered with the worst subset of all working orders filled, the new one included. As
/// each is let in on the state that those before it left, no number of them can breach it together.
struct AdmissionCheck {
  /// Share of the account's size below which two excesses are the same: a trade's fee and spread on a
  /// position that is closed must not count as more risk.
  static let sameShare = 1e-4

  let frame: LiveFrame?
  /// The account's margin call.
  let call: MarginCallState
  let limits: AccountLimits
  let drawdown: DrawdownStage
  /// Orders that the account has sent within the time that its limit counts.
  let recentOrderCount: Int

  func decision(on request: AdmissionRequest) -> AdmissionDecision {
    guard let frame, let slot = frame[request.mode] else {
      return AdmissionDecision(
        account: request.account, verdict: .noFrame, frame: frame?.number ?? 0, before: nil,
        after: nil, why: "There is no risk frame of the account's margin mode yet.")
    }
    let before: WorstFilledState
    let after: WorstFilledState
    do throws(SteelyardError) {
      before = try slot.state(
        of: request.before, request.ordersBefore, request.others, frame.universe)
      after = try slot.state(of: request.after, request.ordersAfter, request.others, frame.universe)
    } catch {
      return AdmissionDecision(
        account: request.account, verdict: .noFrame, frame: frame.number, before: nil, after: nil,
        why: error.message)
    }
    func decided(_ verdict: AdmissionDecision.Verdict, _ why: String) -> AdmissionDecision {
      AdmissionDecision(
        account: request.account, verdict: verdict, frame: frame.number, before: before,
        after: after, why: why)
    }
    let isReducing = isReducing(before.figures, after.figures)
    let effects = frame.effects(of: request)
    if request.kind == .outflow, effects.withdrawals == .refused {
      return decided(
        .oracle, "A price that the account depends on is not fresh; nothing leaves meanwhile.")
    }
    if !isReducing {
      if effects.orders == .reducingOnly {
        return decided(
          .oracle,
          "A price that the account depends on is not fresh; only what reduces risk is let in.")
      }
      switch call {
      case .healthy, .warned: break
      case .called, .handedOver, .inLiquidation, .recovering:
        return decided(
          .calledAccount, "The account is \(call.name.rawValue); only what reduces risk is let in.")
      }
      if let breach = breach(by: request, in: frame, slot) { return decided(.limit, breach) }
    }
    let figures = after.figures
    if figures.health != .bankrupt, figures.isBounded,
      figures.initialExcess >= -HealthLevel.roundingShare * figures.initialMargin
    {
      return decided(
        .covered,
        "Initial excess is \(usdText(figures.initialExcess)) with \(after.fillCount) of "
          + "\(after.orderCount) orders filled, the worst of them.")
    }
    if isReducing, request.kind != .outflow {
      return decided(
        .reducing,
        "Initial excess is \(usdText(figures.initialExcess)), no less than without it: "
          + "\(usdText(before.figures.initialExcess)).")
    }
    return decided(
      .uncovered,
      "Initial margin would be \(usdText(figures.initialMargin)) against "
        + "\(usdText(figures.initialCountedEquity)) that count, with \(after.fillCount) of "
        + "\(after.orderCount) orders filled, the worst of them: "
        + "\(usdText(-figures.initialExcess)) are missing.")
  }

  /// Whether the worst that can come leaves no less than before.
  private func isReducing(_ before: AccountFigures, _ after: AccountFigures) -> Bool {
    let size = abs(before.equity) + before.initialMargin
    return after.initialExcess >= before.initialExcess - AdmissionCheck.sameShare * size
      && after.initialMargin <= before.initialMargin * (1 + AdmissionCheck.sameShare)
  }

  /// The first limit that would be broken, in words; nil for none.
  private func breach(
    by request: AdmissionRequest, in frame: LiveFrame, _ slot: LiveFrame.Slot
  ) -> String? {
    if limits == .none { return nil }
    var order: AccountLimits.Order?
    var after = request.after
    if case .order(let placed) = request.kind {
      order = AccountLimits.Order(
        notionalUSD: slot.frame.notionalUSD(
          of: placed.instrument, placed.quantity.doubleValue, frame.universe) ?? .infinity,
        recentCount: recentOrderCount)
      // A limit on what is held looks at the position with all of its orders filled that add to it.
      after = (try? request.after.filling(request.ordersAfter)) ?? request.after
    }
    let breaches = limits.breaches(
      of: order, direction: .adds, before: slot.exposure(of: request.before, frame),
      after: slot.exposure(of: after, frame), stage: drawdown)
    return breaches.first.map { "\($0.message) \($0.remedy)" }
  }
}

extension LiveFrame.Slot {
  fileprivate func state(
    of portfolio: Portfolio, _ orders: [WorkingOrder], _ others: [Portfolio],
    _ universe: InstrumentUniverse
  ) throws(SteelyardError) -> WorstFilledState {
    try universe.requireCovering([portfolio] + others, orders: orders)
    return try model.worstFilledState(
      of: portfolio, orders: orders, beside: others, in: frame, of: universe)
  }
}

extension LiveFrame {
  /// What the worst oracle among what the account holds and what is asked permits.
  fileprivate func effects(of request: AdmissionRequest) -> OracleEffects {
    var worst = max(effects(of: request.before), effects(of: request.after))
    for order in request.ordersAfter {
      worst = max(worst, board.standings[order.instrument.underlying]?.state ?? .halted)
    }
    return worst.effects
  }
}
