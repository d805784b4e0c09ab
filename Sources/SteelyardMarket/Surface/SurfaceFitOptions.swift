/// How a volatility surface is fitted.
public struct SurfaceFitOptions: Sendable, Hashable {
  /// The shape of the slices.
  public enum Form: String, Sendable, Hashable, Codable, CaseIterable {
    /// Raw SVI, five parameters an expiry.
    case svi
    /// Raw SVI and a smooth correction within the quoted range.
    case correctedSVI = "svi_corrected"
    /// Power-law SSVI: one correlation and two curvature parameters for all expiries.
    case ssvi
  }

  /// The shape of the slices.
  public let form: Form
  /// Fewest strikes with a volatility to fit an expiry to; SVI has five parameters.
  public let strikesMin: Int
  /// |delta| of the options that fit errors are reported on.
  public let errorDeltaRange: ClosedRange<Double>
  /// Expiries nearer than this, in days, stay out of the pooled fit error.
  public let pooledErrorDaysMin: Double
  /// Most steps of one least-squares search.
  public let iterationsMax: Int

  /// Options from their parts.
  public init(
    form: Form, strikesMin: Int, errorDeltaRange: ClosedRange<Double>, pooledErrorDaysMin: Double,
    iterationsMax: Int
  ) {
    self.form = form
    self.strikesMin = max(strikesMin, 5)
    self.errorDeltaRange = errorDeltaRange
    self.pooledErrorDaysMin = pooledErrorDaysMin
    self.iterationsMax = max(iterationsMax, 1)
  }

  /// What every face uses unless told otherwise: corrected SVI, five strikes, errors on
  /// |delta| 0.05 to 0.95 and pooled over expiries beyond two days.
  public static let standard = SurfaceFitOptions.standard(.correctedSVI)

  /// The standard options with another form.
  public static func standard(_ form: Form) -> SurfaceFitOptions {
    SurfaceFitOptions(
      form: form, strikesMin: 5, errorDeltaRange: 0.05...0.95, pooledErrorDaysMin: 2,
      iterationsMax: 60)
  }
}
