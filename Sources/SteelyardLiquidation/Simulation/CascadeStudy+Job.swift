import SteelyardContracts
import SteelyardScenarios

extension CascadeStudy {
  /// What every seed does.
  struct Job: Sendable {
    let source: Source
    let settings: CascadeSettings
    let shock: CascadeShock
    let policies: [CascadePolicy]
    let rounds: Int
    let leverage: Double

    /// Figures by policy and seed, and the first seed's accounts and runs where they are kept.
    struct Outcome {
      var paths: [[Figures]]
      var first: (population: Population, runs: [CascadeRun])?
    }

    /// A run in a few figures, and the run itself where it is kept.
    private struct RunOutcome: Sendable {
      let figures: Figures
      let run: CascadeRun?
    }

    /// Some seeds: the accounts first, then every run of each, all of which need nothing of each other.
    func outcomes(
      seeds: [UInt64], keepsFirst: Bool, sharing: WorkSharing, progress: @Sendable () -> Void
    ) throws(SteelyardError) -> Outcome {
      var populations: [Population] = []
      // One seed's accounts are shared out themselves.
      let drawn =
        seeds.count == 1
        ? [population(seed: seeds[0], sharing)]
        : sharing.map(seeds) { population(seed: $0, .callerAlone) }
      for result in drawn { populations.append(try result.get()) }
      let ready = populations
      // Run 0 of a seed is the shock alone, where trades move nothing: whom it hits is the first generation.
      let runs = seeds.indices.flatMap { seed in
        (0...policies.count).map { (seed: seed, run: $0) }
      }
      let done = sharing.map(runs) { place in
        run(
          place.run, of: ready[place.seed], seed: seeds[place.seed],
          isKept: keepsFirst && place.seed == 0 && place.run > 0)
      }
      var outcome = Outcome(paths: [[Figures]](repeating: [], count: policies.count))
      var kept: [CascadeRun] = []
      for seed in seeds.indices {
        let first = seed * (policies.count + 1)
        let alone = try done[first].get().figures
        for policy in policies.indices {
          let result = try done[first + 1 + policy].get()
          outcome.paths[policy].append(result.figures.knowing(hitAlone: alone.accountsHit))
          if let run = result.run { kept.append(run) }
        }
        progress()
      }
      if keepsFirst { outcome.first = (ready[0], kept) }
      return outcome
    }

    private func population(
      seed: UInt64, _ sharing: WorkSharing
    ) -> Result<Population, SteelyardError> {
      do throws(SteelyardError) {
        let drawn: Population
        switch source {
        case .given(let given): drawn = given
        case .drawn(let recipe):
          drawn = try Population(
            recipe.accounts(in: settings.market, seed: seed, sharing: sharing),
            market: settings.market)
        }
        return .success(drawn.leveraged(by: leverage, in: settings.market))
      } catch {
        return .failure(error)
      }
    }

    private func run(
      _ place: Int, of population: Population, seed: UInt64, isKept: Bool
    ) -> Result<RunOutcome, SteelyardError> {
      do throws(SteelyardError) {
        let run = try CascadeRun(
          population, market: place == 0 ? settings.market.unmoved : settings.market,
          shock: shock.seeded(seed),
          policy: place == 0 ? CascadePolicy(.full) : policies[place - 1],
          terms: settings.policies, rounds: rounds)
        return .success(RunOutcome(figures: Figures(run, seed: seed), run: isKept ? run : nil))
      } catch {
        return .failure(error)
      }
    }
  }
}
