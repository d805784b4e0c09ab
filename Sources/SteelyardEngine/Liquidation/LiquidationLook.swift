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
  /// Hedges are perpetuals and futures of the underlyings that it holds, quoted on both sides.
  ///
  /// - Parameter listed: The terms of every instrument that can be traded.
  func market(
    listed: [Instrument: ContractTerms], allowsHedges: Bool, at now: Timestamp
  ) -> LiquidationMarket? {
    guard let question else { return nil }
    let frame = question.frame
    let held = question.holding.portfolio.positions
    let underlyings = Set(held.map(\.instrument.underlying))
    var hedges: [Instrument] = []
    if allowsHedges {
      let isHeld = Set(held.map(\.instrument))
      hedges = frame.universe.instruments.filter { instrument in
        guard !instrument.isOption, instrument.product != .spot,
          underlyings.contains(instrument.underlying), !isHeld.contains(instrument),
          listed[instrument] != nil, instrument.expiry.map({ $0 > now }) ?? true
        else { return false }
        let quoted = frame.board.market.observation(of: instrument)
        return quoted?.bid != nil && quoted?.ask != nil
      }
    }
    var terms: [Instrument: ContractTerms] = [:]
    for instrument in held.map(\.instrument) + hedges { terms[instrument] = listed[instrument] }
    return LiquidationMarket(
      model: question.slot.model, frame: question.slot.frame, universe: frame.universe,
      hedges: hedges, terms: terms, time: now)
  }

  /// US dollars that a trade is for; infinite without a price.
  func notionalUSD(of trade: LiquidationTrade) -> Double {
    guard let question else { return .infinity }
    return question.slot.frame.notionalUSD(
      of: trade.instrument, trade.quantity.doubleValue, question.frame.universe) ?? .infinity
  }
}
