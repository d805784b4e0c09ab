import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket

/// An account in liquidation, or on its way there, as it is committed and on the latest frame.
struct LiquidationLook {
  let view: AccountView
  /// What its figures stand on; nil where it can't be evaluated now.
  let question: Engine.Question?
  /// Its figures and what the oracle permits; nil where it can't be evaluated now.
  let observation: MarginCallObservation?
  /// Why nothing may be decided; nil where something may.
  let obstacle: LiquidationHold.Reason?
  /// Why it was handed over.
  let handedOverFor: HandOver.Reason
  /// Its place among all.
  let order: LiquidationOrder

  /// - Parameters:
  ///   - known: Its liquidation; nil before it begins.
  ///   - isStopped: Whether somebody has stopped it, or none is run.
  init(
    _ view: AccountView, _ known: LiquidationCase?, isStopped: Bool, engine: Engine,
    at now: Timestamp
  ) {
    self.view = view
    let question = try? engine.question(of: view.name)
    let figures = question.flatMap { try? $0.figures() }
    var observation: MarginCallObservation?
    if let question, let figures {
      var second = SecondOpinion(
        frame: question.frame, replaced: nil,
        maker: FrameMaker(after: 0, level: engine.configuration.level))
      observation = second.observation(
        of: question.view,
        AccountRisk(
          figures: figures, basis: .exact, frame: question.frame.number,
          position: question.view.position, time: question.frame.time), at: now)
    }
    self.question = question
    self.observation = observation
    var handedOver = now
    var reason = HandOver.Reason.belowMaintenance
    switch view.call {
    case .handedOver(let handOver), .inLiquidation(let handOver):
      handedOver = handOver.at
      reason = handOver.reason
    case .healthy, .warned, .called, .recovering: break
    }
    handedOverFor = reason
    obstacle = LiquidationLook.obstacle(isStopped, observation, reason)
    order = LiquidationOrder(
      roundCount: known?.roundCount ?? 0, handedOver: handedOver,
      ratio: figures.flatMap(\.maintenanceRatio) ?? .infinity, account: view.name)
  }

  /// Number of the frame; 0 without one.
  var frame: UInt64 { question?.frame.number ?? 0 }

  /// Whether the account may be well, so that the policy is asked whether it is.
  var mayBeWell: Bool {
    guard obstacle == nil, let observation else { return false }
    return handedOverFor == .deadlinePassed
      ? !observation.level.isMarginCallOrWorse : !observation.level.isLiquidationOrWorse
  }

  private static func obstacle(
    _ isStopped: Bool, _ observation: MarginCallObservation?, _ reason: HandOver.Reason
  ) -> LiquidationHold.Reason? {
    if isStopped { return .stopped }
    guard let observation else { return .incompleteFigures }
    switch observation.liquidations {
    case .paused: return .oracleHalted
    case .allowed: break
    case .onlyWhereStableAgrees:
      // One that is well at the price needs no second opinion to be left alone.
      if observation.level.isMarginCallOrWorse {
        let stable = observation.levelAtStablePrice
        let agrees =
          reason == .deadlinePassed
          ? stable?.isMarginCallOrWorse ?? false : stable?.isLiquidationOrWorse ?? false
        if !agrees { return .stablePriceDisagrees }
      }
    }
    return observation.isTrusted ? nil : .incompleteFigures
  }
}

extension LiquidationLook {
  /// What the policy is asked about; nil where the account can't be evaluated.
  var account: LiquidationAccount? {
    guard let question, let observation else { return nil }
    return LiquidationAccount(
      portfolio: question.holding.portfolio, others: question.others, figures: observation.figures)
  }

  /// What the policy decides on; nil where the account can't be evaluated.
  ///
  /// - Parameters:
  ///   - listed: The terms of every instrument that can be traded.
  ///   - allowed: What may be traded that the account does not hold.
  func market(
    listed: [Instrument: ContractTerms], hedges allowed: LiquidationRules.Hedges, at now: Timestamp
  ) -> LiquidationMarket? {
    guard let question else { return nil }
    let frame = question.frame
    let held = question.holding.portfolio.positions
    let hedges = hedges(besides: held, listed, allowed, in: frame, at: now)
    var terms: [Instrument: ContractTerms] = [:]
    for instrument in held.map(\.instrument) + hedges { terms[instrument] = listed[instrument] }
    // A liquidation never leaves an account with an option that it has written itself.
    return LiquidationMarket(
      model: question.slot.model, frame: question.slot.frame, universe: frame.universe,
      hedges: hedges, optionHedges: .bought, terms: terms, time: now)
  }

  /// Of the underlyings that it holds, what is quoted on both sides and not held: perpetuals and futures; and where
  /// options are allowed the two of each that `LiquidationMarket.usualOptionHedges` chooses.
  private func hedges(
    besides held: [Position], _ listed: [Instrument: ContractTerms],
    _ allowed: LiquidationRules.Hedges, in frame: LiveFrame, at now: Timestamp
  ) -> [Instrument] {
    guard allowed != .none else { return [] }
    let underlyings = Set(held.map(\.instrument.underlying))
    let isHeld = Set(held.map(\.instrument))
    let quoted = frame.universe.instruments.filter { instrument in
      guard instrument.product != .spot, !instrument.isOption || allowed == .all,
        underlyings.contains(instrument.underlying), !isHeld.contains(instrument),
        listed[instrument] != nil, instrument.expiry.map({ $0 > now }) ?? true
      else { return false }
      let observed = frame.board.market.observation(of: instrument)
      return observed?.bid != nil && observed?.ask != nil
    }
    var hedges = quoted.filter { !$0.isOption }
    for underlying in underlyings.sorted() {
      hedges += LiquidationMarket.usualOptionHedges(
        of: underlying, among: quoted, in: frame.board.market)
    }
    return hedges
  }

  /// US dollars that a trade is for; infinite without a price.
  func notionalUSD(of trade: LiquidationTrade) -> Double {
    guard let question else { return .infinity }
    return question.slot.frame.notionalUSD(
      of: trade.instrument, trade.quantity.doubleValue, question.frame.universe) ?? .infinity
  }
}
