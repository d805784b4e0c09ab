import Glibc
public import SteelyardContracts
import SteelyardForecasts
import SteelyardMath

/// How a ratio for the next step is made from the steps before it.
public enum HedgeRatioMethod: Sendable, Hashable {
  /// The same ratio always: 1 hedges unit for unit.
  case fixed(Double)
  /// The minimum-variance ratio, or beta, of so many last steps.
  case minimumVariance(window: Int)
  /// Covariance and variance exponentially weighted about zero, λ in (0, 1): 0.94 is usual for days.
  case exponentiallyWeighted(decay: Double)
  /// Dynamic conditional correlation on exponentially weighted variances, a and b fitted once to so many first steps.
  case dynamicCorrelation(decay: Double, fittedSteps: Int)

  /// What people call it.
  public var name: String {
    switch self {
    case .fixed(let ratio): "fixed \(ratio)"
    case .minimumVariance(let window): "minimum variance, \(window) steps"
    case .exponentiallyWeighted(let decay): "exponentially weighted, \(decay)"
    case .dynamicCorrelation(let decay, _): "dynamic correlation, \(decay)"
    }
  }

  /// Steps that it needs before its first ratio.
  public var stepsNeeded: Int {
    switch self {
    case .fixed: 0
    case .minimumVariance(let window): window
    case .exponentiallyWeighted(let decay):
      // Until what the start weighs is a hundredth.
      Int((log(0.01) / log(decay)).rounded(.up))
    case .dynamicCorrelation(_, let steps): steps
    }
  }

  /// The ratio that would have been held over each step, made of nothing but the steps before it; nil while there are
  /// too few.
  ///
  /// - Returns: Shape `[step + 1]`; the last is for the step after the series.
  /// - Throws: `invalidInput` for a window or decay that cannot be, `missingMarketData` where there are not more
  ///   steps than the method needs; what `DCCFit` throws.
  public func ratios(over series: HedgeSeries) throws(SteelyardError) -> [Double?] {
    try check()
    guard series.count > stepsNeeded else {
      throw SteelyardError(
        .missingMarketData, "\(series.count) steps are too few for \(name).",
        remedy: "Give more than \(stepsNeeded).")
    }
    switch self {
    case .fixed(let ratio): return [Double?](repeating: ratio, count: series.count + 1)
    case .minimumVariance(let window): return rolling(series, window)
    case .exponentiallyWeighted(let decay): return weighted(series, decay)
    case .dynamicCorrelation(let decay, let steps): return try dynamic(series, decay, steps)
    }
  }

  private func check() throws(SteelyardError) {
    switch self {
    case .fixed(let ratio):
      guard ratio.isFinite else {
        throw SteelyardError(
          .invalidInput, "The ratio is \(ratio).", remedy: "Give a finite number.")
      }
    case .minimumVariance(let window):
      guard (HedgeSeries.stepsMin...HedgeSeries.stepsMax).contains(window) else {
        throw SteelyardError(
          .invalidInput, "A window of \(window) steps.",
          remedy: "Give at least \(HedgeSeries.stepsMin) steps.")
      }
    case .exponentiallyWeighted(let decay), .dynamicCorrelation(let decay, _):
      guard decay > 0, decay < 1 else {
        throw SteelyardError(
          .invalidInput, "The decay is \(decay).", remedy: "Give one in (0, 1), such as 0.94.")
      }
      if case .dynamicCorrelation(_, let steps) = self, steps < DCCFit.stepsMin {
        throw SteelyardError(
          .invalidInput, "Correlations are fitted to \(steps) steps.",
          remedy: "Give at least \(DCCFit.stepsMin).")
      }
    }
  }

  private func rolling(_ series: HedgeSeries, _ window: Int) -> [Double?] {
    (0...series.count).map { end in
      guard end >= window else { return nil }
      let moments = SeriesMoments(series.steps((end - window)..<end))
      return moments.hedgeVariance > 0 ? moments.covariance / moments.hedgeVariance : nil
    }
  }

  private func weighted(_ series: HedgeSeries, _ decay: Double) -> [Double?] {
    let needed = stepsNeeded
    var covariance = 0.0
    var variance = 0.0
    var ratios: [Double?] = []
    for end in 0...series.count {
      if end > 0 {
        let (target, hedge) = (series.target[end - 1], series.hedge[end - 1])
        covariance = decay * covariance + (1 - decay) * target * hedge
        variance = decay * variance + (1 - decay) * hedge * hedge
      }
      ratios.append(end >= needed && variance > 0 ? covariance / variance : nil)
    }
    return ratios
  }

  /// h = ρ σ_target / σ_hedge, each a forecast for the next step.
  private func dynamic(
    _ series: HedgeSeries, _ decay: Double, _ fitted: Int
  ) throws(SteelyardError) -> [Double?] {
    let columns = [series.target, series.hedge]
    var deviations: [[Double]] = []
    for column in columns {
      var recursion = try ExponentialVariance(
        decay: decay, start: .meanSquare(first: fitted), before: Array(column[..<fitted]))
      var path: [Double] = []
      for value in column {
        path.append(recursion.next.squareRoot())
        recursion.observe(value)
      }
      path.append(recursion.next.squareRoot())
      deviations.append(path)
    }
    let residuals = zip(columns, deviations).map { column, path in
      column.indices.map { path[$0] > 0 ? column[$0] / path[$0] : 0 }
    }
    let fit = try DCCFit(
      ReturnPanel(
        assets: ["target", "hedge"],
        columns: residuals.map { $0[..<fitted].map(Optional.some) }))
    var state = DCCState(fit.model)
    var ratios: [Double?] = []
    for end in 0...series.count {
      if end > 0 { try state.update([residuals[0][end - 1], residuals[1][end - 1]]) }
      guard end >= fitted, deviations[1][end] > 0 else {
        ratios.append(nil)
        continue
      }
      ratios.append(state.correlation[0, 1] * deviations[0][end] / deviations[1][end])
    }
    return ratios
  }
}
