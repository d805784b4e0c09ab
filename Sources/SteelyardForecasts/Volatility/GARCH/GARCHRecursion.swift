public import SteelyardContracts
import SteelyardPricing

/// A fitted GARCH model carried forward day by day.
public struct GARCHRecursion: VarianceRecursion {
  /// The model, whose parameters stay.
  public let model: GARCHModel
  /// The variance of the next return, in return units squared.
  public private(set) var next: Double

  /// Continues a model from the variance of the next day.
  ///
  /// - Parameter next: In return units squared, > 0.
  /// - Throws: `invalidInput` if the variance is not above zero.
  public init(_ model: GARCHModel, next: Double) throws(SteelyardError) {
    try Admissible.positive.check(next, "The next variance")
    self.model = model
    self.next = next
  }

  /// Continues a fit, whose variance is above zero by its construction.
  init(continuing model: GARCHModel, next: Double) {
    self.model = model
    self.next = next
  }

  /// Takes in a return.
  ///
  /// - Precondition: The return is finite.
  public mutating func observe(_ value: Double) {
    precondition(value.isFinite, "a return is finite")
    next = model.following(next, value: value)
  }

  /// The variance of the return so many days ahead, 1 for the next.
  public func variance(ahead step: Int) -> Double { model.variance(ahead: step, next: next) }
}
