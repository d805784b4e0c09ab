/// Charges what the caller stated and no bucket of the account took, so that nothing is dropped: an
/// account may have open orders and no position yet.
///
/// - Parameters:
///   - isTaken: Whether a bucket has charged the amount already.
///   - belongs: The requirement that the model puts the amount in, and the ratios of charges that
///     apply to both; nil where the model has no such charge, whose amount then belongs to initial
///     margin.
func addStated<Trace: MarginTrace>(
  _ amounts: [StatedAmount], _ frame: RiskFrame, isTaken: (StatedAmount) -> Bool,
  belongs: (StatedAmount) -> (AppliesTo, MarginRatios)?,
  _ figures: inout AccountFigures, _ trace: inout Trace
) {
  for amount in amounts where amount.amount > 0 && !isTaken(amount) {
    let (appliesTo, ratios) =
      belongs(amount) ?? (.initial, MarginRatios(initial: 1, maintenance: 1))
    let charge = frame.usdPrices[amount.currency].map { $0 * amount.amount }
    trace.record(stated: amount, appliesTo, chargeUSD: charge)
    guard let charge else {
      figures.isComplete = false
      figures.isBounded = false
      continue
    }
    switch appliesTo {
    case .initial: figures.initialMargin += charge
    case .both:
      let usd = frame.usdPrices[amount.currency] ?? 1
      figures.initialMargin += ratios.initial(usdPerSettlement: usd) * charge
      figures.maintenanceMargin += ratios.maintenance * charge
    case .maintenance:
      // Initial margin is at least maintenance margin.
      figures.initialMargin += charge
      figures.maintenanceMargin += charge
    }
  }
}
