public import SteelyardContracts

/// A fitted heterogeneous autoregression carried forward day by day.
public struct HARRecursion: Sendable, Hashable, Codable {
  /// The model, whose coefficients stay.
  public let model: HARModel
  /// The mean variance of the next `horizon` days.
  public private(set) var next: Double
  private var variances: [Double]

  /// Continues a model after a history.
  ///
  /// - Parameters:
  ///   - variances: Realised variances in time order; the last `daysNeeded` are kept.
  ///   - quarticity: Of the last day; needed by the quarticity form.
  /// - Throws: As `HARModel.forecast`.
  public init(
    _ model: HARModel, after variances: [Double], quarticity: Double?
  ) throws(SteelyardError) {
    self.model = model
    next = try model.forecast(variances: variances, quarticity: quarticity)
    self.variances = Array(variances.suffix(model.daysNeeded))
  }

  /// Takes in a day.
  ///
  /// - Throws: `invalidInput` for a variance that is not above zero, or a quarticity missing where
  ///   the form needs it; nothing is taken in then.
  public mutating func observe(variance: Double, quarticity: Double?) throws(SteelyardError) {
    let moved = Array(variances.dropFirst()) + [variance]
    next = try model.forecast(variances: moved, quarticity: quarticity)
    variances = moved
  }
}
