import SteelyardContracts
import SteelyardMargin

extension MarginCallEvent {
  /// What happened, why, on which numbers, and what would cure it, in a few sentences.
  public var explanation: String {
    [headline, numbers, remedy].filter { !$0.isEmpty }.joined(separator: " ")
  }

  private var headline: String {
    switch kind {
    case .transition(let from): transition(from: from)
    case .reminder: "\(account) is still \(state.sentence)."
    case .held:
      "\(account) is on hold since \(since): \(hold?.reason.sentence ?? "")."
        + (hold?.reason.stopsDeadline == true
          ? " Nothing gets worse than a warning, and deadlines stand still."
          : " It is not handed to liquidation meanwhile.")
    case .resumed: "The hold of \(account) has ended; it is \(state.sentence)."
    case .causeChanged:
      "The call on \(account) no longer comes of new parameters alone: under the ones before it "
        + "would be called as well. It is \(state.sentence)."
    }
  }

  private var since: String { hold.map { "\($0.since)" } ?? "" }

  private func transition(from: MarginCallState.Name) -> String {
    switch state {
    case .healthy: "\(account) is healthy again after it was \(from.words)."
    case .warned: "\(account) is warned (it was \(from.words))."
    case .called, .handedOver, .inLiquidation, .recovering:
      "\(account) is \(state.sentence) (it was \(from.words))."
    }
  }

  private var numbers: String {
    "Frame \(frame): initial margin \(usdText(figures.initialMargin)) of "
      + "\(usdText(figures.initialCountedEquity)) counted equity (\(percentText(figures.initialRatio)); "
      + "warned above \(percentText(thresholds.warningIn)), called above "
      + "\(percentText(thresholds.callIn))), maintenance margin \(usdText(figures.maintenanceMargin)) of "
      + "\(usdText(figures.maintenanceCountedEquity)), equity \(usdText(figures.equity))."
  }

  private var remedy: String {
    if !figures.isComplete {
      return "A position could not be priced, so no amount is named; check its market data."
    }
    if case .healthy = state { return "" }
    if cureUSD > 0 {
      let ratio =
        if case .warned = state { thresholds.warningOut } else { thresholds.callOut }
      return
        "Add \(usdText(cureUSD)) of cash that counts in full, or reduce positions, to come down to "
        + "\(percentText(ratio))."
    }
    // Counted equity suffices, yet the level is a call: what is held is not allowed, or unbounded.
    if level == .marginCall {
      return
        "Counted equity covers initial margin; what is held or owed is outside what is allowed: "
        + "close it, or repay the debt."
    }
    return ""
  }
}

extension MarginCallState {
  fileprivate var sentence: String {
    switch self {
    case .healthy, .warned: name.words
    case .called(let call):
      "called for margin until \(call.deadline)"
        + (call.cause == .parameters ? " because of new parameters alone" : "")
    case .handedOver(let handOver): "handed over to liquidation: \(handOver.reason.sentence)"
    case .inLiquidation(let handOver): "in liquidation: \(handOver.reason.sentence)"
    case .recovering(let until): "recovering and watched until \(until)"
    }
  }
}

extension MarginCallState.Name {
  fileprivate var words: String {
    switch self {
    case .healthy: "healthy"
    case .warned: "warned"
    case .called: "called for margin"
    case .handedOver: "handed over to liquidation"
    case .inLiquidation: "in liquidation"
    case .recovering: "recovering"
    }
  }
}

extension HandOver.Reason {
  fileprivate var sentence: String {
    switch self {
    case .belowMaintenance: "counted equity is below maintenance margin"
    case .bankrupt: "equity is below zero"
    case .deadlinePassed: "the call was not met by its deadline"
    }
  }
}
