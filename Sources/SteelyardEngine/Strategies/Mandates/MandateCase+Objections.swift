import SteelyardContracts

// What can happen to a mandate as it stands: the order of its steps.
extension MandateCase {
  /// Why an event can't happen to it as it stands; nil where it can.
  package func objection(to event: MandateEvent) -> String? {
    guard event.number == number else { return "it is about another mandate" }
    switch event.kind {
    case .set(let mandate, let next):
      if phase == .ended { return "the mandate is over" }
      guard next == version + 1, mandate.account == account else {
        return "version \(next) does not follow version \(version)"
      }
      return nil
    case .closing(let decision, _):
      guard let open, open.number == decision, open.stage == .ordered, open.ending == nil else {
        return "no orders of decision \(decision) are to be cancelled"
      }
      return nil
    case .closed(let decision):
      guard let open, open.number == decision, open.stage == .ordered,
        open.legs.allSatisfy(\.hasEnded)
      else { return "decision \(decision) is not over" }
      return nil
    case .legRefused(let decision, let leg, _):
      guard let open, open.number == decision, open.legs.indices.contains(leg),
        open.stage == .ordered, open.legs[leg].state == .waiting
      else { return "no leg \(leg) of decision \(decision) waits" }
      return nil
    case .dropped(let decision, _):
      guard let open, open.number == decision, open.stage != .ordered else {
        return "decision \(decision) is no proposal that waits"
      }
      return nil
    default: break
    }
    if phase == .ended { return "the mandate is over" }
    switch event.kind {
    case .released: return phase == .rehearsal ? nil : "it is not in rehearsal"
    case .paused: return pause == nil ? nil : "it is paused already"
    case .resumed: return pause == nil ? "it is not paused" : nil
    case .approved(let decision):
      guard let open, open.number == decision, open.stage == .proposed else {
        return "decision \(decision) waits for no answer"
      }
    case .ordered(let decision):
      guard let open, open.number == decision.number, open.stage == .approved,
        decision.version == version
      else { return "decision \(decision.number) is not approved under this version" }
      return MandateCase.objection(toOrders: decision)
    case .decided(let decision):
      if open != nil { return "decision \(decisionCount) is in course" }
      guard decision.number == decisionCount + 1, decision.version == version else {
        return "decision \(decision.number) does not follow decision \(decisionCount)"
      }
      guard decision.stage != .ordered || (phase == .live && mandate.level == .autonomous),
        decision.stage != .proposed || (phase == .live && mandate.level == .scripted),
        ![.approved, .done, .dropped].contains(decision.stage)
      else { return "a decision at this level is not \(decision.stage.rawValue)" }
      if decision.stage == .ordered { return MandateCase.objection(toOrders: decision) }
    case .rested(let rested):
      if rest?.reason == rested.reason { return "it rests for that already" }
    case .woke: return rest == nil ? "it does not rest" : nil
    case .set, .closing, .closed, .legRefused, .dropped, .looked, .refused, .ended: break
    }
    return nil
  }

  private static func objection(toOrders decision: MandateDecision) -> String? {
    let isNew = decision.legs.allSatisfy {
      $0.state == .waiting && $0.order == nil && $0.filled.isZero
    }
    return !decision.legs.isEmpty && isNew && decision.stage == .ordered
      ? nil : "its legs are none, or begun already"
  }
}
