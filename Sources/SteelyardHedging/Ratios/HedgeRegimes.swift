public import SteelyardContracts
import SteelyardMath

/// Steps by how volatile the market was before them: calm, or stressed.
///
/// A step is stressed where the root mean square of the hedge's last `window` returns, the step itself not counted,
/// is above a quantile of the same number over all steps. The border looks at the whole history: it describes, it
/// does not predict.
public struct HedgeRegimes: Sendable, Hashable {
  /// How volatile it was.
  public enum Regime: String, Sendable, Hashable, CaseIterable {
    /// At most the border.
    case calm
    /// Above the border.
    case stressed
  }

  /// Steps that a volatility is made of.
  public let window: Int
  /// The share of the steps that are calm.
  public let calmShare: Double
  /// The border, in units of a step.
  public let border: Double
  /// The regime of each step; nil for the first `window`.
  public let regimes: [Regime?]

  /// The regimes of a series.
  ///
  /// - Throws: `invalidInput` for a window or share that cannot be; `missingMarketData` where the window takes all
  ///   steps.
  public init(of series: HedgeSeries, window: Int, calmShare: Double) throws(SteelyardError) {
    guard window >= 2, calmShare > 0, calmShare < 1 else {
      throw SteelyardError(
        .invalidInput, "A window of \(window) steps and a calm share of \(calmShare).",
        remedy: "Give at least 2 steps and a share between 0 and 1, such as 0.75.")
    }
    guard series.count > window + HedgeSeries.stepsMin else {
      throw SteelyardError(
        .missingMarketData, "\(series.count) steps are too few for windows of \(window).",
        remedy: "Give a longer history, or a shorter window.")
    }
    self.window = window
    self.calmShare = calmShare
    let volatilities: [Double?] = (0..<series.count).map { step in
      guard step >= window else { return nil }
      let squares = series.hedge[(step - window)..<step].reduce(0) { $0 + $1 * $1 }
      return (squares / Double(window)).squareRoot()
    }
    let border =
      quantile(calmShare, ofSorted: volatilities.compactMap(\.self).sorted(), convention: .linear)
      ?? 0
    self.border = border
    regimes = volatilities.map { volatility in
      volatility.map { $0 > border ? .stressed : .calm }
    }
  }

  /// Ratios of one regime's steps alone, nil for the others.
  ///
  /// - Precondition: There are at least as many ratios as steps.
  public func ratios(_ ratios: [Double?], in regime: Regime) -> [Double?] {
    precondition(ratios.count >= regimes.count, "A ratio for each step is needed.")
    return regimes.indices.map { regimes[$0] == regime ? ratios[$0] : nil }
  }
}
