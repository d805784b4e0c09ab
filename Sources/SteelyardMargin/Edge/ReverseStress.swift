import Glibc
public import SteelyardContracts
public import SteelyardMath
import SteelyardPricing
public import SteelyardScenarios

/// The nearest joint moves that take a book's maintenance excess to zero, and how probable it is to
/// end below zero over the horizon.
///
/// Every evaluation revalues the whole book and evaluates the model's requirement in the moved market;
/// nothing is approximated by a P&L matrix or by Greeks.
///
/// - Source: T. Breuer, M. Jandačka, K. Rheinberger, M. Summer, "How to find plausible, severe, and
///   useful stress scenarios", International Journal of Central Banking 5 (2009): scenarios by their
///   distance. Search and sampling: `nearestPoints`, `failureProbability`.
public struct ReverseStress: Sendable {
  /// One quantity at a point.
  public struct Move: Sendable, Hashable {
    /// What moves.
    public let quantity: SampledScenarios.Quantity
    /// Its normal score.
    public let score: Double
    /// Its move: relative for spot and assets; for volatility the relative move of the 30-day level,
    /// what follows spot included.
    public let move: Double
    /// Maintenance excess at the point if this quantity alone stayed at its median, in US dollars:
    /// the larger it is, the more the point hangs on it.
    public let excessWithoutUSD: Double
  }

  /// The book on the straight way from no move to a point.
  public struct Step: Sendable {
    /// The share of the way: 0 at its beginning, 1 at the point.
    public let share: Double
    /// The account's figures there, in US dollars.
    public let figures: AccountFigures
  }

  /// A joint move at which the excess is zero and that is nearer than others around it.
  public struct Point: Sendable {
    /// The point in independent normal numbers, its distance, and how it is known to be nearest.
    public let nearest: NearestPoint
    /// What each quantity does there.
    public let moves: [Move]
    /// The book there.
    public let outcome: StressOutcome
    /// Excess, equity and margin on the way, from 0 to 150 %.
    public let path: [Step]
    /// The probability of moves at least as far in this direction: that of the half-space which
    /// touches the point.
    public let probabilityBeyond: Double
  }

  /// The distribution of moves.
  public let distribution: MoveDistribution
  /// What was asked for.
  public let settings: ReverseStressSettings
  /// Figures at the median of all moves, after the horizon.
  public let median: AccountFigures
  /// Minima, nearest first, at most `ReverseStressSettings.pointsMax`.
  public let points: [Point]
  /// What the search came to, unproved points included.
  public let search: NearestPoints
  /// The probability of ending below zero over the horizon.
  public let probability: FailureProbability
  /// How often the book was evaluated in all.
  public let evaluations: Int

  /// What is being done, for a display of progress.
  public enum Stage: String, Sendable, Hashable {
    /// Nearest points are searched.
    case search
    /// Paths and parts of the points are evaluated.
    case paths
    /// The probability is sampled.
    case sampling
  }

  /// The reverse stress of a book.
  ///
  /// - Parameter progress: Called with the stage and the evaluations so far.
  /// - Throws: `notApplicable` where the excess does not depend on moves at all, being zero without
  ///   any; what `StressEvaluator` throws.
  public init(
    of evaluator: StressEvaluator, under distribution: MoveDistribution,
    _ settings: ReverseStressSettings, progress: @escaping (Stage, Int) -> Void
  ) throws(SteelyardError) {
    self.distribution = distribution
    self.settings = settings
    let edge = EdgeFunction(evaluator, distribution, progress: progress)
    let origin = [Double](repeating: 0, count: distribution.dimension)
    median = try edge.figures(at: origin)
    edge.stage = .search
    let search = try nearestPoints(
      dimension: distribution.dimension,
      directions: distribution.principalDirections(count: 3), settings.search
    ) { (point: [Double]) throws(SteelyardError) -> Double in
      try edge.figures(at: point).maintenanceExcess
    }
    guard search.status != .invalidShape, search.status != .notFinite else {
      throw SteelyardError(
        .notApplicable,
        "The maintenance excess is \(search.valueAtOrigin) USD before any move, so no move takes it "
          + "there.",
        remedy: "Ask about a book with equity and positions.")
    }
    self.search = search
    edge.stage = .paths
    var points: [Point] = []
    for nearest in search.points.prefix(ReverseStressSettings.pointsMax) {
      points.append(try edge.point(nearest, number: points.count + 1))
    }
    self.points = points
    edge.stage = .sampling
    let centres = (search.points + search.unproved).prefix(ReverseStressSettings.pointsMax)
    let stream = RandomStream(seed: settings.seed, stream: ReverseStress.randomStream)
    // Around the origin already below zero, the probability is no small one: counting is enough.
    let isBelow = median.maintenanceExcess < 0
    probability = try failureProbability(
      dimension: distribution.dimension, centres: isBelow ? [] : centres.map(\.point),
      count: settings.samples, originShare: isBelow || centres.isEmpty ? 1 : 0.25,
      normals: { dimension in
        stream.normals(settings.samples, dimension: dimension, first: 0, level: .portable)
      },
      isBelow: { (point: [Double]) throws(SteelyardError) -> Bool in
        try edge.figures(at: point).maintenanceExcess < 0
      })
    evaluations = edge.evaluations
  }

  /// A stream of its own, so that a state's draws with the same seed are other numbers.
  private static let randomStream: UInt32 = 0x5253
}

/// The book's figures as a function of independent normal numbers, counted.
final class EdgeFunction {
  private let evaluator: StressEvaluator
  private let distribution: MoveDistribution
  private let progress: (ReverseStress.Stage, Int) -> Void
  var stage = ReverseStress.Stage.search
  private(set) var evaluations = 0

  init(
    _ evaluator: StressEvaluator, _ distribution: MoveDistribution,
    progress: @escaping (ReverseStress.Stage, Int) -> Void
  ) {
    self.evaluator = evaluator
    self.distribution = distribution
    self.progress = progress
  }

  func figures(at point: [Double]) throws(SteelyardError) -> AccountFigures {
    try figures(after: distribution.shock("", at: point))
  }

  private func figures(after shock: MarketShock) throws(SteelyardError) -> AccountFigures {
    evaluations += 1
    progress(stage, evaluations)
    return try evaluator.figures(after: shock)
  }

  /// A nearest point with its way and its parts.
  func point(_ nearest: NearestPoint, number: Int) throws(SteelyardError) -> ReverseStress.Point {
    let scores = distribution.scores(at: nearest.point)
    let moves = distribution.moves(atScores: scores)
    let medians = distribution.moves(atScores: scores.map { _ in 0 })
    let shock = distribution.shock("nearest move \(number)", moves: moves)
    var parts: [ReverseStress.Move] = []
    for (index, quantity) in distribution.quantities.enumerated() {
      var others = moves
      others[index] = medians[index]
      let without = try figures(after: distribution.shock("", moves: others))
      parts.append(
        ReverseStress.Move(
          quantity: quantity, score: scores[index],
          move: relativeMove(of: quantity, moves[index], in: shock),
          excessWithoutUSD: without.maintenanceExcess))
    }
    var path: [ReverseStress.Step] = []
    for share in ReverseStressSettings.pathShares {
      let place = nearest.point.map { $0 * share }
      path.append(ReverseStress.Step(share: share, figures: try figures(at: place)))
    }
    evaluations += 1
    return ReverseStress.Point(
      nearest: nearest, moves: parts, outcome: try evaluator.outcome(of: shock), path: path,
      probabilityBeyond: NormalDistribution.complementary(nearest.distance))
  }

  private func relativeMove(
    of quantity: SampledScenarios.Quantity, _ move: Double, in shock: MarketShock
  ) -> Double {
    switch quantity {
    case .spot: expm1(move)
    case .volatility(let coin): expm1(shock.coins[coin]?.volatility ?? move)
    case .asset: move
    }
  }
}
