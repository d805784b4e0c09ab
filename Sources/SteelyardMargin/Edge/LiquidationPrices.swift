import Glibc
public import SteelyardContracts
import SteelyardMarket
public import SteelyardMath

/// Where along a path a whole book would be liquidated, and where its equity would be gone.
///
/// Every price is told, or that there is none and why. Positions are never looked at one by one.
public struct LiquidationPrices: Sendable {
  /// A price at which something is lost or regained.
  public struct Level: Sendable {
    /// Whether it is lost or regained on the way from the present price.
    public enum Change: String, Sendable, Hashable, Codable, CaseIterable {
      /// It is no longer kept beyond the price.
      case lost
      /// It is kept again beyond the price.
      case regained
      /// It comes so near that nothing is left to spare, and is kept on.
      case touched
    }

    /// What is lost: the maintenance margin, or equity.
    public let threshold: WalkCrossing.Threshold
    /// Which.
    public let change: Change
    /// How zero is met: a jump is no price at which the excess is zero.
    public let kind: RootScan.Kind
    /// The logarithm of the reference coin's move.
    public let logMove: Double
    /// The prices of the coins that move, in US dollars, by code; those without a price are missing.
    public let prices: [WalkPoint.CoinPrice]
    /// The account's figures there, in US dollars.
    public let figures: AccountFigures

    /// The relative move of the reference coin.
    public var move: Double { expm1(logMove) }
  }

  /// The book at a place of the path.
  public struct Place: Sendable {
    /// The logarithm of the reference coin's move.
    public let logMove: Double
    /// The account's figures there, in US dollars.
    public let figures: AccountFigures
    /// The relative move of the reference coin.
    public var move: Double { expm1(logMove) }
  }

  /// The part of a path between two levels of the maintenance margin, or its ends.
  public struct Stretch: Sendable {
    /// Where it begins and ends, as logarithmic moves of the reference coin.
    public let logMoves: ClosedRange<Double>
    /// Whether maintenance margin is covered on it.
    public let isCovered: Bool
    /// Where on it the excess is smallest.
    public let lowest: Place
    /// Where on it the excess is largest.
    public let highest: Place

    /// The relative move of the reference coin where it begins.
    public var start: Double { expm1(logMoves.lowerBound) }
    /// The relative move of the reference coin where it ends.
    public var end: Double { expm1(logMoves.upperBound) }
  }

  /// The path.
  public let path: LiquidationPath
  /// Every level, by rising price of the reference coin.
  public let levels: [Level]
  /// Every place that was evaluated, by rising price of the reference coin.
  public let places: [Place]
  /// The parts between the levels of maintenance margin.
  public let stretches: [Stretch]
  /// Whether the scan was as fine as the excess asks for.
  public let status: SolverStatus

  /// Places of the first grid; a step is 8 % of the price.
  private static let gridSteps = 80
  /// Evaluations after which the scan is not refined further.
  private static let evaluationsMax = 500
  /// Allowed error of a price, relative.
  private static let tolerance = 1e-7
  /// No interval narrower than a thousandth of the price is searched for hidden roots.
  private static let widthMin = 1e-3
  /// An excess below so much of the present maintenance margin is as good as none.
  private static let touchShare = 1e-3

  /// The levels of a book along a path.
  ///
  /// - Throws: `notApplicable` where the market has no price of the reference coin; what
  ///   `StressEvaluator` throws.
  public init(
    of evaluator: StressEvaluator, along path: LiquidationPath
  ) throws(SteelyardError) {
    guard (try? evaluator.snapshot.priceUSD(of: path.reference)) != nil else {
      throw SteelyardError(
        .notApplicable, "The market has no price of \(path.reference).",
        remedy: "Add a market file with it, or ask about another coin.")
    }
    self.path = path
    let walk = PathFunction(evaluator, path)
    let distance = max(
      Self.touchShare * evaluator.figures.maintenanceMargin, 1e-9 * abs(evaluator.figures.equity))
    let settings = RootScanSettings(
      tolerance: Self.tolerance, touchDistance: distance, widthMin: Self.widthMin,
      evaluationsMax: Self.evaluationsMax)
    let margin = try rootScan(over: walk.grid(steps: Self.gridSteps), settings) {
      (logMove: Double) throws(SteelyardError) -> Double in
      try walk.figures(at: logMove).maintenanceExcess
    }
    let equity = try rootScan(over: margin.samples.map(\.argument).strictlyRising, settings) {
      (logMove: Double) throws(SteelyardError) -> Double in
      try walk.figures(at: logMove).equity
    }
    var levels: [Level] = []
    for root in margin.roots { levels.append(try walk.level(root, .maintenanceMargin)) }
    for root in equity.roots { levels.append(try walk.level(root, .equity)) }
    self.levels = levels.sorted { $0.logMove < $1.logMove }
    places = walk.places
    stretches = LiquidationPrices.stretches(
      places, levels.filter { $0.threshold == .maintenanceMargin && $0.change != .touched })
    status = margin.status == .converged ? equity.status : margin.status
  }

  private static func stretches(_ places: [Place], _ levels: [Level]) -> [Stretch] {
    guard let first = places.first?.logMove, let last = places.last?.logMove else { return [] }
    let borders = [first] + levels.map(\.logMove) + [last]
    return zip(borders, borders.dropFirst()).compactMap { start, end in
      // The places nearest to a level lie on either side of it within rounding.
      let inside = places.filter {
        $0.logMove > start + 2 * tolerance && $0.logMove < end - 2 * tolerance
          || ($0.logMove == first && start == first) || ($0.logMove == last && end == last)
      }
      guard
        let lowest = inside.min(by: {
          $0.figures.maintenanceExcess < $1.figures.maintenanceExcess
        }),
        let highest = inside.max(by: {
          $0.figures.maintenanceExcess < $1.figures.maintenanceExcess
        })
      else { return nil }
      return Stretch(
        logMoves: start...end, isCovered: highest.figures.maintenanceExcess >= 0,
        lowest: lowest, highest: highest)
    }
  }

  /// Levels of one threshold.
  public func levels(of threshold: WalkCrossing.Threshold) -> [Level] {
    levels.filter { $0.threshold == threshold }
  }

  /// The place with the smallest maintenance excess.
  public var lowest: Place? {
    places.min { $0.figures.maintenanceExcess < $1.figures.maintenanceExcess }
  }
}

/// A book's figures along a path; each place is evaluated once.
private final class PathFunction {
  private let evaluator: StressEvaluator
  private let path: LiquidationPath
  private var known: [Double: AccountFigures] = [:]

  init(_ evaluator: StressEvaluator, _ path: LiquidationPath) {
    self.evaluator = evaluator
    self.path = path
  }

  /// Even steps of the logarithm, the present price, and the strikes of options on the reference coin,
  /// where the book bends.
  func grid(steps: Int) -> [Double] {
    let range = LiquidationPath.logMoves
    var grid = (0...steps).map { step in
      range.lowerBound
        + (range.upperBound - range.lowerBound) * Double(step) / Double(steps)
    }
    grid.append(0)
    if let price = try? evaluator.snapshot.priceUSD(of: path.reference) {
      for position in evaluator.book.portfolio.positions
      where position.instrument.underlying.base == path.reference {
        guard let strike = position.instrument.optionTerms?.strike.doubleValue, strike > 0 else {
          continue
        }
        let place = log(strike / price)
        if range.contains(place) { grid.append(place) }
      }
    }
    return grid.sorted().strictlyRising
  }

  func figures(at logMove: Double) throws(SteelyardError) -> AccountFigures {
    if let figures = known[logMove] { return figures }
    let figures = try evaluator.figures(after: path.shock(atLogMove: logMove))
    known[logMove] = figures
    return figures
  }

  var places: [LiquidationPrices.Place] {
    known.sorted { $0.key < $1.key }.map { .init(logMove: $0.key, figures: $0.value) }
  }

  func level(
    _ root: RootScan.Root, _ threshold: WalkCrossing.Threshold
  ) throws(SteelyardError) -> LiquidationPrices.Level {
    let isUpwards = root.argument >= 0
    let change: LiquidationPrices.Level.Change =
      switch root.direction {
      case .turning: .touched
      case .falling: isUpwards ? .lost : .regained
      case .rising: isUpwards ? .regained : .lost
      }
    return LiquidationPrices.Level(
      threshold: threshold, change: change, kind: root.kind, logMove: root.argument,
      prices: path.betas.sorted { $0.key < $1.key }.compactMap { coin, beta in
        (try? evaluator.snapshot.priceUSD(of: coin)).map {
          WalkPoint.CoinPrice(coin: coin, priceUSD: $0 * exp(beta * root.argument))
        }
      }, figures: try figures(at: root.argument))
  }
}

extension [Double] {
  /// The same without repeated values; the array is sorted.
  fileprivate var strictlyRising: [Double] {
    var rising: [Double] = []
    for value in self where rising.last.map({ $0 < value }) ?? true { rising.append(value) }
    return rising
  }
}
