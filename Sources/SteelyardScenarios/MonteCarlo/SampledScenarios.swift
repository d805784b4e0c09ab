import Glibc
public import SteelyardContracts
public import SteelyardMath
import SteelyardPricing

/// Joint scenarios as a fitted distribution and a seed: what is kept instead of columns.
///
/// The same value gives the same scenarios everywhere: they are drawn by the portable kernels and
/// rounded to the millionth.
public struct SampledScenarios: Sendable, Hashable {
  /// What a variable of the distribution moves.
  public enum Quantity: Sendable, Hashable {
    /// Logarithm of a coin's spot over its horizon.
    case spot(Currency)
    /// Change of the logarithm of a coin's 30-day volatility that spot does not explain.
    case volatility(Currency)
    /// Relative move of a stablecoin in US dollars or of a staking token in its coin.
    case asset(Currency)
  }

  /// What holds for a coin besides its distribution.
  public struct Coin: Sendable, Hashable {
    /// Days of 86,400 seconds that the moves take.
    public let horizonDays: Double
    /// How its volatility follows spot.
    public let response: VolatilityResponse

    /// A coin from its parts.
    public init(horizonDays: Double, response: VolatilityResponse) {
      self.horizonDays = horizonDays
      self.response = response
    }
  }

  /// What people call the scenarios, before their number.
  public let label: String
  /// How many are drawn.
  public let count: Int
  /// How the points are chosen.
  public let sampling: Sampling
  /// Where the random numbers come from.
  public let stream: RandomStream
  /// What is drawn, each quantity once; shape `[variable]`.
  public let quantities: [Quantity]
  /// The distribution of each; shape `[variable]`.
  public let marginals: [EmpiricalMarginal]
  /// Correlations of the underlying normal variables; shape `[variable x variable]`.
  public let correlation: Matrix
  /// Degrees of freedom of the mixing variable; infinity for the normal copula.
  public let degreesOfFreedom: Double
  /// The coins; each has a spot variable.
  public let coins: [Currency: Coin]

  /// Scenarios from their parts; `scenarios` checks them.
  public init(
    label: String, count: Int, sampling: Sampling, stream: RandomStream, quantities: [Quantity],
    marginals: [EmpiricalMarginal], correlation: Matrix, degreesOfFreedom: Double,
    coins: [Currency: Coin]
  ) {
    self.label = label
    self.count = count
    self.sampling = sampling
    self.stream = stream
    self.quantities = quantities
    self.marginals = marginals
    self.correlation = correlation
    self.degreesOfFreedom = degreesOfFreedom
    self.coins = coins
  }

  /// The scenarios themselves.
  ///
  /// - Throws: `invalidInput` where a quantity stands twice, a coin has no spot variable or the copula
  ///   is none; what `CopulaSampler` and `JointScenarios` throw.
  public func scenarios() throws(SteelyardError) -> JointScenarios {
    guard Set(quantities).count == quantities.count, marginals.count == quantities.count else {
      throw JointScenarios.refusal(
        "\(marginals.count) distributions stand for \(quantities.count) quantities, or one twice.",
        "Give one distribution for each quantity.", "sampled.variables")
    }
    for quantity in quantities {
      if case .volatility(let coin) = quantity, coins[coin] == nil {
        throw JointScenarios.refusal(
          "The volatility of \(coin) is drawn, its spot is not.", "Name the coin.",
          "sampled.variables")
      }
    }
    guard count <= JointScenarios.countMax else {
      throw SteelyardError(
        .limitExceeded, "\(count) joint scenarios.",
        remedy: "Draw at most \(JointScenarios.countMax).",
        subject: .place(file: "joint scenarios", row: nil, field: "sampled.count"))
    }
    let sampler = try CopulaSampler(
      copula: Copula(correlation: correlation, degreesOfFreedom: degreesOfFreedom),
      marginals: marginals.map { .empirical($0) })
    let sample = try sampler.sample(
      count: count, from: stream, sampling: sampling, level: .portable)
    var moves: [Currency: CoinScenarios] = [:]
    for (coin, own) in coins {
      guard let spot = column(.spot(coin), sample) else {
        throw JointScenarios.refusal(
          "No variable moves the spot of \(coin).", "Add one.", "sampled.variables")
      }
      let unexplained = column(.volatility(coin), sample)
      moves[coin] = CoinScenarios(
        horizonDays: own.horizonDays, spot: spot.map { JointScenarios.rounded(expm1($0)) },
        volatility: spot.enumerated().map { row, move in
          JointScenarios.rounded(own.response.explained(by: move) + (unexplained?[row] ?? 0))
        })
    }
    var assets: [Currency: [Double]] = [:]
    for case .asset(let asset) in quantities {
      assets[asset] = column(.asset(asset), sample)?.map { JointScenarios.rounded($0) }
    }
    return try JointScenarios(
      labels: (1...count).map { "\(label) \($0)" }, weights: [Double](repeating: 1, count: count),
      coins: moves, assets: assets
    ).drawn(from: self)
  }

  private func column(_ quantity: Quantity, _ sample: SampleColumns) -> [Double]? {
    quantities.firstIndex(of: quantity).map { Array(sample[$0]) }
  }
}
