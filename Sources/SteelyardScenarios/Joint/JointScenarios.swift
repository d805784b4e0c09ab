public import SteelyardContracts

/// Joint displacements of the whole market: what every coin, stablecoin and staking token does in
/// each of so many scenarios.
public struct JointScenarios: Sendable, Hashable {
  /// Most scenarios of one group.
  public static let countMax = 100_000

  /// What people call each scenario; shape `[scenario]`.
  public let labels: [String]
  /// How much each scenario counts, >= 0, in any unit; shape `[scenario]`.
  public let weights: [Double]
  /// What each coin does.
  public let coins: [Currency: CoinScenarios]
  /// Relative move of the price of a stablecoin in US dollars, or of a staking token in its coin;
  /// shape `[scenario]`.
  public let assets: [Currency: [Double]]
  /// The distribution and the seed that the scenarios were drawn with; nil for columns of their own.
  public private(set) var origin: SampledScenarios?

  /// Scenarios from their columns.
  ///
  /// - Throws: `invalidInput` where columns differ in length, a weight is negative, all are zero, or
  ///   a move is not finite or takes a price to zero; `limitExceeded` beyond `countMax`.
  public init(
    labels: [String], weights: [Double], coins: [Currency: CoinScenarios],
    assets: [Currency: [Double]] = [:]
  ) throws(SteelyardError) {
    guard labels.count <= JointScenarios.countMax else {
      throw SteelyardError(
        .limitExceeded, "\(labels.count) joint scenarios.",
        remedy: "Give at most \(JointScenarios.countMax).",
        subject: .place(file: "joint scenarios", row: nil, field: "labels"))
    }
    guard !labels.isEmpty, weights.count == labels.count,
      weights.allSatisfy({ $0 >= 0 && $0.isFinite }), weights.contains(where: { $0 > 0 })
    else {
      throw JointScenarios.refusal(
        "\(labels.count) labels have \(weights.count) weights, or none is above zero.",
        "Give one weight from 0 up for each label.", "weights")
    }
    for (coin, moves) in coins.sorted(by: { $0.key < $1.key }) {
      try moves.check(count: labels.count, of: coin)
    }
    for (asset, moves) in assets.sorted(by: { $0.key < $1.key }) {
      guard moves.count == labels.count, moves.allSatisfy({ $0 >= -1 && $0.isFinite }) else {
        throw JointScenarios.refusal(
          "\(asset) has \(moves.count) moves in \(labels.count) scenarios, or one below -1.",
          "Give one from -1 up for each scenario.", "assets.\(asset)")
      }
    }
    self.labels = labels
    self.weights = weights
    self.coins = coins
    self.assets = assets
  }

  /// How many scenarios there are.
  public var count: Int { labels.count }

  /// How the scenarios were chosen, for standard errors: columns of their own count as independent.
  public var sampling: Sampling { origin?.sampling ?? .independent }

  /// A move as a state file writes it: to the millionth.
  public static func rounded(_ move: Double) -> Double {
    let rounded = (move * 1e6).rounded() / 1e6
    return rounded == 0 ? 0 : rounded
  }

  /// The same, remembering what they were drawn from.
  func drawn(from origin: SampledScenarios) -> JointScenarios {
    var drawn = self
    drawn.origin = origin
    return drawn
  }

  /// The same moves of each coin with another coin's scenario: every coin's scenarios are shifted
  /// by a different number of places, so that each keeps its own distribution and hedges between
  /// coins stop hedging.
  ///
  /// - Parameter stride: Places between one coin and the next, > 0; coins are taken by their codes.
  public func withCorrelationsBroken(stride: Int) -> JointScenarios {
    var broken: [Currency: CoinScenarios] = [:]
    for (place, entry) in coins.sorted(by: { $0.key < $1.key }).enumerated() {
      let shift = place * stride % count
      broken[entry.key] = entry.value.reordered((0..<count).map { ($0 + shift) % count })
    }
    return JointScenarios(
      trusted: labels.map { $0 + ", correlations broken" }, weights, broken, assets)
  }

  private init(
    trusted labels: [String], _ weights: [Double], _ coins: [Currency: CoinScenarios],
    _ assets: [Currency: [Double]]
  ) {
    self.labels = labels
    self.weights = weights
    self.coins = coins
    self.assets = assets
  }

  static func refusal(_ message: String, _ remedy: String, _ field: String) -> SteelyardError {
    SteelyardError(
      .invalidInput, message, remedy: remedy,
      subject: .place(file: "joint scenarios", row: nil, field: field))
  }
}
