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
    public let branching: Double
    /// USD, the two largest by owner.
    public let largestShortfalls: [Double]
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
  public let accountCount: Int
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
    let done = sharing.map(seeds) { seed -> Result<[CascadeOutcome], SteelyardError> in
      let outcome = job.outcomes(seed: seed, isFirst: seed == firstSeed)
      progress()
      return outcome
    }
    var columns = [[CascadeOutcome]](repeating: [], count: policies.count)
    for result in done {
      for (place, outcome) in try result.get().enumerated() { columns[place].append(outcome) }
    }
    var results: [PolicyResult] = []
    for (policy, column) in zip(policies, columns) {
      guard let first = column.first?.run else { preconditionFailure("the first seed is kept") }
      results.append(
        PolicyResult(policy: policy, paths: column.map(\.figures), first: first))
    }
    market = settings.market
    self.shock = try shock.seeded(firstSeed)
    self.rounds = rounds
    self.results = results
    let population = try job.population(seed: firstSeed)
    accountCount = population.count
    theory = BranchingTheory(population, market: settings.market, moves: shock.moves)
  }

  /// The accounts of the first seed.
  ///
  /// - Throws: What drawing them throws.
  public func population(
    of source: Source, settings: CascadeSettings, leverage: Double
  ) throws(SteelyardError) -> Population {
    try Job(
      source: source, settings: settings, shock: shock, policies: [], rounds: rounds,
      leverage: leverage
    ).population(seed: shock.seed)
  }

  /// A run's figures, and the run itself where it is kept.
  struct CascadeOutcome: Sendable {
    let figures: Figures
    let run: CascadeRun?
  }

  /// What every seed does.
  struct Job: Sendable {
    let source: Source
    let settings: CascadeSettings
    let shock: CascadeShock
    let policies: [CascadePolicy]
    let rounds: Int
    let leverage: Double

    func population(seed: UInt64) throws(SteelyardError) -> Population {
      let drawn: Population
      switch source {
      case .given(let given): drawn = given
      case .drawn(let recipe):
        drawn = try Population(
          recipe.accounts(in: settings.market, seed: seed), market: settings.market)
      }
      return drawn.leveraged(by: leverage, in: settings.market)
    }

    func outcomes(seed: UInt64, isFirst: Bool) -> Result<[CascadeOutcome], SteelyardError> {
      do throws(SteelyardError) {
        let population = try population(seed: seed)
        let shock = try shock.seeded(seed)
        // Whom the shock hits by itself, where trades move nothing: the first generation.
        let alone = try CascadeRun(
          population, market: settings.market.unmoved, shock: shock,
          policy: CascadePolicy(.full), terms: settings.policies, rounds: rounds)
        var outcomes: [CascadeOutcome] = []
        for policy in policies {
          let run = try CascadeRun(
            population, market: settings.market, shock: shock, policy: policy,
            terms: settings.policies, rounds: rounds)
          outcomes.append(
            CascadeOutcome(
              figures: Figures(run, seed: seed, hitAlone: alone.accountsHit),
              run: isFirst ? run : nil))
        }
        return .success(outcomes)
      } catch {
        return .failure(error)
      }
    }
  }
}

extension CascadeStudy.Figures {
  init(_ run: CascadeRun, seed: UInt64, hitAlone: Int) {
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
    branching =
      run.accountsHit > 0
      ? max(1 - Double(hitAlone) / Double(run.accountsHit), 0) : 0
    largestShortfalls = run.largestShortfalls
    conservationError = run.conservationError
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

  /// What a fund needs for the deficits of the owner that owes most, over all seeds, USD.
  public var coverOne: Double { largest { $0.largestShortfalls.first ?? 0 } }
  /// The same for the two that owe most.
  public var coverTwo: Double { largest { $0.largestShortfalls.reduce(0, +) } }
  /// What a fund needs for all deficits with 99.9 %, USD: no more than the largest seen where there are fewer than 1,000 seeds.
  public var coverAll: Double { quantile(0.999) { $0.badDebt } }
}
