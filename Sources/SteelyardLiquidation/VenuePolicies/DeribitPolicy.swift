public import SteelyardContracts
import SteelyardMargin

/// Deribit's: small rounds, futures first and then options, towards no delta.
///
/// A round trades in every coin up to a few thousand dollars of futures, and one step of one option. Futures that add to the
/// coin's delta are made smaller, the largest first; where there is none, a future takes the delta on. Then the option goes
/// whose step frees most margin. When delta is gone and only futures are left, a long and a short go together.
///
/// - Source: deribit.md of the reference, 6: up to 200 futures of 10 USD and one option a step, 20 rounds a second, futures
///   first, striving for delta-neutral. Which option goes is not published: ours is the one that frees most margin.
public struct DeribitPolicy: LiquidationPolicy {
  /// Most of futures in a round and coin, in US dollars, > 0.
  public let futuresStepUSD: Double
  /// How much of an option goes in a round, in coins, > 0.
  public let optionStep: Amount
  /// Time between rounds, in milliseconds, ≥ 0.
  public let intervalMilliseconds: Int64

  /// A policy from its parts; by default the venue's.
  ///
  /// - Throws: `invalidInput` for a part out of its range.
  public init(
    futuresStepUSD: Double = 2_000, optionStep: Amount = .one, intervalMilliseconds: Int64 = 50
  ) throws(SteelyardError) {
    guard futuresStepUSD > 0, futuresStepUSD.isFinite, optionStep > .zero,
      intervalMilliseconds >= 0
    else {
      throw SteelyardError(
        .invalidInput,
        "Steps of \(futuresStepUSD) USD and \(optionStep) options every \(intervalMilliseconds) ms are out of their range.",
        remedy: "Give steps above 0 and a time from 0 up.")
    }
    self.futuresStepUSD = futuresStepUSD
    self.optionStep = optionStep
    self.intervalMilliseconds = intervalMilliseconds
  }

  /// `deribit`.
  public var name: String { "deribit" }

  /// The next round.
  public func decision(
    for account: LiquidationAccount, in market: LiquidationMarket, _ progress: LiquidationProgress
  ) throws(SteelyardError) -> LiquidationDecision {
    if let end = LiquidationDecision.endOrBankrupt(account) { return end }
    if let last = progress.lastRound {
      let next = Timestamp(microseconds: last.microseconds + 1_000 * intervalMilliseconds)
      if market.time < next {
        return LiquidationDecision(
          .wait(until: next), reason: "The last round was less than \(intervalMilliseconds) ms ago."
        )
      }
    }
    let holdings = PricedHoldings(account, in: market).holdings
    var round = Round(policy: self, market: market)
    for coin in Set(holdings.map(\.instrument.underlying.base)).sorted() {
      try round.add(holdings.filter { $0.instrument.underlying.base == coin }, coin)
    }
    try round.addOption(holdings, of: account)
    if round.trades.isEmpty {
      try round.addSpreads(holdings)
    }
    guard !round.trades.isEmpty else { return .nothingHelps(account) }
    return LiquidationDecision(
      .trade(round.trades), reason: round.reasons.joined(separator: "; ") + ".")
  }
}

/// What a round comes to.
private struct Round {
  let policy: DeribitPolicy
  let market: LiquidationMarket
  var trades: [LiquidationTrade] = []
  var reasons: [String] = []

  /// Futures of one coin against its delta.
  mutating func add(
    _ holdings: [PricedHoldings.Holding], _ coin: Currency
  ) throws(SteelyardError) {
    let delta = holdings.reduce(0) { $0 + $1.deltaUSD }
    let futures = holdings.filter(\.isFuture)
    let adding = futures.filter { ($0.deltaUSD > 0) == (delta > 0) }
    let size = min(abs(delta), policy.futuresStepUSD)
    if let largest = adding.max(by: { abs($0.deltaUSD) < abs($1.deltaUSD) }) {
      let quantity = try market.reduction(
        of: largest.quantity, of: largest.instrument,
        by: try wholeSteps(
          size / abs(largest.unit.delta), of: largest.instrument))
      // Less than a lot of delta is as good as none.
      guard !quantity.isZero else { return }
      trades.append(
        LiquidationTrade(
          instrument: largest.instrument, quantity: quantity, purpose: .reduction, step: 0))
      reasons.append(
        "\(coin) has a delta of \(usdText(delta)), to which \(largest.instrument) adds")
      return
    }
    guard holdings.contains(where: { $0.instrument.isOption }),
      let hedge = hedge(of: coin, futures)
    else { return }
    let steps = try wholeSteps(size / abs(hedge.unit.delta), of: hedge.instrument)
    guard !steps.isZero else { return }
    let sells = (delta > 0) == (hedge.unit.delta > 0)
    trades.append(
      LiquidationTrade(
        instrument: hedge.instrument, quantity: sells ? -steps : steps, purpose: .deltaHedge,
        step: 0))
    reasons.append("\(coin) has a delta of \(usdText(delta)) from options, which futures take away")
  }

  /// The future that takes delta on: one that is held already, or the first of the market's hedges.
  private func hedge(
    of coin: Currency, _ futures: [PricedHoldings.Holding]
  ) -> PricedHoldings.Holding? {
    if let held = futures.max(by: { $0.notionalUSD < $1.notionalUSD }) { return held }
    return market.hedges.lazy.filter { $0.underlying.base == coin }
      .compactMap { self.market.holding($0, .one) }.first { $0.isFuture }
  }

  /// A quantity in whole lots, at most so much.
  private func wholeSteps(
    _ quantity: Double, of instrument: Instrument
  ) throws(SteelyardError) -> Amount {
    let exact = try Amount(nearest: quantity)
    guard let lot = market.terms[instrument]?.lot else { return exact }
    return try exact.rounded(toMultipleOf: lot, .down)
  }

  /// The option whose step frees most margin once the futures are done.
  mutating func addOption(
    _ holdings: [PricedHoldings.Holding], of account: LiquidationAccount
  ) throws(SteelyardError) {
    let before = try market.figures(of: account, after: trades)
    guard !before.meetsMaintenance else { return }
    var best: (trade: LiquidationTrade, excess: Double)?
    for holding in holdings where holding.instrument.isOption {
      let trade = LiquidationTrade(
        instrument: holding.instrument,
        quantity: try market.reduction(
          of: holding.quantity, of: holding.instrument, by: policy.optionStep),
        purpose: .reduction, step: 0)
      let excess = try market.figures(of: account, after: trades + [trade]).maintenanceExcess
      if excess > best?.excess ?? before.maintenanceExcess { best = (trade, excess) }
    }
    guard let best else { return }
    trades.append(best.trade)
    reasons.append(
      "of the options a step of \(best.trade.instrument) frees most: "
        + usdText(best.excess - before.maintenanceExcess))
  }

  /// A long and a short future of one coin together, where delta is gone.
  mutating func addSpreads(_ holdings: [PricedHoldings.Holding]) throws(SteelyardError) {
    for coin in Set(holdings.map(\.instrument.underlying.base)).sorted() {
      let futures = holdings.filter { $0.isFuture && $0.instrument.underlying.base == coin }
      let longest = futures.filter { $0.deltaUSD > 0 }.max { $0.notionalUSD < $1.notionalUSD }
      let shortest = futures.filter { $0.deltaUSD < 0 }.max { $0.notionalUSD < $1.notionalUSD }
      guard let longest, let shortest else { continue }
      for leg in [longest, shortest] {
        let size = min(policy.futuresStepUSD, longest.notionalUSD, shortest.notionalUSD)
        trades.append(
          LiquidationTrade(
            instrument: leg.instrument,
            quantity: try market.reduction(
              of: leg.quantity, of: leg.instrument,
              by: try Amount(nearest: size / leg.unit.notional)),
            purpose: .reduction, step: 0))
      }
      reasons.append(
        "\(coin) has no delta left: \(longest.instrument) and \(shortest.instrument) go together")
    }
  }
}
