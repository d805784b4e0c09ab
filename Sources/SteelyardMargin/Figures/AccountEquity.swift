import SteelyardContracts
import SteelyardScenarios

/// Adds what an account is worth and what of it counts, in US dollars.
///
/// Balances that have no price are worth nothing if positive; a debt without a price bounds
/// nothing, and the figures are marked incomplete either way.
func addEquity<Trace: MarginTrace>(
  of account: Int, in batch: PortfolioBatch, _ frame: RiskFrame, _ rule: EquityRule,
  _ collateral: CollateralRule, _ figures: inout AccountFigures, _ trace: inout Trace
) {
  for balance in batch.balances(of: account) {
    guard let count = collateral.count(balance, of: account, in: batch, frame) else {
      figures.isComplete = false
      if batch.amount[balance] < 0 { figures.isBounded = false }
      trace.record(balance: balance, nil)
      continue
    }
    figures.equity += count.value
    figures.initialCountedEquity += count.initial
    figures.maintenanceCountedEquity += count.maintenance
    trace.record(balance: balance, count)
  }
  if collateral.findBreaches(of: account, in: batch, &trace) { figures.isWithinLimits = false }
  for position in batch.positions(of: account) {
    let index = Int(batch.instrument[position])
    guard let priced = frame.prices[index] else { continue }
    let quantity = batch.quantity[position]
    // A sum with +0 keeps the zero of a short future from being written as -0.
    let value = quantity * priced.value * frame.settlementUSD(of: index) + 0
    let unrealised = frame.unrealisedUSD(of: position, in: batch)
    // What the model cannot margin gives no credit; what it lost is lost.
    let isLeftOut = frame.isLeftOut(index)
    let optionValue = isLeftOut ? min(0, value) : value
    let profit = isLeftOut ? min(0, unrealised) : unrealised
    figures.equity += optionValue + profit
    let believed =
      isLeftOut
      ? nil
      : frame.believed(
        position, in: batch, worth: value, profit: unrealised)
    let counted =
      believed
      ?? (rule.counted(unrealised: profit) + (rule.countsOptionValue ? optionValue : 0))
    figures.initialCountedEquity += counted
    figures.maintenanceCountedEquity += counted
    trace.record(
      unrealised: profit, optionValueUSD: optionValue, countedUSD: counted, of: position)
  }
}

extension RiskFrame {
  /// What a future or perpetual has gained since entry at its mark, in US dollars; 0 for an option, and
  /// where entry or price is not known.
  func unrealisedUSD(of position: Int, in batch: PortfolioBatch) -> Double {
    let index = Int(batch.instrument[position])
    guard let priced = prices[index], !priced.instrument.isOption,
      !batch.entryPrice[position].isNaN
    else { return 0 }
    return batch.quantity[position]
      * priced.unrealisedProfit(entryPrice: batch.entryPrice[position]) * settlementUSD(of: index)
  }

  /// What a position counts for at the worse of mark and stable mark, in US dollars; nil where marks
  /// alone decide.
  ///
  /// - Parameters:
  ///   - worth: At the mark, in US dollars.
  ///   - profit: Since entry at the mark, in US dollars.
  func believed(
    _ position: Int, in batch: PortfolioBatch, worth: Double, profit: Double
  ) -> Double? {
    let index = Int(batch.instrument[position])
    guard !countedMarks.isEmpty, let mark = countedMarks[index], let priced = prices[index]
    else { return nil }
    let quantity = batch.quantity[position]
    if priced.instrument.isOption {
      // A sum with +0, as where marks alone decide.
      return quantity * (quantity < 0 ? mark.sold : mark.held) * settlementUSD(of: index) + 0
    }
    guard let stable = mark.stablePrice, !batch.entryPrice[position].isNaN else {
      return worth + profit
    }
    let gain =
      quantity
      * priced.unrealisedProfit(entryPrice: batch.entryPrice[position], at: stable)
      * settlementUSD(of: index)
    return worth + CountedMark.counted(profit, stable: gain)
  }
}

/// Charges what is left out, so that the figures err against the account.
///
/// A bought option that is left out counts nothing and can lose nothing more. Anything else is
/// charged its full notional at the index; where not even the index is known, nothing bounds it.
func addLeftOut<Trace: MarginTrace>(
  of account: Int, in batch: PortfolioBatch, _ frame: RiskFrame, _ figures: inout AccountFigures,
  _ trace: inout Trace
) {
  for position in batch.positions(of: account) {
    let index = Int(batch.instrument[position])
    // A closed position needs no price.
    guard frame.isLeftOut(index), batch.quantity[position] != 0 else { continue }
    figures.isComplete = false
    let charge = frame.leftOutCharge(index, quantity: batch.quantity[position])
    if let charge {
      figures.initialMargin += charge
      figures.maintenanceMargin += charge
    } else {
      figures.isBounded = false
    }
    trace.record(leftOut: position, chargeUSD: charge)
  }
}
