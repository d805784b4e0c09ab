package import SteelyardContracts
package import SteelyardLedger

/// What a liquidation sees of its account before its next step.
package struct LiquidationSight: Sendable {
  /// The engine's time.
  package let now: Timestamp
  /// The account's live orders, its owner's and the liquidation's own.
  package let orders: [LedgerOrder]
  /// Why nothing may be decided now; nil where something may.
  package let obstacle: LiquidationHold.Reason?

  package init(now: Timestamp, orders: [LedgerOrder], obstacle: LiquidationHold.Reason?) {
    self.now = now
    self.orders = orders
    self.obstacle = obstacle
  }
}

/// What is to be done next for an account in liquidation.
package enum LiquidationStep: Sendable, Hashable {
  /// Nothing until something changes.
  case wait
  /// The end of these orders is asked for.
  case cancel([OrderIdentifier])
  /// These legs of the round in course are placed.
  case place([Int])
  /// A fact is journaled.
  case tell(LiquidationEvent.Kind)
  /// The policy is asked.
  case ask
}

extension LiquidationCase {
  /// What is to be done next.
  ///
  /// Rounds follow one another: nothing is decided before every order of the account has ended, so that what is
  /// decided stands on positions that nothing else changes, and no two orders can reduce the same position.
  package func step(_ sight: LiquidationSight, rules: LiquidationRules) -> LiquidationStep {
    if let round { return step(in: round, sight) }
    let unasked = LiquidationCase.unasked(sight.orders)
    if !unasked.isEmpty { return .cancel(unasked) }
    // Nothing but the account's health takes a takeover back; who asks looks for that.
    if hold?.reason == .takeOverDue { return .wait }
    if let obstacle = sight.obstacle {
      guard hold?.reason != obstacle else { return .wait }
      return .tell(.held(LiquidationHold(reason: obstacle, since: sight.now)))
    }
    if let hold, hold.reason.lasts { return .tell(.resumed) }
    // Orders whose end is asked for may still fill.
    guard sight.orders.isEmpty else { return .wait }
    if let until = hold?.until, sight.now < until { return .wait }
    if let last = rounds.last {
      let next = last.decided.microseconds + rules.pauseMilliseconds * 1000
      if sight.now.microseconds < next { return .wait }
    }
    if let auction, auction.isOpen, auction.isFilled {
      return .tell(.auctionEnded(auction.kind == .insolvent ? .soldOut : .filled))
    }
    if let offer = auction?.offer, sight.now < offer.until { return .wait }
    return .ask
  }

  private func step(
    in round: LiquidationRound, _ sight: LiquidationSight
  ) -> LiquidationStep {
    if round.stop == nil {
      if let obstacle = sight.obstacle {
        return .tell(.stopping(obstacle == .stopped ? .stopped : .frozen))
      }
      if !round.isOver, round.until <= sight.now { return .tell(.stopping(.timeOver)) }
      let waiting = round.legs.indices.filter { round.legs[$0].state == .waiting }
      if !waiting.isEmpty { return .place(waiting) }
    } else {
      let unasked = LiquidationCase.unasked(sight.orders)
      if !unasked.isEmpty { return .cancel(unasked) }
    }
    return round.isOver ? .tell(.roundEnded) : .wait
  }

  /// Orders whose end nobody has asked for.
  private static func unasked(_ orders: [LedgerOrder]) -> [OrderIdentifier] {
    orders.filter { $0.request != .cancel }.map(\.identifier)
  }
}
