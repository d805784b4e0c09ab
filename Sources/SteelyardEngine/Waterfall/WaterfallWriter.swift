import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket

/// What the writer makes of steps of the waterfall, in its turn: who pays is found on what is committed and on the latest
/// frame.
struct WaterfallWriter {
  let state: EngineState
  let frame: LiveFrame?
  let rules: EngineRules
  /// What an account is worth at the marks, in US dollars, as the last cycle left it; nil before its first.
  let worthUSD: (AccountIndex) -> Double?

  /// How often orders are cancelled before an account is passed over whose orders stand in the way.
  static let preparationsMax = 3

  /// The events of a step; none where it was done before.
  ///
  /// - Throws: `notAllowed` where nothing of the kind is due, or liquidations are stopped; `conflict` for a step out of
  ///   turn; `staleMarketData` while a price is halted; what ranks, prices and the ledger throw.
  func events(
    of ask: WaterfallAsk, by author: String, at time: Timestamp
  ) throws(SteelyardError) -> [EngineEvent] {
    let isOwn = author == Liquidator.author
    guard isOwn != (ask.liquidation == 0) else {
      throw SteelyardError(
        .unauthorised, "Steps of a liquidation are the liquidator's, others the house's.",
        remedy: "Leave the number of the liquidation out.")
    }
    if case .setPenalty(let account, let round, let usd) = ask.step {
      return try penalty(usd, of: account, round, ask, at: time)
    }
    let next = state.waterfall.nextSequence(of: ask.liquidation)
    if !ask.isDryRun {
      if isOwn, ask.sequence < next { return [] }
      guard ask.sequence == next else {
        throw SteelyardError(
          .conflict, "Step \(ask.sequence) is asked for; the next one is \(next).",
          remedy: "Ask for a dry run first, and give the number that it tells.")
      }
    }
    guard let frame else {
      throw SteelyardError(
        .notAllowed, "There is no risk frame yet.", remedy: "Wait for the market to be complete.")
    }
    switch ask.step {
    case .deleverage(let account, let instrument, let quantity):
      return try deleverage(account, instrument, quantity, ask, next, frame, at: time)
    case .shareLoss(let asset, let amount):
      return try shareLoss(asset, amount, ask, next, frame, at: time)
    case .setPenalty: return []
    }
  }

  /// What an account is worth less than nothing, in US dollars, ≥ 0.
  func deficitUSD(
    of account: AccountIndex, _ frame: LiveFrame
  ) throws(SteelyardError) -> Double {
    let name = state.ledger[account].name
    guard let slot = frame[state.ledger[account].mode] else {
      throw SteelyardError(
        .notAllowed, "There is no risk frame of the account's mode.",
        remedy: "Wait for the market to be complete.", subject: .account(name.description))
    }
    let portfolio = try state.ledger.portfolio(of: account)
    try frame.universe.requireCovering([portfolio], orders: [])
    let batch = try PortfolioBatch(portfolio, beside: [], over: frame.universe)
    try batch.requireCovered(by: slot.frame)
    let equity = slot.model.figures(of: batch, in: slot.frame)[0].equity
    guard equity.isFinite else {
      throw SteelyardError(
        .missingMarketData, "The account can't be valued.", remedy: "Wait for the next frame.",
        subject: .account(name.description))
    }
    return max(0, -equity)
  }

  func fund(_ frame: LiveFrame) throws(SteelyardError) -> FundStanding {
    try FundStanding(try state.ledger.portfolio(of: HouseAccount.insurance.index), on: frame)
  }

  func checkTrusted(
    _ portfolio: Portfolio, _ frame: LiveFrame
  ) throws(SteelyardError) {
    guard frame.effects(of: portfolio).effects.liquidations != .paused else {
      throw SteelyardError(
        .staleMarketData, "A price that the step stands on is halted.",
        remedy: "Wait until there is one.")
    }
  }

  func checkRunning(_ account: AccountName?) throws(SteelyardError) {
    guard
      let stop = account.map({ state.liquidations.stop(of: $0) }) ?? state.liquidations.stop
    else { return }
    throw SteelyardError(
      .notAllowed, stop.explanation, remedy: "Let liquidations go on first.",
      subject: account.map { .account($0.description) } ?? .call)
  }

  /// What a step's command is called in the ledger.
  static func name(
    _ step: String, _ liquidation: UInt64, _ sequence: UInt64
  ) -> ClientIdentifier {
    guard
      let name = try? ClientIdentifier(
        "\(LiquidationOrderName.prefix)\(liquidation)-\(step)-\(sequence)")
    else { preconditionFailure("Two numbers are no longer than an identifier may be.") }
    return name
  }
}
