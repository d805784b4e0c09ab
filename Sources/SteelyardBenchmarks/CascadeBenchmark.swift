import SteelyardContracts
import SteelyardFormats
import SteelyardLiquidation

/// A cascade of 100,000 accounts in 200 rounds on the market that comes along; drawing them is not timed.
///
/// The sum is held against that of the same accounts given in another order.
func cascadeBenchmark() -> Benchmark {
  Benchmark(
    name: "simulate.100000accounts.200rounds", item: "run", repetitionsMax: 5,
    targetNanosecondsPerItem: 5e9
  ) { () throws(SteelyardError) in
    let name = "simulation/market-2026-11.json"
    let settings = try StrictJSON(
      input: InputFile(name: name, bytes: try EmbeddedParameters.file(named: name)),
      examples: "Parameters/simulation"
    ).strictly(CascadeSettings.self)
    var recipe = settings.population
    recipe.accounts = 100_000
    let accounts = try recipe.accounts(in: settings.market, seed: 1)
    let shock = try CascadeShock(
      moves: [-0.1, -0.14, -0.14], rounds: 1, noise: 1, correlation: 0.6, seed: 1)
    func sum(_ population: Population) throws(SteelyardError) -> Double {
      let run = try CascadeRun(
        population, market: settings.market, shock: shock, policy: CascadePolicy(.full),
        terms: settings.policies, rounds: 200)
      return Double(run.accountsHit) + (run.rounds.last?.prices ?? []).reduce(0, +)
    }
    let population = try Population(accounts, market: settings.market)
    let expected = try sum(try Population(accounts.reversed(), market: settings.market))
    var last = 0.0
    return Work(itemCount: 1, expectedChecksum: expected) { (_) throws(SteelyardError) in
      last = try sum(population)
    } checksum: {
      last
    }
  }
}
