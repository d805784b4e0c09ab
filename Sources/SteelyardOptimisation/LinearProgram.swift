public import SteelyardContracts

/// A linear program: the least cost of variables within their bounds, under rows of sums within theirs.
///
/// minimise Σ cost_j x_j with lower_j ≤ x_j ≤ upper_j and rowLower_i ≤ Σ a_ij x_j ≤ rowUpper_i; a bound that is missing is infinite.
public struct LinearProgram: Sendable, Hashable {
  /// A bound's two ends; infinite where there is none.
  public struct Bounds: Sendable, Hashable {
    /// The least.
    public let lower: Double
    /// The most.
    public let upper: Double

    /// Bounds from their ends.
    ///
    /// - Throws: `invalidInput` for ends that are NaN or in the wrong order.
    public init(_ lower: Double, _ upper: Double) throws(SteelyardError) {
      guard lower <= upper else {
        throw SteelyardError(
          .invalidInput, "Nothing lies from \(lower) to \(upper).",
          remedy: "Give a lower bound that is at most the upper one.")
      }
      self.lower = lower
      self.upper = upper
    }

    /// From a number up.
    public static func atLeast(_ lower: Double) throws(SteelyardError) -> Bounds {
      try Bounds(lower, .infinity)
    }

    /// Up to a number.
    public static func atMost(_ upper: Double) throws(SteelyardError) -> Bounds {
      try Bounds(-.infinity, upper)
    }
  }

  /// A coefficient of a row.
  public struct Term: Sendable, Hashable {
    /// Which variable.
    public let variable: Int
    /// Times what.
    public let coefficient: Double

    /// A term from its parts.
    public init(_ variable: Int, _ coefficient: Double) {
      self.variable = variable
      self.coefficient = coefficient
    }
  }

  /// The cost of one of each variable.
  public private(set) var costs: [Double] = []
  /// Between what each variable may be.
  public private(set) var bounds: [Bounds] = []
  /// Between what each row may be.
  public private(set) var rowBounds: [Bounds] = []
  /// The terms of all rows one after another.
  private(set) var terms: [Term] = []
  /// Where each row's terms end.
  private(set) var rowEnds: [Int] = []

  /// The terms of each row.
  public var rowTerms: [[Term]] {
    rowEnds.indices.map { Array(terms[($0 == 0 ? 0 : rowEnds[$0 - 1])..<rowEnds[$0]]) }
  }

  /// Most variables and rows, and most terms.
  public static let sizeMax = 1_000_000

  /// A program without variables.
  public init() {}

  /// How many variables there are.
  public var variableCount: Int { costs.count }
  /// How many rows there are.
  public var rowCount: Int { rowBounds.count }

  /// Adds a variable.
  ///
  /// - Returns: Its index.
  /// - Throws: `invalidInput` for a cost that is no number, `limitExceeded` beyond `sizeMax`.
  @discardableResult
  public mutating func addVariable(
    cost: Double, within bounds: Bounds
  ) throws(SteelyardError) -> Int {
    guard cost.isFinite else {
      throw SteelyardError(
        .invalidInput, "A variable costs \(cost).", remedy: "Give a finite cost.")
    }
    guard costs.count < LinearProgram.sizeMax else { throw LinearProgram.tooLarge("variables") }
    costs.append(cost)
    self.bounds.append(bounds)
    return costs.count - 1
  }

  /// Adds a row.
  ///
  /// - Parameter terms: Each variable at most once.
  /// - Returns: Its index.
  /// - Throws: `invalidInput` for a variable that is not there or twice, or a coefficient that is no number;
  ///   `limitExceeded` beyond `sizeMax`.
  @discardableResult
  public mutating func addRow(
    _ terms: [Term], within bounds: Bounds
  ) throws(SteelyardError) -> Int {
    guard rowBounds.count < LinearProgram.sizeMax,
      self.terms.count + terms.count <= LinearProgram.sizeMax
    else { throw LinearProgram.tooLarge("rows or terms") }
    var seen: Set<Int> = []
    for term in terms {
      guard costs.indices.contains(term.variable), term.coefficient.isFinite,
        seen.insert(term.variable).inserted
      else {
        throw SteelyardError(
          .invalidInput,
          "A row has \(term.coefficient) of variable \(term.variable), of \(costs.count).",
          remedy: "Name each variable once, with a finite coefficient.")
      }
    }
    self.terms += terms
    rowEnds.append(self.terms.count)
    rowBounds.append(bounds)
    return rowBounds.count - 1
  }

  private static func tooLarge(_ what: String) -> SteelyardError {
    SteelyardError(
      .limitExceeded, "A linear program has more than \(sizeMax) \(what).",
      remedy: "Split the problem.")
  }
}
