import SteelyardContracts

extension LiquidityCharge {
  /// The rule with its numbers, for people.
  func why(
    _ costs: LiquidityCosts, _ outcome: ChargeOutcome, base: Currency, amount: String
  ) -> String {
    let delta = part(
      "|delta|", own: outcome.base, group: costs.group.deltaUSD, unit: "USD", costs.delta,
      scale: 100,
      rateUnit: "%", costs)
    let vega =
      outcome.vegaUSD == 0
      ? nil
      : part(
        "vega", own: outcome.vegaUSD, group: costs.group.vegaUSD, unit: "USD a point", costs.vega,
        scale: 1, rateUnit: "points", costs)
        + ", options \(outcome.detail.rounded(to: 2)) USD (a bought one no more than its worst scenario leaves of its worth)"
    let unknown =
      costs.group.isKnown
      ? "" : "; a position of the owner on \(base) has no price, so the size is larger than this"
    return "cost of closing by the owner's size, volume \(costs.volumeUSD.wholeText) USD a day: "
      + [delta, vega].compactMap(\.self).joined(separator: "; ") + "; give \(amount)" + unknown
  }

  private func part(
    _ name: String, own: Double, group: Double, unit: String, _ cost: ClosingCost, scale: Double,
    rateUnit: String, _ costs: LiquidityCosts
  ) -> String {
    let size =
      group > own
      ? "\(own.rounded(to: 2)) of the owner's \(group.rounded(to: 2)) \(unit)"
      : "\(own.rounded(to: 2)) \(unit)"
    let late =
      cost.delay > 0
      ? " + \((scale * cost.delay).rounded(to: 6)) for \(cost.days.rounded(to: 2)) days of closing, "
        + "\(costs.horizonDays.rounded(to: 4)) of them in the scenarios"
      : ""
    return "\(name) \(size) x (\((scale * cost.spread).rounded(to: 6)) spread + "
      + "\((scale * cost.impact).rounded(to: 6)) impact\(late)) \(rateUnit)"
  }
}
