import SteelyardContracts
import SteelyardEngine

/// What liquidations are, as metrics: asked for when somebody reads.
enum LiquidationMetrics {
  /// Adds them.
  static func add(to metrics: Metrics, _ engine: Engine) {
    metrics.observed(
      "steelyard_liquidations_open",
      "Liquidations that run, by what holds them: none, or a hold's reason.",
      labels: ["hold"]
    ) {
      let open = engine.liquidations.open.values
      return [(["none"], Double(open.count { $0.hold == nil }))]
        + LiquidationHold.Reason.allCases.map { reason in
          ([reason.rawValue], Double(open.count { $0.hold?.reason == reason }))
        }
    }
    metrics.observed(
      "steelyard_liquidations_auctions", "Auctions that run, by who pays whom.", labels: ["kind"]
    ) {
      let open = engine.liquidations.open.values.filter(\.isAuctioned)
      return LiquidationAuction.Kind.allCases.map { kind in
        ([kind.rawValue], Double(open.count { $0.auction?.kind == kind }))
      }
    }
    metrics.observed(
      "steelyard_liquidations_waiting",
      "Accounts that are handed over and wait for their liquidation."
    ) {
      [([], Double(engine.liquidations.awaiting.count))]
    }
    metrics.observed(
      "steelyard_liquidations_oldest_seconds",
      "Time since the oldest liquidation that runs began; 0 where none runs."
    ) {
      let oldest = engine.liquidations.open.values.map(\.begun).min()
      return [
        ([], oldest.map { max(0, Double(engine.now.microseconds - $0.microseconds) / 1e6) } ?? 0)
      ]
    }
    metrics.observed(
      "steelyard_liquidations_stopped",
      "1 where every liquidation is stopped; accounts that are stopped count apart.",
      labels: ["scope"]
    ) {
      let book = engine.liquidations
      return [(["all"], book.stop == nil ? 0 : 1), (["accounts"], Double(book.stops.count))]
    }
    let totals: [(String, String, @Sendable (LiquidationBook) -> Double)] = [
      (
        "steelyard_liquidations_begun_total", "Liquidations that have begun.",
        { Double($0.begunCount) }
      ),
      (
        "steelyard_liquidations_ended_total", "Liquidations that have ended.",
        { Double($0.endedCount) }
      ),
      (
        "steelyard_liquidations_rounds_total", "Rounds that were decided.",
        { Double($0.roundCount) }
      ),
      (
        "steelyard_liquidations_notional_usd_total", "Notional that was decided, in US dollars.",
        { $0.notionalUSD }
      ),
    ]
    addWaterfall(to: metrics, engine)
    for (name, what, value) in totals {
      metrics.observedCounter(name, what) { [([], value(engine.liquidations))] }
    }
  }
  /// What others pay, and what the fund has.
  private static func addWaterfall(to metrics: Metrics, _ engine: Engine) {
    let totals: [(String, String, @Sendable (WaterfallBook) -> Double)] = [
      (
        "steelyard_deleveragings_total",
        "Positions that were closed against holders of the opposite.",
        { Double($0.deleveragingCount) }
      ),
      (
        "steelyard_deleveraged_notional_usd_total", "What was closed so, in US dollars.",
        { $0.deleveragedUSD }
      ),
      (
        "steelyard_shared_losses_total", "Debts of the insurance fund that clients have shared.",
        { Double($0.sharingCount) }
      ),
      (
        "steelyard_shared_losses_usd_total", "What clients have paid of them, in US dollars.",
        { $0.sharedUSD }
      ),
    ]
    for (name, what, value) in totals {
      metrics.observedCounter(name, what) { [([], value(engine.waterfall))] }
    }
    metrics.observed(
      "steelyard_insurance_fund_usd",
      "What the insurance fund has in money, is worth with its positions, and their size; nothing without a price.",
      labels: ["figure"]
    ) {
      guard let standing = try? engine.fundStanding() else { return [] }
      return [
        (["money"], standing.moneyUSD), (["worth"], standing.worthUSD),
        (["positions"], standing.notionalUSD.values.reduce(0, +)),
      ]
    }
    metrics.observedCounter(
      "steelyard_fund_rounds_total", "Rounds in which the insurance fund's positions are reduced."
    ) { [([], Double(engine.liquidations.fund.roundCount))] }
    metrics.observedCounter(
      "steelyard_fund_notional_usd_total", "What they were decided for, in US dollars."
    ) { [([], engine.liquidations.fund.notionalUSD)] }
  }
}
