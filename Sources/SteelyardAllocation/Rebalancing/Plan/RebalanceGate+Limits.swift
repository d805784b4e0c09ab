import SteelyardContracts
import SteelyardMargin

extension RebalanceGate {
  /// Whether margin is broken, or broken further.
  func solvency(_ after: AccountFigures, _ before: AccountFigures) -> Broken? {
    // A costless trade leaves the excess where it is but for rounding.
    let slack = 1e-9 * max(1, abs(before.initialExcess))
    if after.initialExcess < 0, after.initialExcess < before.initialExcess - slack {
      return Broken(
        level: .solvency,
        reason: "initial margin would exceed what counts for it by \(usd(-after.initialExcess))")
    }
    if !after.isWithinLimits, before.isWithinLimits {
      return Broken(
        level: .solvency, reason: "the account would hold or owe what its venue does not allow")
    }
    return nil
  }

  /// The highest limit below solvency that is broken, or broken further.
  func limit(_ after: State, _ before: State) -> Broken? {
    func use(_ figures: AccountFigures) -> Double {
      guard figures.initialMargin > 0 else { return 0 }
      return figures.initialCountedEquity > 0
        ? figures.initialMargin / figures.initialCountedEquity : .infinity
    }
    if use(after.figures) > limits.marginUseMax, use(after.figures) > use(before.figures) {
      return Broken(
        level: .marginUse,
        reason: "initial margin would take \(percent(use(after.figures))) of what counts, and "
          + "\(percent(limits.marginUseMax)) is the most")
    }
    let equity = after.figures.equity
    let measures: [(RiskLimits.Level, Double, Double, Double)] = [
      (.leverage, after.exposure.gross, before.exposure.gross, limits.leverageMax),
      (.delta, after.exposure.delta, before.exposure.delta, limits.deltaMax),
      (.gamma, after.exposure.curvatureLoss, before.exposure.curvatureLoss, limits.gammaMax),
      (.vega, 10 * after.exposure.vega, 10 * before.exposure.vega, limits.vegaMax),
      (
        .concentration, after.exposure.largestCoin, before.exposure.largestCoin,
        limits.concentrationMax
      ),
    ]
    for (level, measure, measureBefore, limit) in measures
    where measure > limit * riskShare * equity && measure > measureBefore {
      return Broken(
        level: riskShare < 1 && measure <= limit * equity ? .drawdown : level,
        reason: "\(level.rawValue) would be \(decimal(measure / equity)) of equity, and "
          + "\(decimal(limit * riskShare)) is the most"
          + (riskShare < 1 ? " while \(percent(1 - riskShare)) of the budget is used" : ""))
    }
    return nil
  }
}
