import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardLiquidation

/// The options of `simulate` that hold a run against what happened.
enum ReplayInput {
  static let shockCourse = CommandOption(
    text: "shock-course", "FILE", "CSV with second,share: how much of the shock has come by when")
  static let observedCourse = CommandOption(
    text: "observed-course", "FILE",
    "CSV with second,liquidations,adls: counts of what happened, plotted beside the run's")
  static let observedCoins = CommandOption(
    text: "observed-coins", "FILE", "CSV with ticker,net_notional_usd: deleveraged by coin")
  static let observedOthers = CommandOption(
    text: "observed-others", "COIN", "the coin that stands for all that the market has not")
  static let observedStart = SimulationInput.number(
    "observed-start", "second of the counts at which the simulation begins; default: 0")
  static let fit = CommandOption<[CascadeFit.Parameter]>(
    "fit", "NAME[,NAME...]", .once,
    "move these to come nearest to what happened: "
      + CascadeFit.Parameter.allCases.map(\.rawValue).joined(separator: ", ")
  ) { text throws(SteelyardError) in
    try text.split(separator: ",", omittingEmptySubsequences: false).map {
      name throws(SteelyardError) in
      if let parameter = CascadeFit.Parameter(rawValue: String(name)) { return parameter }
      throw SteelyardError(
        .invalidInput, "\"\(name.prefix(40))\" can't be moved.",
        remedy:
          "Choose of \(CascadeFit.Parameter.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
  }
  static let fitRuns = CommandOption<Int>(
    "fit-runs", "N", .once, "runs that the search may take, about; default: 200"
  ) { text throws(SteelyardError) in try OptionValues.integer(text, in: 10...100_000) }
  static let save = CommandOption(
    text: "save", "FILE", "write the parameters that the fit found, whole or not at all")

  static let all: [any DeclaredOption] = [
    observedCourse, observedCoins, observedOthers, observedStart, fit, fitRuns, save,
  ]

  /// The course of a file.
  static func course(_ arguments: ParsedArguments) throws(SteelyardError) -> ShockCourse? {
    guard let path = try arguments.value(shockCourse) else { return nil }
    let points = try CascadeRecordFile.course(InputFile(path: path))
    let course = ShockCourse(points: points.map { .init(second: $0.second, share: $0.share) })
    do { try course.check() } catch {
      throw error.about(.place(file: path, row: nil, field: "second"))
    }
    return course
  }

  /// What happened, as the files say.
  ///
  /// - Throws: `invalidInput` for a coin that the market has not where none stands for it.
  static func observation(
    _ arguments: ParsedArguments, _ market: CascadeMarket
  ) throws(SteelyardError) -> CascadeObservation? {
    let counts = try arguments.value(observedCourse)
    let coins = try arguments.value(observedCoins)
    guard counts != nil || coins != nil else {
      for option in all where arguments.has(optionNamed: option.name) {
        throw SteelyardError(
          .notApplicable, "--\(option.name): nothing is known of what happened.",
          remedy: "Add --observed-course or --observed-coins.")
      }
      return nil
    }
    let start = try arguments.value(observedStart) ?? 0
    var course: [CascadeObservation.Count] = []
    if let counts {
      course = try CascadeRecordFile.counts(InputFile(path: counts)).map {
        .init(
          second: $0.second - start, liquidations: $0.liquidations,
          deleveragings: $0.deleveragings)
      }
    }
    return CascadeObservation(
      deleveraged: try coins.map { path throws(SteelyardError) in
        try notional(path, try arguments.value(observedOthers), market)
      } ?? [], course: course)
  }

  private static func notional(
    _ path: String, _ others: String?, _ market: CascadeMarket
  ) throws(SteelyardError) -> [Double] {
    var notional = [Double](repeating: 0, count: market.coins.count)
    let rest = try others.map { name throws(SteelyardError) in try market.coin(named: name) }
    let names = market.coins.map(\.name)
    for (name, value) in try CascadeRecordFile.notional(InputFile(path: path)).sorted(
      by: { $0.key < $1.key })
    {
      guard let coin = names.firstIndex(of: name) ?? rest else {
        throw SteelyardError(
          .invalidInput, "The market has no coin \"\(name.prefix(40))\".",
          remedy: "Name the coin that stands for others with --observed-others.",
          subject: .place(file: path, row: nil, field: nil))
      }
      notional[coin] += value
    }
    return notional
  }

  /// Searches, and keeps what it finds.
  ///
  /// - Throws: `notApplicable` where nothing is known, or the accounts are a file's.
  static func fit(
    _ arguments: ParsedArguments, _ settings: CascadeSettings, _ shock: CascadeShock,
    _ policy: CascadePolicy, _ rounds: Int, _ observation: CascadeObservation?,
    _ moved: [CascadeFit.Parameter]
  ) throws(SteelyardError) -> CascadeFit {
    guard let observation, !arguments.has(optionNamed: "population") else {
      throw SteelyardError(
        .notApplicable, "--fit: there is nothing to fit.",
        remedy: "Give --observed-course or --observed-coins, and no --population.")
    }
    let runs = try arguments.value(fitRuns) ?? 200
    let fit = try CascadeFit(
      settings, shock: shock, policy: policy, rounds: rounds, to: observation, moving: moved,
      runs: runs
    ) { Progress.share("fitting", done: min($0, runs), of: runs) }
    if let path = try arguments.value(save) {
      try OutputFile(path: path).write(try StrictJSON.text(of: fit.settings))
    }
    return fit
  }
}
