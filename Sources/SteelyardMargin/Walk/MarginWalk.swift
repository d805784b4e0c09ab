public import SteelyardContracts
public import SteelyardMarket
public import SteelyardPricing

/// Margin along one input: where an account stands, and the places where it no longer covers its
/// margin, before one gets there.
///
/// Every point is a whole evaluation of the book by the model in a displaced market, or with another
/// size of one position; nothing is extrapolated. Crossings are looked for between the points: two
/// within one step are seen as none.
public struct MarginWalk: Sendable {
  /// How near a crossing is found, as a share of the width of the range.
  public static let crossingShare = 1e-4

  /// What is varied.
  public let axis: WalkAxis
  /// From where to where.
  public let range: WalkRange
  /// The points in order of their values, the present one among them where the range holds it.
  public let points: [WalkPoint]
  /// The book as it is, whether the range holds it or not.
  public let present: WalkPoint
  /// Where what must be kept is lost or regained, in order of the values.
  public let crossings: [WalkCrossing]
  /// The model's name.
  public let modelName: String
  /// Where its parameters come from.
  public let provenance: ParameterProvenance
  /// What answers name the model's state by; nil for a model that keeps none.
  public let stateName: String?
  /// The time of the undisplaced snapshot.
  public let time: Timestamp
  /// Which volatilities options were priced from.
  public let surfaceSource: SurfaceSource
  /// The width of the kernels.
  public let level: KernelLevel
  /// What settled on the way to the last point of a walk over days.
  public let settlements: [ExpiredPosition]
  /// Assets that are held and that no move of spot takes along, in their order.
  public let unmovedAssets: [Currency]
  /// Why positions or balances of the book as it is were left out, and limits that it is beyond.
  public let failures: [SteelyardError]

  /// Walks.
  ///
  /// - Parameters:
  ///   - book: What is held, and requirements that the caller states.
  ///   - model: The model that margins it.
  ///   - snapshot: The undisplaced market.
  ///   - surfaces: Fitted surfaces of it, where the model or an option without a mark needs one.
  ///   - axis: What is varied.
  ///   - range: From where to where; nil for the usual range of the axis.
  ///   - level: The width of the kernels.
  /// - Throws: `invalidInput` for a range that the axis does not have, `notApplicable` for an axis
  ///   that the book or the market does not have, `limitExceeded`, and what the model's frame throws.
  public init(
    of book: WalkBook, under model: any MarginModel, in snapshot: MarketSnapshot,
    surfaces: [Underlying: VolatilitySurface], along axis: WalkAxis, over range: WalkRange?,
    level: KernelLevel
  ) throws(SteelyardError) {
    let evaluator = try WalkEvaluator(
      book, model, snapshot, surfaces, axis: axis, level: level)
    let present = try evaluator.presentPoint()
    let chosen = if let range { range } else { try evaluator.usualRange() }
    try evaluator.check(chosen)
    let values = chosen.values(around: evaluator.presentValue)
    var points: [WalkPoint] = []
    points.reserveCapacity(values.count)
    for value in values {
      points.append(value == present.value ? present : try evaluator.point(at: value))
    }
    var crossings: [WalkCrossing] = []
    for (left, right) in zip(points, points.dropFirst()) {
      for threshold in WalkCrossing.Threshold.allCases {
        let crossing = try evaluator.crossing(
          of: threshold, between: left, and: right, within: Self.crossingShare * chosen.width)
        if let crossing { crossings.append(crossing) }
      }
    }
    self.axis = axis
    self.range = chosen
    self.points = points
    self.present = present
    self.crossings = crossings.sorted { $0.point.value < $1.point.value }
    modelName = model.name
    provenance = model.provenance
    stateName = model.stateName
    time = snapshot.time
    surfaceSource = model.surfaceSource
    self.level = level
    settlements = try evaluator.settlements(at: chosen.upper)
    unmovedAssets = evaluator.unmovedAssets
    failures = evaluator.presentFailures
  }
}

/// What a walk is made with: a portfolio and the requirements that its holder states.
public struct WalkBook: Sendable {
  /// What is held.
  public let portfolio: Portfolio
  /// Requirements that no snapshot shows.
  public let stated: [StatedAmount]
  /// What its owner holds in other accounts, which charges for size count.
  public let others: [Portfolio]

  /// A book from its parts.
  public init(portfolio: Portfolio, stated: [StatedAmount], others: [Portfolio] = []) {
    self.portfolio = portfolio
    self.stated = stated
    self.others = others
  }
}
