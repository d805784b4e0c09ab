import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket

// What follows from fees and takeovers, and what policies charge.
extension WaterfallWriter {
  /// What is journaled beside a fee or takeover that the liquidator has asked for, so that neither is done twice.
  func mark(_ action: LedgerAction, at time: Timestamp) throws(SteelyardError) -> EngineEvent? {
    let kind: WaterfallEvent.Kind
    let name: AccountName
    let number: UInt64
    let explanation: String
    switch action {
    case .chargeLiquidationFee(let fee):
      guard let known = state.liquidations.open[fee.account] else { return nil }
      (name, number) = (fee.account, known.number)
      kind = .feeCharged(round: known.roundCount)
      explanation = "The fee of round \(known.roundCount) was charged."
    case .takeOver(let takeover):
      guard let frame, let account = state.ledger.index(of: takeover.account) else { return nil }
      (name, number) = (takeover.account, takeover.liquidation.rawValue)
      let deficit = try deficitUSD(of: account, frame)
      kind = .takenOver(deficitUSD: deficit)
      explanation = "The fund took over what was left; the account lacked \(usdText(deficit))."
    default: return nil
    }
    return .waterfall(
      WaterfallEvent(
        account: name, liquidation: number, sequence: 0, time: time, frame: frame?.number ?? 0,
        kind: kind, explanation: explanation))
  }

  /// Whether a fee or takeover was done before, however long ago.
  func isDone(_ action: LedgerAction) -> Bool {
    switch action {
    case .chargeLiquidationFee(let fee):
      guard let known = state.liquidations.open[fee.account],
        known.number == fee.liquidation.rawValue
      else { return false }
      return state.waterfall.steps[known.number]?.feeRound ?? 0 >= max(1, known.roundCount)
    case .takeOver(let takeover):
      return state.waterfall.steps[takeover.liquidation.rawValue]?.deficitUSD != nil
    default: return false
    }
  }

  func penalty(
    _ usd: Double?, of account: AccountName, _ round: Int, _ ask: WaterfallAsk, at time: Timestamp
  ) throws(SteelyardError) -> [EngineEvent] {
    guard let known = state.liquidations.open[account], known.number == ask.liquidation,
      known.round == nil, round == known.roundCount + 1, usd.map({ $0 >= 0 && $0.isFinite }) ?? true
    else {
      throw SteelyardError(
        .conflict, "Round \(round) of the liquidation is not the next one.",
        remedy: "Look at the account again.", subject: .account(account.description))
    }
    return [
      .waterfall(
        WaterfallEvent(
          account: account, liquidation: ask.liquidation, sequence: 0, time: time,
          frame: frame?.number ?? 0, kind: .penaltySet(round: round, usd: usd),
          explanation: usd.map { "The policy charges \(usdText($0)) for round \(round)." }
            ?? "The policy charges nothing of its own for round \(round)."))
    ]
  }
}
