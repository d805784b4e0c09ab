import SteelyardContracts

/// How one asset moves by itself.
public enum Marginal: Sendable, Hashable {
  /// Beyond this a t distribution is called normal: infinity says so.
  public static let degreesOfFreedomMax = 1e9

  /// Student's t, shifted and stretched; from 1 degree of freedom up, infinity for the normal
  /// distribution.
  ///
  /// `scale` is that of the t distribution, not the standard deviation, which is
  /// scale √(ν/(ν − 2)) where ν > 2.
  case studentT(degreesOfFreedom: Double, location: Double, scale: Double)
  /// A tabulated quantile function.
  case empirical(EmpiricalMarginal)

  /// What turns normal scores into values.
  ///
  /// - Throws: `invalidInput` where a parameter lies outside its range.
  func transform(asset: Int) throws(SteelyardError) -> Transform {
    switch self {
    case .empirical(let marginal): return .knots(marginal)
    case .studentT(let degreesOfFreedom, let location, let scale):
      guard
        (1...Marginal.degreesOfFreedomMax).contains(degreesOfFreedom)
          || degreesOfFreedom == .infinity
      else {
        throw Marginal.refusal("\(degreesOfFreedom) degrees of freedom", asset)
      }
      guard location.isFinite, scale > 0, scale.isFinite else {
        throw Marginal.refusal("location \(location) and scale \(scale)", asset)
      }
      if degreesOfFreedom == .infinity { return .line(location: location, scale: scale) }
      return .table(
        .studentQuantile(
          degreesOfFreedom: degreesOfFreedom, location: location, scale: scale))
    }
  }

  /// A map from normal scores to values, ready for columns.
  enum Transform: Sendable, Hashable {
    case line(location: Double, scale: Double)
    case table(ScoreTable)
    case knots(EmpiricalMarginal)
  }

  private static func refusal(_ what: String, _ asset: Int) -> SteelyardError {
    SteelyardError(
      .invalidInput, "The distribution of asset \(asset) has \(what).",
      remedy: "Give 1 to \(degreesOfFreedomMax) degrees of freedom or infinity, a finite location "
        + "and a finite scale above 0.",
      subject: .place(file: "marginals", row: asset, field: nil))
  }
}
