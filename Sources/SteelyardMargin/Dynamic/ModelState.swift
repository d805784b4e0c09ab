public import SteelyardContracts
public import SteelyardScenarios

/// What the dynamic model has learned from history: an explicit input of every answer.
///
/// The same state gives the same answer everywhere. `steelyard calibrate` writes it.
public struct ModelState: Sendable, Hashable {
  /// What people call it: `dynamic-2024-12-31`.
  public let name: String
  /// The model that it belongs to.
  public let model: String
  /// The parameter set that it was made with.
  public let parameters: String
  /// The instant up to which history was used.
  public let asOf: Timestamp
  /// How many states came before it in one walk through history.
  public let epoch: Int
  /// The seed of every random number in it.
  public let seed: UInt64
  /// Histories and event files that it was made from.
  public let sources: [String]
  /// What is known of each coin, by coin.
  public let coins: [CoinState]
  /// The scenarios of initial margin.
  public let initial: StateScenarios
  /// The scenarios of maintenance margin.
  public let maintenance: StateScenarios

  /// A state from its parts.
  public init(
    name: String, model: String, parameters: String, asOf: Timestamp, epoch: Int, seed: UInt64,
    sources: [String], coins: [CoinState], initial: StateScenarios, maintenance: StateScenarios
  ) {
    self.name = name
    self.model = model
    self.parameters = parameters
    self.asOf = asOf
    self.epoch = epoch
    self.seed = seed
    self.sources = sources
    self.coins = coins
    self.initial = initial
    self.maintenance = maintenance
  }

  /// The same state where the volumes of some coins are others.
  ///
  /// - Parameter volumesUSD: Volumes of a day in US dollars; coins that are not named keep theirs.
  public func with(dailyVolumesUSD volumesUSD: [Currency: Double]) -> ModelState {
    ModelState(
      name: name, model: model, parameters: parameters, asOf: asOf, epoch: epoch, seed: seed,
      sources: sources,
      coins: coins.map { coin in
        volumesUSD[coin.coin].map { coin.with(dailyVolumeUSD: $0) } ?? coin
      }, initial: initial, maintenance: maintenance)
  }

  /// The coins whose scenarios the state holds.
  public var knownCoins: [Currency] { coins.map(\.coin) }
}

/// The scenarios of one requirement.
public struct StateScenarios: Sendable, Hashable {
  /// What tomorrow may be like.
  public let core: JointScenarios
  /// What the worst times were like; nil where the measure gives them no weight.
  public let stressed: JointScenarios?
  /// Historical crashes; nil where none is known or they have no share.
  public let crashes: JointScenarios?
  /// Places between coins when correlations are broken; nil where that has no share.
  public let brokenStride: Int?

  /// Scenarios from their groups.
  public init(
    core: JointScenarios, stressed: JointScenarios?, crashes: JointScenarios?, brokenStride: Int?
  ) {
    self.core = core
    self.stressed = stressed
    self.crashes = crashes
    self.brokenStride = brokenStride
  }
}

/// What is known of one coin.
public struct CoinState: Sendable, Hashable, Codable {
  /// The coin.
  public let coin: Currency
  /// Daily volatility by recent moves, decimal.
  public let fast: Double
  /// Daily volatility over the long run, decimal.
  public let slow: Double
  /// The damped volatility that the current scenarios of initial margin are scaled to: it rises at
  /// once and falls at a set rate; decimal, daily.
  public let initialScale: Double
  /// The same for maintenance margin: it rises at a set rate too.
  public let maintenanceScale: Double
  /// The worst relative fall over the horizon of initial margin that history has, <= 0.
  public let worstFall: Double
  /// The largest relative rise over the same, >= 0.
  public let largestRise: Double
  /// Daily returns that the state was made from.
  public let observations: Int
  /// Volume of a day that can be relied on, in US dollars; nil where no history has any.
  public let dailyVolumeUSD: Double?

  /// A state from its parts.
  public init(
    coin: Currency, fast: Double, slow: Double, initialScale: Double, maintenanceScale: Double,
    worstFall: Double, largestRise: Double, observations: Int, dailyVolumeUSD: Double?
  ) {
    self.coin = coin
    self.fast = fast
    self.slow = slow
    self.initialScale = initialScale
    self.maintenanceScale = maintenanceScale
    self.worstFall = worstFall
    self.largestRise = largestRise
    self.observations = observations
    self.dailyVolumeUSD = dailyVolumeUSD
  }

  /// The same coin with another volume.
  func with(dailyVolumeUSD volume: Double?) -> CoinState {
    CoinState(
      coin: coin, fast: fast, slow: slow, initialScale: initialScale,
      maintenanceScale: maintenanceScale, worstFall: worstFall, largestRise: largestRise,
      observations: observations, dailyVolumeUSD: volume)
  }

  private enum CodingKeys: String, CodingKey {
    // The files write snake case, whose conversion knows no "USD".
    case dailyVolumeUSD = "dailyVolumeUsd"
    case coin, fast, slow, initialScale, maintenanceScale, worstFall, largestRise, observations
  }
}
