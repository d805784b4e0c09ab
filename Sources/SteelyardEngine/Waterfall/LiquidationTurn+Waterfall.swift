import SteelyardContracts
import SteelyardLedger
import SteelyardMargin

// Who pays besides the account and the fund, where the rules let the liquidator ask for it.
extension LiquidationTurn {
  /// Milliseconds after which a step is asked for again whose orders are still on their way out.
  private static let waterfallMilliseconds: Int64 = 1000
  /// Refusals after which the fund takes over all the same.
  private static let refusalsMax = 3

  /// Asks for the account's positions to be closed against holders of the opposite, one instrument after another, as far as
  /// the fund can't carry what the account lacks.
  ///
  /// - Returns: Whether the takeover has to wait for it.
  mutating func deleverages(_ known: LiquidationCase, _ look: LiquidationLook) -> Bool {
    guard rules.waterfall.deleveraging == .automatic,
      let equity = look.observation?.figures.equity, equity < 0,
      memory.waterfall[known.account]?.refusedCount ?? 0 < LiquidationTurn.refusalsMax,
      let frame = look.question?.frame, let held = engine.fund,
      let fund = try? FundStanding(held, on: frame),
      -equity > fund.freeUSD(above: rules.waterfall.fundFloorUSD)
    else { return false }
    let done = engine.waterfall.steps[known.number]
    let left = look.view.portfolio.positions.map(\.instrument).filter {
      $0.product != .spot && !(done?.deleveraged.contains($0) ?? false)
    }
    guard let instrument = left.min() else { return false }
    ask(.deleverage(known.account, instrument, quantity: nil), of: known)
    return true
  }

  /// Whether nothing of a takeover is left to be shared; asks for it where something is.
  mutating func owesNothingMore(_ known: LiquidationCase, _ look: LiquidationLook) -> Bool {
    guard known.hold?.reason == .takeOverDue, look.obstacle == nil else { return true }
    return !sharesLoss(known, look)
  }

  /// Asks for the sharing of what the fund then owes, one asset after another.
  ///
  /// - Returns: Whether the end of the liquidation has to wait for it.
  mutating func sharesLoss(_ known: LiquidationCase, _ look: LiquidationLook) -> Bool {
    guard rules.waterfall.lossSharing == .automatic,
      let done = engine.waterfall.steps[known.number], let deficit = done.deficitUSD,
      deficit - done.sharedUSD > LiquidationTurn.smallestShareUSD,
      memory.waterfall[known.account]?.refusedCount ?? 0 < LiquidationTurn.refusalsMax,
      let fund = try? engine.fundStanding(),
      fund.shortfallUSD > LiquidationTurn.smallestShareUSD,
      let asset = fund.owed.map(\.asset).filter({ !done.shared.contains($0) }).min(by: {
        $0.code < $1.code
      })
    else { return false }
    ask(.shareLoss(asset, amount: nil), of: known)
    return true
  }

  /// Has it journaled what the policy itself charges for a round, before the round is: then the fee stands on it.
  mutating func setPenalty(_ usd: Double?, of known: LiquidationCase, round: Int) {
    let last = engine.waterfall.steps[known.number]?.penalty
    let standing = last?.round == round ? last?.usd : nil
    guard standing != usd else { return }
    asks.append(
      Ask(
        account: known.account,
        command: .waterfall(
          WaterfallAsk(
            .setPenalty(known.account, round: round, usd: usd), liquidation: known.number,
            sequence: 0))))
  }

  /// Losses below a cent are the fund's: nobody is asked for less.
  private static let smallestShareUSD = 0.01

  private mutating func ask(_ step: WaterfallAsk.Step, of known: LiquidationCase) {
    let sequence = engine.waterfall.nextSequence(of: known.number)
    let last = memory.waterfall[known.account]
    var isWaiting = last?.sequence == sequence
    if case .deleverage(_, let instrument, _) = step,
      engine.waterfall.steps[known.number]?.preparations[instrument] != nil
    {
      isWaiting = true
    }
    if isWaiting, let last {
      let next = last.asked.microseconds + LiquidationTurn.waterfallMilliseconds * 1000
      if now.microseconds < next { return }
    }
    memory.waterfall[known.account] = Memory.Waterfall(
      asked: now, sequence: sequence, refusedCount: last?.refusedCount ?? 0)
    asks.append(
      Ask(
        account: known.account,
        command: .waterfall(WaterfallAsk(step, liquidation: known.number, sequence: sequence))))
  }
}

extension LiquidationTurn.Memory {
  /// A step that was asked for.
  struct Waterfall: Sendable {
    /// When.
    let asked: Timestamp
    /// Its place among the liquidation's steps.
    let sequence: UInt64
    /// How many were refused for good since the liquidation began.
    var refusedCount: Int
  }

  /// Takes note of a step that was refused for good: after some of them the fund takes over without.
  mutating func refused(_ ask: LiquidationTurn.Ask, _ error: SteelyardError) {
    guard case .waterfall = ask.command else { return }
    switch error.code {
    case .unavailable, .staleMarketData, .conflict: return
    default: waterfall[ask.account]?.refusedCount += 1
    }
  }
}
