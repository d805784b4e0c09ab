import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket
import SteelyardServer
import Testing

extension APIHarness {
  /// Has "desk" buy 200,000 of the first instrument, and takes money from it to "other" until it is handed over.
  ///
  /// - Returns: A liquidator under the policy, which runs.
  func handOver(to policy: any LiquidationPolicy) async throws -> Liquidator {
    let desk = try AccountName("desk")
    let other = try AccountName("other")
    let perpetual = try #require(engine.directory.instruments.first?.listing.instrument)
    let mark = try #require(engine.frame?.board.market.observation(of: perpetual)?.markPrice)
    try await ask(
      .bookTrade(
        AgreedTrade(
          account: desk, counterparty: nil, instrument: perpetual, quantity: Amount(200_000),
          price: Amount(Int64(mark)), fee: .none, counterpartyFee: .none)))
    let share = Amount(units: Amount.unitsPerOne / 50)
    for _ in 0..<400 where try engine.account(desk).call.name != .handedOver {
      let view = try engine.account(desk)
      if let risk = engine.risk(of: view), risk.position >= view.position,
        risk.figures.maintenanceExcess >= 0
      {
        try await ask(
          .adjust(
            [
              Adjustment(account: desk, asset: .btc, amount: -share),
              Adjustment(account: other, asset: .btc, amount: share),
            ], reason: "a test"))
      }
      try advance(seconds: 1)
      try await Task.sleep(for: .milliseconds(15))
    }
    let liquidator = Liquidator(engine, policy: policy, note: { _ in })
    liquidator.start()
    return liquidator
  }

  /// Has the ledger do something.
  func ask(_ action: LedgerAction) async throws {
    _ = try await engine.submit(.ledger(LedgerCommand(action)), by: "test")
  }
}
