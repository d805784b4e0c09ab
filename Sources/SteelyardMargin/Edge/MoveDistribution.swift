import Glibc
public import SteelyardContracts
import SteelyardMath
public import SteelyardScenarios

/// How the prices that a book depends on move together over a horizon: a map from independent standard
/// normal numbers to a market shock.
///
/// The first number is the mixing variable of the Student t copula, where there is one; the factor of
/// the correlations joins the others, which give each quantity its normal score and by its own
/// distribution its move. Distances and probabilities of joint moves are those of the independent
/// numbers, so that the distance of a half-space from the origin is the normal score of its
/// probability.
///
/// - Source: A. McNeil, R. Frey, P. Embrechts, "Quantitative Risk Management" (2005), algorithm 5.10.
public struct MoveDistribution: Sendable {
  /// Most quantities that a search for nearest points copes with.
  public static let quantitiesMax = 60

  /// Beyond it a normal probability is no longer told from zero.
  private static let scoreMax = 37.0
  /// No price or volatility moves further than to a hundredth or a hundredfold: what a displaced market
  /// can be.
  static let logMoves = -4.605170185988091...4.605170185988091
  /// The same for relative moves of assets.
  static let assetMoves = -0.99...99.0

  /// Where the distribution comes from.
  public enum Source: String, Sendable, Hashable, Codable, CaseIterable {
    /// The scenarios were drawn from it.
    case drawn
    /// It was fitted to the scenarios.
    case fitted
  }

  /// What moves, spot first; shape `[quantity]`.
  public let quantities: [SampledScenarios.Quantity]
  /// Degrees of freedom of the copula; infinity for a normal one.
  public let degreesOfFreedom: Double
  /// Days of 86,400 seconds that the moves take: the longest of the coins.
  public let days: Double
  /// Where it comes from.
  public let source: Source
  private let marginals: [EmpiricalMarginal]
  private let factor: Matrix
  private let responses: [Currency: VolatilityResponse]
  private let mixing: ChiSquareDistribution?
  private let student: StudentTDistribution?

  /// The distribution behind a group of scenarios, of what a book depends on.
  ///
  /// Tails go on beyond the largest move of a scenario, in a straight line of the normal score: a
  /// distance that no scenario reaches can still be told.
  ///
  /// - Parameters:
  ///   - scenarios: A model state's core scenarios.
  ///   - exposure: What the book depends on.
  ///   - volatility: How volatility follows spot, by coin: what is left of the scenarios' moves of
  ///     volatility is a quantity of its own.
  /// - Throws: `unsupported` for a coin that the scenarios do not know; `notApplicable` where nothing
  ///   moves the book; `limitExceeded` beyond `quantitiesMax`; what `CopulaFit` and `Copula` throw.
  public init(
    of scenarios: JointScenarios, for exposure: BookExposure,
    volatility: PerCoin<VolatilityResponse>
  ) throws(SteelyardError) {
    for coin in exposure.coins where scenarios.coins[coin] == nil {
      let known = scenarios.coins.keys.sorted().map(\.code).joined(separator: ", ")
      throw SteelyardError(
        .unsupported, "The state does not say how \(coin) moves.",
        remedy: "It knows \(known); calibrate with a history of \(coin).")
    }
    let assets = exposure.assets.filter { scenarios.assets[$0] != nil }
    let parts: MoveParts
    if let drawn = MoveParts(drawn: scenarios, exposure, assets) {
      parts = drawn
    } else {
      parts = try MoveParts(fitted: scenarios, exposure, assets, volatility)
    }
    guard !parts.quantities.isEmpty else {
      throw SteelyardError(
        .notApplicable, "The book holds nothing whose price moves.",
        remedy: "Ask about a book with positions or balances in coins.")
    }
    guard parts.quantities.count <= MoveDistribution.quantitiesMax else {
      throw SteelyardError(
        .limitExceeded, "The book depends on \(parts.quantities.count) prices and volatilities.",
        remedy: "Give a book that depends on at most \(MoveDistribution.quantitiesMax).")
    }
    quantities = parts.quantities
    source = parts.source
    responses = parts.responses
    degreesOfFreedom = parts.degreesOfFreedom
    marginals = try parts.marginals.map { marginal throws(SteelyardError) in
      try marginal.goingOn()
    }
    factor = try Copula(correlation: parts.correlation, degreesOfFreedom: degreesOfFreedom).factor
    let isNormal = degreesOfFreedom == .infinity
    mixing = isNormal ? nil : ChiSquareDistribution(degreesOfFreedom: degreesOfFreedom)
    student = isNormal ? nil : StudentTDistribution(degreesOfFreedom: degreesOfFreedom)
    days = exposure.coins.compactMap { scenarios.coins[$0]?.horizonDays }.max() ?? 0
  }

  /// How many independent numbers there are.
  public var dimension: Int { quantities.count + (mixing == nil ? 0 : 1) }

  /// The normal score of each quantity; shape `[quantity]`.
  ///
  /// - Parameter point: Independent standard normal numbers; shape `[dimension]`.
  public func scores(at point: [Double]) -> [Double] {
    precondition(point.count == dimension, "a point has a number for each dimension")
    let normals = mixing == nil ? point : Array(point.dropFirst())
    let joined = factor * normals
    guard let mixing, let student else { return joined }
    // The smaller tail keeps the digits of a large number of either sign.
    let square =
      point[0] < 0
      ? mixing.quantile(NormalDistribution.cumulative(point[0]))
      : mixing.complementaryQuantile(NormalDistribution.complementary(point[0]))
    let stretch = (degreesOfFreedom / square).squareRoot()
    return joined.map { number in
      let argument = abs(stretch * number)
      let score = -NormalDistribution.quantile(student.complementary(argument))
      let bounded = min(score, MoveDistribution.scoreMax)
      return number < 0 ? -bounded : bounded
    }
  }

  /// The move of each quantity: of spot and of volatility as logarithms, of an asset relatively.
  ///
  /// - Parameter scores: Normal scores; shape `[quantity]`.
  public func moves(atScores scores: [Double]) -> [Double] {
    scores.indices.map { index in
      let move = marginals[index].value(atScore: scores[index])
      let limits =
        if case .asset = quantities[index] { MoveDistribution.assetMoves } else {
          MoveDistribution.logMoves
        }
      return min(max(move, limits.lowerBound), limits.upperBound)
    }
  }

  /// The shock of so many moves.
  ///
  /// - Parameter moves: As `moves(atScores:)` gives them; shape `[quantity]`.
  public func shock(_ label: String, moves: [Double]) -> MarketShock {
    var coins: [Currency: CoinShock] = [:]
    var assets: [Currency: Double] = [:]
    for (quantity, move) in zip(quantities, moves) {
      switch quantity {
      case .spot(let coin):
        coins[coin, default: CoinShock(volatility: 0)].spot = expm1(move)
        coins[coin]?.volatility = responses[coin]?.explained(by: move) ?? 0
      case .asset(let asset): assets[asset] = move
      case .volatility: continue
      }
    }
    for case (.volatility(let coin), let move) in zip(quantities, moves) {
      let explained = coins[coin]?.volatility ?? 0
      coins[coin]?.volatility = explained + move
    }
    return MarketShock(
      label: label, days: days, coins: coins, others: CoinShock(spot: 0, volatility: 0),
      assets: assets)
  }

  /// The shock at a point of the independent numbers.
  public func shock(_ label: String, at point: [Double]) -> MarketShock {
    shock(label, moves: moves(atScores: scores(at: point)))
  }

  /// Directions of the independent numbers in which most of the quantities' scores move: the
  /// eigenvectors of the correlations with the largest eigenvalues, both ways.
  func principalDirections(count: Int) -> [[Double]] {
    let eigen = symmetricEigen(factor.transposed * factor)
    guard eigen.status == .converged else { return [] }
    let largest = eigen.values.indices.sorted { eigen.values[$0] > eigen.values[$1] }.prefix(count)
    return largest.flatMap { index -> [[Double]] in
      let normals = quantities.indices.map { eigen.vectors[$0, index] }
      let direction = mixing == nil ? normals : [0] + normals
      return [direction, direction.map { -$0 }]
    }
  }
}

extension EmpiricalMarginal {
  /// The same, where its ends go on: equal values at an end, which a cap has made, are left out.
  fileprivate func goingOn() throws(SteelyardError) -> EmpiricalMarginal {
    var first = 0
    var last = values.count - 1
    while first + 1 < last, values[first + 1] == values[first] { first += 1 }
    while last - 1 > first, values[last - 1] == values[last] { last -= 1 }
    return try EmpiricalMarginal(
      probabilities: Array(probabilities[first...last]), values: Array(values[first...last]),
      ends: .extended)
  }
}
