import SteelyardContracts
import SteelyardLedger
import SteelyardMargin

/// What a round costs an account besides its trades: a share of the notional that was filled, paid to the insurance fund.
///
/// It is asked for before the round's end is told, under a name of its own: a process that is killed in between asks
/// again, and the ledger books it once.
struct RoundFee {
  /// In the currency that the round's first filled contract settles in.
  let asset: Currency
  /// How much, > 0.
  let amount: Amount

  /// The fee of a round; nil where nothing is to be paid, or a price is missing.
  ///
  /// - Parameter penalty: What the policy itself charges, in place of the service's fee; nil where it states nothing.
  init?(
    of round: LiquidationRound, _ rules: LiquidationRules, _ frame: LiveFrame, _ mode: MarginMode,
    penalty: WaterfallBook.Steps.Penalty?
  ) {
    guard let slot = frame[mode],
      let asset = round.legs.first(where: { !$0.filled.isZero })?.instrument.underlying.settlement,
      let price = slot.frame.usdPrice(of: asset), price > 0
    else { return nil }
    var usd = 0.0
    var filledUSD = 0.0
    for leg in round.legs where !leg.filled.isZero {
      guard
        let notional = slot.frame.notionalUSD(
          of: leg.instrument, leg.filled.doubleValue, frame.universe)
      else { return nil }
      filledUSD += notional
      usd += (leg.instrument.isOption ? rules.optionFee : rules.fee) * notional
    }
    // A policy that states what it charges charges that, for the share of the round that was filled.
    if let penalty, penalty.round == round.number {
      usd = round.notionalUSD > 0 ? penalty.usd * min(1, filledUSD / round.notionalUSD) : 0
    }
    guard usd > 0, let amount = Amount.nearest(usd / price), amount > .zero else { return nil }
    self.asset = asset
    self.amount = amount
  }

  /// The command that books it.
  func command(of known: LiquidationCase, round: Int) -> LedgerCommand {
    guard
      let identifier = try? ClientIdentifier(
        "\(LiquidationOrderName.prefix)\(known.number)-\(round)-fee")
    else { preconditionFailure("Two numbers are no longer than an identifier may be.") }
    return LedgerCommand(
      .chargeLiquidationFee(
        LiquidationFee(
          liquidation: LiquidationIdentifier(rawValue: known.number), account: known.account,
          asset: asset, amount: amount)), identifier: identifier)
  }
}

extension LiquidationWriter {
  /// The share by which a fee may exceed what the latest frame makes of it: prices move between asking and booking.
  private static let feeTolerance = 0.1

  /// Refuses a fee that no round which is over asks for, or one that is too large.
  ///
  /// - Throws: `notAllowed` for any such.
  func check(_ fee: LiquidationFee) throws(SteelyardError) {
    guard let known = state.liquidations.open[fee.account],
      known.number == fee.liquidation.rawValue, let round = known.round, round.isOver,
      let account = state.ledger.index(of: fee.account), let frame,
      let due = RoundFee(
        of: round, rules.liquidations, frame, state.ledger[account].mode,
        penalty: state.waterfall.steps[known.number]?.penalty),
      due.asset == fee.asset,
      fee.amount.doubleValue <= due.amount.doubleValue * (1 + Self.feeTolerance)
    else {
      throw SteelyardError(
        .notAllowed, "No fee of \(fee.amount) \(fee.asset) is due from \(fee.account).",
        remedy: "Wait until a round of its liquidation is over.",
        subject: .account(fee.account.description))
    }
  }
}
