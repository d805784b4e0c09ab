public import SteelyardContracts
public import SteelyardScenarios

/// What a stress test is asked: shocks, events through time, planes.
public struct StressQuestion: Sendable, Hashable {
  /// Most shocks of one test, each later step of an event counted.
  public static let shocksMax = 5_000
  /// Most points of all planes of one test.
  public static let cellsMax = 10_000

  /// Shocks, each evaluated on its own.
  public let shocks: [MarketShock]
  /// Events looked at through time.
  public let events: [MarketEvent]
  /// Planes of two inputs.
  public let planes: [StressPlane]

  /// A question from its parts.
  ///
  /// - Throws: `invalidInput` where nothing is asked; `limitExceeded` beyond `shocksMax` or `cellsMax`.
  public init(
    shocks: [MarketShock], events: [MarketEvent], planes: [StressPlane]
  ) throws(SteelyardError) {
    self.shocks = shocks
    self.events = events
    self.planes = planes
    guard evaluationCount > 0 else {
      throw SteelyardError(
        .invalidInput, "No shock is asked for.", remedy: "Name an event, a shock or a grid.")
    }
    guard shockCount <= StressQuestion.shocksMax else {
      throw SteelyardError(
        .limitExceeded, "There are \(shockCount) shocks.",
        remedy: "Give at most \(StressQuestion.shocksMax).")
    }
    guard cellCount <= StressQuestion.cellsMax else {
      throw SteelyardError(
        .limitExceeded, "The grids have \(cellCount) points together.",
        remedy: "Give at most \(StressQuestion.cellsMax): fewer steps, or fewer grids.")
    }
  }

  /// How many times the book is evaluated.
  public var evaluationCount: Int { shockCount + cellCount }

  private var shockCount: Int {
    shocks.count + events.reduce(0) { $0 + 1 + $1.path.count }
  }

  private var cellCount: Int {
    planes.reduce(0) { $0 + $1.horizontal.values.count * $1.vertical.values.count }
  }
}

/// One book under many shocks.
public struct StressTest: Sendable {
  /// An event through time.
  public struct Path: Sendable {
    /// The event.
    public let event: MarketEvent
    /// The shock and every later step, in order of time.
    public let outcomes: [StressOutcome]
  }

  /// One point of a plane.
  public struct Cell: Sendable, Hashable {
    /// What the book gained, in US dollars.
    public let profitUSD: Double
    /// The account's figures there.
    public let figures: AccountFigures
    /// How near the account is to being closed there.
    public let health: HealthLevel
  }

  /// A plane with what the book comes to at each of its points.
  public struct Map: Sendable {
    /// The plane.
    public let plane: StressPlane
    /// The points; shape `[down][across]`; nil where one could not be evaluated.
    public let cells: [[Cell?]]
  }

  /// The book before any shock, and what it stood on.
  public let evaluator: StressEvaluator
  /// What each shock comes to, the largest loss first; equal ones in the order given.
  public let outcomes: [StressOutcome]
  /// Events through time, in the order given.
  public let paths: [Path]
  /// Planes, in the order given.
  public let maps: [Map]

  /// Shocks, steps and points that could not be evaluated, each by its name.
  public let failures: [SteelyardError]

  /// Evaluates everything that is asked.
  ///
  /// - Parameter progress: Is told how many evaluations are done.
  /// - Throws: What `StressEvaluator.outcome(of:)` throws where nothing could be evaluated.
  public init(
    _ evaluator: StressEvaluator, _ question: StressQuestion, progress: (Int) -> Void
  ) throws(SteelyardError) {
    self.evaluator = evaluator
    var done = 0
    var failures: [SteelyardError] = []
    func outcome(of shock: MarketShock) -> StressOutcome? {
      defer {
        done += 1
        progress(done)
      }
      do throws(SteelyardError) {
        return try evaluator.outcome(of: shock)
      } catch {
        failures.append(
          SteelyardError(
            error.code, "\(shock.label): \(error.message)", remedy: error.remedy,
            subject: error.subject, cause: error.cause))
        return nil
      }
    }
    let outcomes = question.shocks.compactMap(outcome)
    self.outcomes = outcomes.enumerated()
      .sorted { ($0.element.profitUSD, $0.offset) < ($1.element.profitUSD, $1.offset) }
      .map(\.element)
    paths = question.events.map { event in
      Path(event: event, outcomes: MarketShock.path(of: event).compactMap(outcome))
    }
    maps = question.planes.map { plane in
      Map(
        plane: plane,
        cells: plane.vertical.values.map { down in
          plane.horizontal.values.map { across in
            outcome(of: plane.shock(across: across, down: down)).map {
              Cell(profitUSD: $0.profitUSD, figures: $0.figures, health: $0.health)
            }
          }
        })
    }
    self.failures = failures
    if failures.count == done, let first = failures.first { throw first }
  }

  /// The worst level that any shock, step or point ends in.
  public var worstHealth: HealthLevel {
    let levels =
      outcomes.map(\.health) + paths.flatMap { $0.outcomes.map(\.health) }
      + maps.flatMap { $0.cells.joined().compactMap { $0?.health } }
    let order = HealthLevel.allCases
    return levels.max {
      (order.firstIndex(of: $0) ?? 0) < (order.firstIndex(of: $1) ?? 0)
    } ?? evaluator.health
  }
}
