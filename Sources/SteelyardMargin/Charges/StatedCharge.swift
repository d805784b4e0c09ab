/// Charges what the caller stated and no bucket of the account took, so that nothing is dropped: an
/// account may have open orders and no position yet.
///
/// - Parameters:
///   - isTaken: Whether a bucket has charged the amount already.
///   - appliesTo: The requirement that the model puts the amount in; nil where the model has no such
///     charge, whose amount then belongs to initial margin.
///   - ratios: Initial and maintenance ratio of charges that apply to both.
func addStated<Trace: MarginTrace>(
  _ amounts: [StatedAmount], _ frame: RiskFrame, ratios: (initial: Double, maintenance: Double),
  isTaken: (StatedAmount) -> Bool, appliesTo: (StatedAmount) -> AppliesTo?,
  _ figures: inout AccountFigures, _ trace: inout Trace
) {
  for amount in amounts where amount.amount > 0 && !isTaken(amount) {
    let belongs = appliesTo(amount) ?? .initial
    let charge = frame.usdPrices[amount.currency].map { $0 * amount.amount }
    trace.record(stated: amount, belongs, chargeUSD: charge)
    guard let charge else {
      figures.isComplete = false
      continue
    }
    switch belongs {
    case .initial: figures.initialMargin += charge
    case .both:
      figures.initialMargin += ratios.initial * charge
      figures.maintenanceMargin += ratios.maintenance * charge
    case .maintenance:
      // Initial margin is at least maintenance margin.
      figures.initialMargin += charge
      figures.maintenanceMargin += charge
    }
  }
}

extension ScenarioMarginSpecification.Family {
  /// The requirement that a stated amount belongs to, or nil where the family has no such charge.
  func appliesTo(statedName name: String) -> AppliesTo? {
    charges.first { $0.charge == .stated(name: name) }?.appliesTo
  }
}
