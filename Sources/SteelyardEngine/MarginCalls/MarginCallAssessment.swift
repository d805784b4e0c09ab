import SteelyardContracts
import SteelyardMargin
import SteelyardMarket

/// An observation held against the rules: the questions that the state machine asks.
struct MarginCallAssessment {
  private let observation: MarginCallObservation
  private let rules: MarginCallRules
  private let now: Timestamp
  private let ratio: Double

  init(_ observation: MarginCallObservation, rules: MarginCallRules, at now: Timestamp) {
    self.observation = observation
    self.rules = rules
    self.now = now
    ratio = observation.figures.initialRatio
  }

  /// Why the figures may make nothing worse; nil where they may.
  var distrust: MarginCallHold.Reason? {
    if !observation.isTrusted { return .incompleteFigures }
    return observation.liquidations == .paused ? .oracleHalted : nil
  }

  /// Whether initial margin is short.
  var isInCall: Bool { observation.level.isMarginCallOrWorse || ratio > rules.callRatioIn }
  /// Whether a call is met.
  var isOutOfCall: Bool { !observation.level.isMarginCallOrWorse && ratio <= rules.callRatioOut }
  /// Whether to warn; figures that are not numbers warn as well.
  var isInWarning: Bool { isInCall || !(ratio <= rules.warningRatioIn) }
  /// Whether a warning is over.
  var isOutOfWarning: Bool { isOutOfCall && ratio <= rules.warningRatioOut }

  private var graceEnd: Timestamp? {
    observation.underOldParameters?.replacedAt.advanced(bySeconds: rules.graceSeconds)
  }

  /// Whether new parameters are so new that the old ones are asked as well.
  var isInGrace: Bool { graceEnd.map { now < $0 } ?? false }

  /// Whether the account is short of initial margin by new parameters alone.
  var callIsExcused: Bool {
    guard isInGrace, let old = observation.underOldParameters else { return false }
    return !old.level.isMarginCallOrWorse
  }

  private var closingIsExcused: Bool {
    guard isInGrace, let old = observation.underOldParameters else { return false }
    return !old.level.isLiquidationOrWorse
  }

  /// The call that is to be made now.
  func call(rules: MarginCallRules) -> MarginCall {
    let usual = now.advanced(bySeconds: rules.deadlineSeconds)
    guard callIsExcused, let graceEnd else {
      return MarginCall(issued: now, deadline: usual, cause: .market)
    }
    return MarginCall(issued: now, deadline: max(usual, graceEnd), cause: .parameters)
  }

  /// Why an account in this state is to be handed over, whatever the stable price says; nil if not.
  func handOver(of state: MarginCallState) -> HandOver.Reason? {
    if observation.level.isLiquidationOrWorse, !closingIsExcused {
      if observation.level == .bankrupt { return .bankrupt }
      if rules.handOver == .belowMaintenance { return .belowMaintenance }
    }
    guard let deadline = state.deadline, deadline <= now, isInCall else { return nil }
    return .deadlinePassed
  }

  /// Whether the stable price permits the hand-over that `handOver(of:)` names.
  func stableAgrees(to state: MarginCallState) -> Bool {
    switch observation.liquidations {
    case .allowed: return true
    case .paused: return false
    case .onlyWhereStableAgrees:
      guard let level = observation.levelAtStablePrice, let reason = handOver(of: state) else {
        return false
      }
      switch reason {
      case .belowMaintenance, .bankrupt: return level.isLiquidationOrWorse
      case .deadlinePassed: return level.isMarginCallOrWorse
      }
    }
  }
}
