/// Every root of a function that a scan of an interval found, or the evidence that there is none.
public struct RootScan: Sendable, Hashable {
  /// A place at which the function was evaluated.
  public struct Sample: Sendable, Hashable {
    /// The argument.
    public let argument: Double
    /// The function there.
    public let value: Double

    /// A sample from its numbers.
    public init(argument: Double, value: Double) {
      self.argument = argument
      self.value = value
    }
  }

  /// How the function meets zero.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// It goes through zero.
    case crossing
    /// It changes sign without taking the value zero: it is not continuous there.
    case jump
    /// It comes as near as the stated distance and turns back.
    case touch
  }

  /// Which way the function goes as its argument rises.
  public enum Direction: String, Sendable, Hashable, Codable, CaseIterable {
    /// From zero or above to below zero.
    case falling
    /// From below zero to zero or above.
    case rising
    /// Neither: it touches.
    case turning
  }

  /// One root.
  public struct Root: Sendable, Hashable {
    /// Where it is, within the tolerance of the scan.
    public let argument: Double
    /// The function there: the residual, or the distance from zero of a touch.
    public let value: Double
    /// How zero is met.
    public let kind: Kind
    /// Which way the function goes.
    public let direction: Direction

    init(_ sample: Sample, _ kind: Kind, _ direction: Direction) {
      argument = sample.argument
      value = sample.value
      self.kind = kind
      self.direction = direction
    }
  }

  /// The roots, by rising argument.
  public let roots: [Root]
  /// Every place that was looked at, by rising argument.
  public let samples: [Sample]
  /// `converged`, or `iterationLimit` where evaluations ran out before the scan was as fine as the
  /// function's bends ask for, or `notFinite`.
  public let status: SolverStatus

  init(roots: [Root], samples: [Sample], status: SolverStatus) {
    self.roots = roots
    self.samples = samples
    self.status = status
  }

  /// The sample with the smallest value; nil without samples.
  public var lowest: Sample? { samples.min { $0.value < $1.value } }

  /// The sample nearest to zero; nil without samples.
  public var nearest: Sample? { samples.min { abs($0.value) < abs($1.value) } }
}

/// How fine a scan for roots is.
public struct RootScanSettings: Sendable, Hashable {
  /// Allowed error of a root's argument, in its unit, > 0.
  public let tolerance: Double
  /// A turning point at most so far from zero is told as a touch, in the unit of the function, >= 0.
  public let touchDistance: Double
  /// No interval narrower than this is divided in the search for hidden roots, > 0.
  public let widthMin: Double
  /// Evaluations after which nothing more is refined, at least two.
  public let evaluationsMax: Int

  /// Settings from their parts.
  ///
  /// - Precondition: Every number lies in its range.
  public init(tolerance: Double, touchDistance: Double, widthMin: Double, evaluationsMax: Int) {
    precondition(
      tolerance > 0 && touchDistance >= 0 && widthMin > 0 && evaluationsMax >= 2,
      "a scan needs positive settings")
    self.tolerance = tolerance
    self.touchDistance = touchDistance
    self.widthMin = widthMin
    self.evaluationsMax = evaluationsMax
  }
}

/// All roots of a function between the first and the last place of a grid.
///
/// The grid is refined until straight lines between neighbours can be trusted on the scale of their
/// distance from zero: an interval is halved while the bend of the function around it could hide a
/// root. Then each turning point near zero is searched for the exact extreme, and each change of sign
/// is solved by Brent's method. What is narrower than both the grid and every bend that the grid shows
/// is not seen: no method on values alone can do that.
///
/// - Parameters:
///   - grid: Places to begin with, strictly rising, at least two; kinks that are known belong here.
///   - settings: How fine the scan is.
///   - function: The function.
/// - Throws: What the function throws.
/// - Complexity: At most `evaluationsMax` evaluations for the grid, and 100 more for each root.
public func rootScan<Failure: Error>(
  over grid: [Double], _ settings: RootScanSettings,
  function: (Double) throws(Failure) -> Double
) throws(Failure) -> RootScan {
  precondition(
    grid.count >= 2 && zip(grid, grid.dropFirst()).allSatisfy { $0 < $1 },
    "a grid rises and has two places")
  var scan = RootScanState<Failure>(settings: settings)
  for argument in grid { try scan.add(argument, function) }
  guard scan.isFinite else {
    return RootScan(roots: [], samples: scan.samples, status: .notFinite)
  }
  try scan.refine(function)
  let touches = try scan.turnBack(function)
  guard scan.isFinite else {
    return RootScan(roots: [], samples: scan.samples, status: .notFinite)
  }
  let crossings = try scan.crossings(function)
  return RootScan(
    roots: (touches + crossings).sorted { $0.argument < $1.argument }, samples: scan.samples,
    status: scan.status)
}
