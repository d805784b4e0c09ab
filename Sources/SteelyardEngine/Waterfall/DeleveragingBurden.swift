import SteelyardContracts
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin

/// What holders of the opposite can bear of a deleveraging at a price that may be worse than the mark.
///
/// Nobody is closed for more than leaves the account at or above its maintenance margin; one that is below it already may
/// be closed as far as that does not take it further below, and leaves it worth no less than nothing.
struct DeleveragingBurden {
  let state: EngineState
  let frame: LiveFrame
  let instrument: Instrument
  /// At which positions are closed.
  let price: Amount
  /// The step of a quantity.
  let lot: Amount

  /// A plan of which everybody bears the share: who can't is closed for as much as it can bear, and the rest goes on to the
  /// next.
  ///
  /// - Parameter allocate: A plan over candidates, with their limits.
  /// - Throws: What `allocate` and the margin models throw.
  func plan(
    _ candidates: [DeleveragingCandidate],
    _ allocate: ([DeleveragingCandidate]) throws(SteelyardError) -> DeleveragingPlan
  ) throws(SteelyardError) -> DeleveragingPlan {
    var candidates = candidates
    var known: [AccountName: Amount] = [:]
    while true {
      let plan = try allocate(candidates)
      var limits: [AccountName: Amount] = [:]
      for share in plan.shares {
        let name = share.place.candidate.account
        let wanted = share.quantity.magnitude
        guard wanted > known[name] ?? .zero else { continue }
        let bearable = try bearable(share.quantity, by: name)
        known[name] = bearable
        if bearable < wanted { limits[name] = bearable }
      }
      // Each pass limits an account that was not limited, so there are no more passes than accounts.
      guard !limits.isEmpty else { return plan }
      candidates = candidates.map { candidate in
        limits[candidate.account].map { candidate.closing(atMost: $0) } ?? candidate
      }
    }
  }

  /// The largest part of a quantity that an account can bear, in whole lots, ≥ 0.
  ///
  /// What an account is worth falls in a straight line with the quantity, and its margin is as a rule convex in it: so what
  /// it can bear is found by halving. Only a quantity that was tried is taken.
  private func bearable(
    _ quantity: Amount, by name: AccountName
  ) throws(SteelyardError) -> Amount {
    guard let account = state.ledger.index(of: name) else { return .zero }
    let own = state.ledger[account]
    guard let slot = frame[own.mode] else { return .zero }
    let portfolio = try state.ledger.portfolio(of: account)
    var others: [Portfolio] = []
    for other in state.accountsOfOwner[own.owner] ?? [] where other != account {
      others.append(try state.ledger.portfolio(of: other))
    }
    let whole = quantity.magnitude.units / lot.units
    let sign: Int128 = quantity.isNegative ? -1 : 1
    var before: AccountFigures?
    func isBearable(_ lots: Int128) throws(SteelyardError) -> Bool {
      let trade = try Trade(
        instrument: instrument, quantity: Amount(units: sign * lots * lot.units), price: price)
      try frame.universe.requireCovering([portfolio] + others, orders: [], trades: [trade])
      let found = try slot.model.figures(
        of: portfolio, supposing: [trade], beside: others, before: before, in: slot.frame,
        of: frame.universe)
      before = found.before
      return found.after.equity >= 0
        && found.after.maintenanceExcess >= min(0, found.before.maintenanceExcess)
    }
    if try isBearable(whole) { return quantity.magnitude }
    var (most, least): (Int128, Int128) = (0, whole)
    while least - most > 1 {
      let middle = most + (least - most) / 2
      if try isBearable(middle) { most = middle } else { least = middle }
    }
    return Amount(units: most * lot.units)
  }
}
