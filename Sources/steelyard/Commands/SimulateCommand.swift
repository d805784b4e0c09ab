import Dispatch
import Glibc
import SteelyardCommandLine
import SteelyardContracts
import SteelyardLiquidation
import SteelyardReports
import SteelyardScenarios

/// `steelyard simulate`: how one account's liquidation becomes everybody's.
enum SimulateCommand: Command {
  private static let shock = CommandOption<[ShockPart]>(
    "shock", "COIN=MOVE[,...]", .once,
    "what happens from outside: BTC=-15%,ETH=-20%; `all` for every coin that is not named"
  ) { text throws(SteelyardError) in try ShockPart.parts(text) }
  private static let shockRounds = CommandOption<Int>(
    "shock-rounds", "N", .once, "rounds in which the shock comes; default: 1"
  ) { text throws(SteelyardError) in try OptionValues.integer(text, in: 1...CascadeMarket.roundsMax)
  }
  private static let rebound = SimulationInput.number(
    "rebound", "share of the shock that goes back after it has come, 0 to 1; default: 0")
  private static let reboundHalfLife = SimulationInput.number(
    "rebound-half-life", "seconds in which half of that has gone back; default: 600")
  private static let noise = SimulationInput.number(
    "noise", "noise of prices on top, as a multiple of calm volatility; default: 1")
  private static let policies = CommandOption<[CascadePolicy]>(
    "policy", "NAME[,NAME...]", .once,
    "full, partial, shares, auction, neutral, each with +breaker or +addons; default: full"
  ) { text throws(SteelyardError) in
    try text.split(separator: ",", omittingEmptySubsequences: false).map {
      name throws(SteelyardError) in try CascadePolicy(named: String(name))
    }
  }
  private static let rounds = CommandOption<Int>(
    "rounds", "N", .once, "rounds of each run; default: 200"
  ) { text throws(SteelyardError) in try OptionValues.integer(text, in: 1...CascadeMarket.roundsMax)
  }
  private static let seeds = CommandOption<Int>(
    "seeds", "N", .once, "how many seeds, one after another; default: 1"
  ) { text throws(SteelyardError) in try OptionValues.integer(text, in: 1...100_000) }
  private static let seed = CommandOption<UInt64>(
    "seed", "NUMBER", .once, "the first seed; default: 1"
  ) { text throws(SteelyardError) in
    guard let seed = UInt64(text), seed < 1 << 62 else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(40))\" is no seed.",
        remedy: "Give a whole number from 0 up, below 2^62.")
    }
    return seed
  }
  private static let map = CommandOption<CascadeSearch.Axis>(
    choice: "map", "leverage|depth",
    "amplification over multiples of the shock and of leverage or depth")
  private static let critical = CommandOption(
    flag: "critical", "search the leverage at which the move is twice the shock")
  private static let threads = CommandOption<Int>(
    "threads", "N", .once,
    "threads that share out seeds and map; the answer is the same; default: 2"
  ) { text throws(SteelyardError) in try OptionValues.integer(text, in: 1...256) }
  private static let timing = CommandOption(
    flag: "timing", "tell on standard error how long the runs took")

  static let declaration = CommandDeclaration(
    name: "simulate", summary: "how one account's liquidation becomes everybody's",
    description: """
      Runs a shock through accounts, makers, hedgers and venues in rounds: health at the oracle's
      prices, closing as the policy says, impact on the prices of the next round. Policies see the
      same accounts and the same noise. Money in US dollars. The model is in docs/simulation.md.
      """,
    operands: nil,
    options: [
      shock, shockRounds, ReplayInput.shockCourse, rebound, reboundHalfLife, noise, policies,
      rounds, seeds, seed, map, critical, threads, timing,
    ] as [any DeclaredOption] + SimulationInput.all + ReplayInput.all + OutputOptions.all,
    examples: [
      .init(
        says: "three policies on the same fall, ten seeds",
        line: "steelyard simulate --shock BTC=-10%,all=-14% --policy full,partial,auction"
          + " --accounts 2000 --seeds 10 --rounds 100"),
      .init(
        says: "where leverage makes it explode",
        line:
          "steelyard simulate --shock all=-10% --accounts 500 --rounds 60 --critical --map leverage"
      ),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    guard let parts = try arguments.value(shock) else {
      throw SteelyardError(
        .invalidInput, "There is no shock.",
        remedy: "Add --shock, such as --shock BTC=-15%,all=-20%.")
    }
    var settings = try SimulationInput.settings(arguments)
    var shock = try CascadeShock(
      moves: try ShockPart.moves(parts, market: settings.market),
      timing: try timing(of: arguments, settings), noise: try arguments.value(noise) ?? 1,
      correlation: 0.6, seed: try arguments.value(seed) ?? 1)
    let policies = try arguments.value(policies) ?? [CascadePolicy(.full)]
    let rounds = try arguments.value(rounds) ?? 200
    let count = try arguments.value(seeds) ?? 1
    let leverage = try arguments.value(SimulationInput.leverage) ?? 1
    guard leverage > 0 else {
      throw SteelyardError(
        .invalidInput, "--leverage: \(leverage) is no multiple.", remedy: "Give a number above 0.")
    }
    let observation = try ReplayInput.observation(arguments, settings.market)
    var fit: CascadeFit?
    if let moved = try arguments.value(ReplayInput.fit) {
      let found = try ReplayInput.fit(
        arguments, settings, shock, policies[0], rounds, observation, moved)
      settings = found.settings
      shock = found.shock
      fit = found
    }
    let sharing = ProgramThreads.sharing(try arguments.value(threads) ?? 2)
    Progress.stage("reading or drawing accounts")
    let source = try SimulationInput.source(arguments, settings)
    let start = MonotonicClock.nanosecondsNow()
    let counter = SeedCounter(total: count)
    let study = try CascadeStudy(
      source, settings: settings, shock: shock, policies: policies, rounds: rounds,
      leverage: leverage, seeds: (0..<UInt64(count)).map { shock.seed + $0 }, sharing: sharing
    ) { counter.oneMore() }
    let seconds = Double(MonotonicClock.nanosecondsNow() - start) * 1e-9
    var searched: (map: SimulationReport.Map?, critical: CascadeSearch.CriticalLeverage?) = (
      nil, nil
    )
    if arguments.has(optionNamed: map.name) || arguments.has(critical) {
      let population = study.population
      if let axis = try arguments.value(map) {
        Progress.stage("mapping amplification")
        let values =
          axis == .leverage ? [0.25, 0.5, 1, 1.5, 2, 3] : [0.25, 0.5, 1, 2, 4, 8]
        let shocks = [0.25, 0.5, 0.75, 1, 1.25, 1.5]
        searched.map = .init(
          axis: axis, shocks: shocks, values: values,
          amplification: try CascadeSearch.map(
            population, settings: settings, shock: shock, policy: policies[0], rounds: rounds,
            shocks: shocks, axis: axis, values: values, sharing: sharing))
      }
      if arguments.has(critical) {
        Progress.stage("searching the critical leverage")
        searched.critical = try CascadeSearch.criticalLeverage(
          population, settings: settings, shock: shock, policy: policies[0], rounds: rounds)
      }
    }
    try output.write(
      SimulationReport(
        study, map: searched.map, critical: searched.critical, observation: observation, fit: fit))
    if arguments.has(timing) {
      // Each seed also runs once without impact, for the first generation.
      let all = Double(count * (policies.count + 1) * rounds)
      StandardError.line(
        "steelyard: \(study.accountCount) accounts, \(count) x \(policies.count + 1) runs of \(rounds) rounds: "
          + "\(hundredths(seconds)) s, \(hundredths(seconds / all * 1000)) ms a round")
    }
    return .fine
  }

  /// When the shock comes: as the options say, else as the parameters do, else at once.
  private static func timing(
    of arguments: ParsedArguments, _ settings: CascadeSettings
  ) throws(SteelyardError) -> CascadeShock.Timing {
    let rounds = try arguments.value(shockRounds)
    let rebound = try arguments.value(rebound)
    let halfLife = try arguments.value(reboundHalfLife)
    var course = try ReplayInput.course(arguments)
    if rounds != nil, course != nil {
      throw SteelyardError(
        .notApplicable, "--shock-rounds: --shock-course says when the shock comes.",
        remedy: "Leave one of them out.")
    }
    if course == nil, rounds == nil { course = settings.course }
    if course == nil, rebound != nil {
      course = ShockCourse(
        points: [
          .init(second: Double(rounds ?? 1) * settings.market.roundSeconds, share: 1)
        ], reboundHalfLife: 600)
    }
    if let rebound {
      course?.rebound = rebound
      course?.reboundHalfLife = halfLife ?? 600
    } else if halfLife != nil {
      throw SteelyardError(
        .notApplicable, "--rebound-half-life: nothing goes back.",
        remedy: "Add --rebound, or leave --rebound-half-life out.")
    }
    return course.map { .course($0) } ?? .even(rounds: rounds ?? 1)
  }

  private static func hundredths(_ value: Double) -> String {
    let whole = Int((value * 100).rounded())
    return "\(whole / 100).\(whole % 100 < 10 ? "0" : "")\(whole % 100)"
  }
}

/// How many seeds are done, told by whoever did one.
private final class SeedCounter: Sendable {
  private let total: Int
  private let done = DispatchSemaphore(value: 1)
  private nonisolated(unsafe) var count = 0

  init(total: Int) { self.total = total }

  func oneMore() {
    done.wait()
    count += 1
    Progress.share("simulating", done: count, of: total)
    done.signal()
  }
}
