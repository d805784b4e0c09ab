public import SteelyardContracts
import SteelyardPricing

/// The mean square of the last returns, all of one weight.
public struct WindowVariance: VarianceRecursion {
  /// How many returns it remembers.
  public let length: Int
  private var squares: [Double] = []
  private var place = 0
  private var sum = 0.0
  private let start: Double

  /// The mean square of what was seen, of the last `length` at most; the start before anything was.
  public var next: Double { squares.isEmpty ? start : sum / Double(squares.count) }

  /// An empty window.
  ///
  /// - Parameters:
  ///   - length: How many returns it remembers, at least 1.
  ///   - start: The variance before the first return, in return units squared, > 0.
  /// - Throws: `invalidInput` for a length below 1 or a start that is not above zero.
  public init(length: Int, start: Double) throws(SteelyardError) {
    guard length >= 1 else {
      throw SteelyardError(
        .invalidInput, "The window has \(length) returns.", remedy: "Pass at least one.")
    }
    try Admissible.positive.check(start, "The start variance")
    self.length = length
    self.start = start
  }

  /// Takes in a return and forgets the one that falls out of the window.
  ///
  /// - Precondition: The return is finite.
  public mutating func observe(_ value: Double) {
    precondition(value.isFinite, "a return is finite")
    let square = value * value
    if squares.count < length {
      squares.append(square)
      sum += square
      return
    }
    sum += square - squares[place]
    squares[place] = square
    place += 1
    if place == length {
      place = 0
      // Added anew once a round, so that roundings don't pile up.
      sum = squares.reduce(0, +)
    }
  }

  /// The same for every day ahead.
  public func variance(ahead step: Int) -> Double {
    precondition(step >= 1, "a forecast is at least one day ahead")
    return next
  }
}
