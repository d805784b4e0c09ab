/// How the logarithm of a coin's 30-day volatility follows the logarithm of spot over a day.
///
///     d ln sigma = onFall min(r, 0) + onRise max(r, 0) + deviation e
///
/// with e of mean 0 and variance 1.
public struct VolatilityResponse: Sendable, Hashable, Codable {
  /// Change for a unit of fall; negative where volatility rises as spot falls.
  public let onFall: Double
  /// Change for a unit of rise.
  public let onRise: Double
  /// What spot does not explain, for a day, >= 0.
  public let deviation: Double

  /// A response from its parts.
  public init(onFall: Double, onRise: Double, deviation: Double) {
    self.onFall = onFall
    self.onRise = onRise
    self.deviation = deviation
  }

  /// The part of a change that spot explains.
  public func explained(by logMove: Double) -> Double {
    logMove < 0 ? onFall * logMove : onRise * logMove
  }

  /// Whether the response can be computed with.
  public var isAdmissible: Bool {
    onFall.isFinite && onRise.isFinite && deviation >= 0 && deviation.isFinite
  }
}
