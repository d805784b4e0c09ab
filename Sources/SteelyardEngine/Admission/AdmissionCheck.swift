import SteelyardContracts
import SteelyardFeeds
import SteelyardMargin
import SteelyardMarket

/// Decides whether an order, trade or withdrawal is let in, on one risk frame and the account as it stands in
/// the writer's turn.
///
/// Initial margin must be covered with the worst subset of all working orders filled, the new one included. As
/// each is let in on the state that those before it left, no number of them can breach it together. A certain
/// bound in one evaluation lets most in, and a few subsets that are easily found refuse most; the worst subset is
/// looked for only between the two, and the account before the change only where it would be refused.
struct AdmissionCheck {
  let frame: LiveFrame?
  /// The account's margin call.
  let call: MarginCallState
  let limits: AccountLimits
  let drawdown: DrawdownStage
  /// Orders that the account has sent within the time that its limit counts.
  let recentOrderCount: Int

  func decision(on request: AdmissionRequest) -> AdmissionDecision {
    if case .inLiquidation = call {
      return AdmissionDecision(
        request.account, .calledAccount, frame: frame?.number ?? 0,
        why:
          "The account is in liquidation: nothing but the liquidation trades for it, and nothing "
          + "leaves it.")
    }
    guard let frame, let slot = frame[request.mode] else {
      return AdmissionDecision(
        request.account, .noFrame, frame: frame?.number ?? 0,
        why: "There is no risk frame of the account's margin mode yet.")
    }
    let account = AdmissionAccount(request: request, slot: slot, universe: frame.universe)
    do throws(SteelyardError) {
      try frame.universe.requireCovering(
        [request.before, request.after] + request.others,
        orders: request.ordersBefore + request.ordersAfter)
      return try decision(on: request, account, in: frame, slot)
    } catch {
      return AdmissionDecision(
        request.account, .noFrame, frame: frame.number, why: error.message)
    }
  }

  private func decision(
    on request: AdmissionRequest, _ account: AdmissionAccount, in frame: LiveFrame,
    _ slot: LiveFrame.Slot
  ) throws(SteelyardError) -> AdmissionDecision {
    let effects = frame.effects(of: request)
    if request.kind == .outflow, effects.withdrawals == .refused {
      return AdmissionDecision(
        request.account, .oracle, frame: frame.number,
        why: "A price that the account depends on is not fresh; nothing leaves meanwhile.")
    }
    let hold = hold(on: request, effects, in: frame, slot)
    let bound = hold == nil ? try account.bound() : nil
    if let bound, bound.isCovered {
      return AdmissionDecision(request.account, frame: frame.number, bound)
    }
    // Most of what is refused breaches by a subset that is easily found, and does not even reduce risk by itself.
    let likely = try account.likelyWorstAfter()
    if hold != nil || !likely.figures.isCovered, try !account.isReducingAlone() {
      return AdmissionDecision(
        request.account, hold?.verdict ?? .uncovered, frame: frame.number, after: likely,
        why: hold?.why ?? account.shortage(likely))
    }
    return try searched(account, hold, bound, in: frame)
  }

  /// Decides by the worst subset of fills itself, and by that of the account before where it would be refused.
  ///
  /// Others wait meanwhile, so only so many subsets are looked at; what these do not make certain the bound
  /// has refused already.
  private func searched(
    _ account: AdmissionAccount, _ hold: (verdict: AdmissionDecision.Verdict, why: String)?,
    _ bound: WorstFillsBound?, in frame: LiveFrame
  ) throws(SteelyardError) -> AdmissionDecision {
    let after = try account.worstAfter()
    let isFineAsLooked = after.figures.isCovered && account.isSolventAfter(after)
    let isCovered = isFineAsLooked && !after.isCutShort
    func decided(
      _ verdict: AdmissionDecision.Verdict, before: WorstFilledState? = nil, _ why: String
    ) -> AdmissionDecision {
      AdmissionDecision(
        account.request.account, verdict, frame: frame.number, before: before, after: after,
        why: why)
    }
    let excess = usdText(after.figures.initialExcess)
    let filled = "\(excess) with \(after.fillCount) of \(after.orderCount) orders filled"
    if hold == nil, isCovered {
      return decided(.covered, "Initial excess is \(filled), the worst of them.")
    }
    // What does not reduce risk by itself can't whatever fills, so the account before need not be searched.
    let before = try account.isReducingAlone() ? try account.worstBefore() : nil
    if let before, account.isReducing(before, after) {
      return decided(
        isCovered ? .covered : .reducing, before: before,
        isCovered
          ? "Initial excess is \(filled), the worst of them; it reduces risk."
          : "Initial excess is \(excess), no less than without it: "
            + "\(usdText(before.figures.initialExcess)).")
    }
    if hold == nil, isFineAsLooked {
      return AdmissionDecision(
        account.request.account, frame: frame.number, refusedBy: bound, before: before,
        after: after, why: account.shortage(bound, looked: after))
    }
    return decided(
      hold?.verdict ?? .uncovered, before: before, hold?.why ?? account.shortage(after))
  }

  /// What lets in only what reduces risk; nil for nothing.
  private func hold(
    on request: AdmissionRequest, _ effects: OracleEffects, in frame: LiveFrame,
    _ slot: LiveFrame.Slot
  ) -> (verdict: AdmissionDecision.Verdict, why: String)? {
    if effects.orders == .reducingOnly {
      return (
        .oracle,
        "A price that the account depends on is not fresh; only what reduces risk is let in."
      )
    }
    switch call {
    case .healthy, .warned: break
    case .called, .handedOver, .inLiquidation, .recovering:
      return (
        .calledAccount, "The account is \(call.name.rawValue); only what reduces risk is let in."
      )
    }
    return breach(by: request, in: frame, slot).map { (.limit, $0) }
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
