import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket

// Sharing what the fund owes.
extension WaterfallWriter {
  func shareLoss(
    _ asset: Currency, _ amount: Amount?, _ ask: WaterfallAsk, _ sequence: UInt64,
    _ frame: LiveFrame, at time: Timestamp
  ) throws(SteelyardError) -> [EngineEvent] {
    try checkRunning(nil)
    let fund = try fund(frame)
    try checkTrusted(fund.portfolio, frame)
    var account = HouseAccount.insurance.name
    var lossUSD = fund.shortfallUSD
    if ask.liquidation != 0 {
      let known = state.liquidations.open.values.first { $0.number == ask.liquidation }
      guard rules.liquidations.waterfall.lossSharing == .automatic, let known,
        let done = state.waterfall.steps[ask.liquidation], let deficit = done.deficitUSD,
        !done.shared.contains(asset)
      else {
        throw SteelyardError(
          .notAllowed, "No loss of liquidation \(ask.liquidation) is to be shared.",
          remedy: "Leave it to the house.")
      }
      account = known.account
      try checkRunning(account)
      lossUSD = min(lossUSD, deficit - done.sharedUSD)
    }
    guard let owed = fund.owed.first(where: { $0.asset == asset })?.amount,
      let price = fund.prices[asset], lossUSD > 0, let place = state.ledger.index(of: asset)
    else {
      throw SteelyardError(
        .notAllowed, "The fund owes no \(asset), or what else it has is worth more than it owes.",
        remedy: "Share what the fund owes and can't pay.")
    }
    // Its debts bear what it lacks in proportion to what each is worth.
    let partUSD = lossUSD * (owed.doubleValue * price / fund.owedUSD)
    let part = min(owed, Amount.nearest(partUSD / price) ?? owed)
    let loss = min(part, amount ?? part)
    let most = try capacity(place)
    let outcome = try LossWaterfall(
      fee: .zero, fund: .zero, deleveraging: .zero, socialised: most
    ).outcome(of: max(loss, .zero))
    let paid = outcome.paid(by: .socialisedLoss)
    let reason =
      "Of \(loss) \(asset) that the fund owes and can't pay, \(paid) are shared in proportion to what may "
      + "leave each account, at most \(percentText(rules.liquidations.waterfall.balanceShare)) of it."
    let command = LedgerCommand(
      .shareLoss(
        LossSharing(
          liquidation: LiquidationIdentifier(rawValue: ask.liquidation), asset: asset, loss: paid,
          base: .balances, reason: reason)),
      identifier: WaterfallWriter.name("share", ask.liquidation, sequence))
    return try state.ledger.decide(command, at: time).map(EngineEvent.ledger) + [
      .waterfall(
        WaterfallEvent(
          account: account, liquidation: ask.liquidation, sequence: sequence, time: time,
          frame: frame.number, kind: .shared(asset, amount: paid, usd: paid.doubleValue * price),
          explanation: reason))
    ]
  }

  /// What clients may be asked for of an asset in one sharing.
  private func capacity(_ asset: AssetIndex) throws(SteelyardError) -> Amount {
    var sum = Amount.zero
    for account in state.ledger.accounts where !account.isHouse {
      let available = account.balance(of: asset).available
      if available > .zero { sum = try sum.adding(available) }
    }
    return try sum.multiplied(
      by: Amount.nearest(rules.liquidations.waterfall.balanceShare) ?? .one, rounding: .down)
  }
}
