public import SteelyardContracts
import SteelyardMath
public import SteelyardScenarios

/// Several policies on the same shocks and accounts, for many seeds.
///
/// A seed draws the accounts (where they are drawn) and the noise; policies see the same of both.
public struct CascadeStudy: Sendable {
  /// Where the accounts come from.
  public enum Source: Sendable {
    /// Drawn anew for each seed.
    case drawn(PopulationRecipe)
    /// The same for all.
    case given(Population)
  }

  /// One seed under one policy, in a few figures.
  public struct Figures: Sendable, Hashable {
    /// The seed.
    public let seed: UInt64
    /// See `CascadeRun.meanAmplification`.
    public let amplification: Double
    /// See `CascadeRun.activeRounds`.
    public let activeRounds: Int
    /// USD.
    public let liquidated: Double
    /// USD.
    public let deleveraged: Double
    /// USD.
    public let badDebt: Double
    /// USD.
    public let fundDraw: Double
    /// USD.
    public let winnersLoss: Double
    /// USD.
    public let socialised: Double
    /// Accounts.
    public let accountsHit: Int
    /// Share of the accounts hit that the shock alone would not have: offspring a liquidation.
    public internal(set) var branching: Double
    /// What was left unpaid, of all and of the two owners who lack most, USD.
    public let shortfall: SimulatedShortfall
    /// See `CascadeRun.conservationError`.
    public let conservationError: Double
  }

  /// All seeds of one policy.
  public struct PolicyResult: Sendable {
    /// The policy.
    public let policy: CascadePolicy
    /// In the order of the seeds.
    public let paths: [Figures]
    /// The first seed in full.
    public let first: CascadeRun
  }

  /// What was asked.
  public let market: CascadeMarket
  /// The shock of the first seed.
  public let shock: CascadeShock
  /// Rounds of each run.
  public let rounds: Int
  /// The policies, as asked.
  public let results: [PolicyResult]
  /// Accounts of the first seed.
  public let population: Population
  /// Branching ratio by theory, of the first seed.
  public let theory: BranchingTheory

  /// Runs everything.
  ///
  /// - Parameters:
  ///   - leverage: A multiple of all leverage; see `Population.leveraged`.
  ///   - seeds: At least one.
  ///   - sharing: Who does the seeds; the answer is the same.
  ///   - progress: Told how many seeds are done, by whoever did one.
  /// - Throws: What a run or the drawing throws.
  public init(
    _ source: Source, settings: CascadeSettings, shock: CascadeShock, policies: [CascadePolicy],
    rounds: Int, leverage: Double = 1, seeds: [UInt64], sharing: WorkSharing = .callerAlone,
    progress: @escaping @Sendable () -> Void = {}
  ) throws(SteelyardError) {
    guard let firstSeed = seeds.first, !policies.isEmpty else {
      throw SteelyardError(
        .invalidInput, "There is no seed or no policy.", remedy: "Give one of each.")
    }
    try settings.check()
    let job = Job(
      source: source, settings: settings, shock: shock, policies: policies, rounds: rounds,
      leverage: leverage)
    var paths = [[Figures]](repeating: [], count: policies.count)
    var first: (population: Population, runs: [CascadeRun])?
    // A few seeds at a time, so that no more populations than those are held.
    for start in stride(from: 0, to: seeds.count, by: 2 * sharing.workerCount) {
      let block = Array(seeds[start..<min(start + 2 * sharing.workerCount, seeds.count)])
      let done = try job.outcomes(
        seeds: block, keepsFirst: first == nil, sharing: sharing, progress: progress)
      for (place, figures) in done.paths.enumerated() { paths[place] += figures }
      first = first ?? done.first
    }
    guard let first else { preconditionFailure("the first seed is kept") }
    results = policies.indices.map {
      PolicyResult(policy: policies[$0], paths: paths[$0], first: first.runs[$0])
    }
    market = settings.market
    self.shock = shock.seeded(firstSeed)
    self.rounds = rounds
    population = first.population
    theory = BranchingTheory(population, market: settings.market, moves: shock.moves)
  }

  /// Accounts of the first seed.
  public var accountCount: Int { population.count }
}

extension CascadeStudy.Figures {
  init(_ run: CascadeRun, seed: UInt64) {
    self.seed = seed
    amplification = run.meanAmplification
    activeRounds = run.activeRounds
    liquidated = run.liquidated.reduce(0, +)
    deleveraged = run.deleveraged.reduce(0, +)
    badDebt = run.badDebt
    fundDraw = run.fundDraw
    winnersLoss = run.winnersLoss
    socialised = run.socialised
    accountsHit = run.accountsHit
    branching = 0
    shortfall = SimulatedShortfall(
      total: run.badDebt, largest: run.largestShortfalls.first ?? 0,
      second: run.largestShortfalls.dropFirst().first ?? 0)
    conservationError = run.conservationError
  }

  /// The same, knowing how many accounts the shock hits by itself.
  func knowing(hitAlone: Int) -> CascadeStudy.Figures {
    var figures = self
    figures.branching =
      accountsHit > 0 ? max(1 - Double(hitAlone) / Double(accountsHit), 0) : 0
    return figures
  }
}

extension CascadeStudy.PolicyResult {
  /// A mean over the seeds.
  public func mean(_ figure: (CascadeStudy.Figures) -> Double) -> Double {
    paths.reduce(0) { $0 + figure($1) } / Double(paths.count)
  }

  /// The smallest value that a share of the seeds does not pass.
  ///
  /// - Parameter level: 0 to 1.
  public func quantile(_ level: Double, _ figure: (CascadeStudy.Figures) -> Double) -> Double {
    SteelyardMath.quantile(
      level, ofSorted: paths.map(figure).sorted(), convention: .invertedDistribution) ?? 0
  }

  /// The largest of all seeds.
  public func largest(_ figure: (CascadeStudy.Figures) -> Double) -> Double {
    paths.map(figure).max() ?? 0
  }

  /// What was left unpaid, seed by seed.
  public var shortfalls: [SimulatedShortfall] { paths.map(\.shortfall) }
}
