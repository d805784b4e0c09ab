import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardInputs
import SteelyardMargin
import SteelyardReports
import SteelyardScenarios

/// `steelyard calibrate`: a state of the dynamic model from history.
enum CalibrateCommand: Command {
  private static let asOf = CommandOption<Timestamp>(
    "as-of", "DATE", .once, "the day up to whose end history is used; default: the last one"
  ) { text throws(SteelyardError) in try OptionValues.endOfDay(text) }
  private static let save = CommandOption(
    text: "save", "FILE", "write the state into a file, whole or not at all")
  private static let seed = CommandOption<UInt64>(
    "seed", "NUMBER", .once, "the seed of every draw; default: 1"
  ) { text throws(SteelyardError) in
    guard let seed = UInt64(text) else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(40))\" is no seed.",
        remedy: "Give a whole number from 0 up.")
    }
    return seed
  }

  private static let source = CommandOption<ScenarioMaking>(
    choice: "source", "NAME",
    "how scenarios are made: historical, filtered_historical, monte_carlo; default: as the "
      + "parameters say")
  private static let contest = CommandOption(
    flag: "contest", "compare forecasters of volatility on each coin, walked through its history")
  private static let scenarios = CommandOption<Int>(
    "scenarios", "NUMBER", .once, "of monte_carlo: how many scenarios each group draws"
  ) { text throws(SteelyardError) in
    try OptionValues.integer(text, in: 1...JointScenarios.countMax)
  }
  private static let points = CommandOption<ScenarioDrawing.Points>(
    choice: "points", "NAME", "of monte_carlo: independent, antithetic, quasi_random")

  static let declaration = CommandDeclaration(
    name: "calibrate", summary: "what the dynamic model learns from history, as a file",
    description: """
      Makes a state of the dynamic model: volatilities, scenarios, crashes. Nothing dated after the
      day is used: no price, no event, no fit. `margin --model dynamic --state FILE` reads the file.
      """,
    operands: nil,
    options: [asOf, save, AccountOptions.parameters, source, scenarios, points, contest, seed]
      as [any DeclaredOption]
      + HistoryOptions.all + OutputOptions.all,
    examples: [
      .init(
        says: "from made-up closes and a volatility index, up to the end of a day",
        line: "steelyard calibrate \(HistoryOptions.example) --as-of 2024-12-31")
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    let asOf = try arguments.value(asOf)
    let path = try arguments.value(save)
    let seed = try arguments.value(seed) ?? 1
    let coins = try arguments.value(HistoryOptions.coins)
    let specification = try drawing(arguments, try DynamicInput.specification(arguments))
    let crashes = try HistoryInput.crashes(arguments)
    let input = try HistoryInput(arguments)
    let history = try input.calibration(specification, coins: coins, asOf: asOf)
    Progress.stage("calibrating on \(history.days.count) days")
    let calibrator = try Calibrator(history, crashes: crashes, specification, seed: seed)
    let day = history.days.count - 1
    let date = String(
      Timestamp(microseconds: history.days[day].microseconds - 1).description.prefix(10))
    let state = try calibrator.state(on: day, name: "\(specification.name)-\(date)")
    let bytes = try ModelStateFile.json(state)
    let file = try ModelStateFile.read(InputFile(name: "state", bytes: bytes))
    if let path { try OutputFile(path: path).write(String(decoding: bytes, as: UTF8.self)) }
    var notes = input.notes
    if let asOf, history.days[day] < asOf {
      notes.append("The history ends at \(history.days[day]), before the day asked for.")
    }
    if path == nil { notes.append("The state is not kept: pass --save FILE to keep it.") }
    if arguments.has(contest) { Progress.stage("comparing forecasters of volatility") }
    let contests = arguments.has(contest) ? try calibrator.contests(upTo: day) : []
    try output.write(
      CalibrationReport(
        state: state, stateName: file.stateName, specification: specification,
        paths: calibrator.scalePaths(upTo: day), contests: contests,
        notes: notes))
    return .fine
  }
}

extension CalibrateCommand {
  /// The parameters with the scenarios made as the command line says.
  private static func drawing(
    _ arguments: ParsedArguments, _ specification: DynamicSpecification
  ) throws(SteelyardError) -> DynamicSpecification {
    let rule = specification.calibration
    let making = try arguments.value(source) ?? rule.source
    let count = try arguments.value(scenarios)
    let points = try arguments.value(points)
    if making != .monteCarlo, count != nil || points != nil {
      throw SteelyardError(
        .notApplicable, "Scenarios that are \(making.rawValue) are not drawn.",
        remedy: "Add --source monte_carlo, or leave --scenarios and --points out.")
    }
    return specification.making(
      making,
      drawing: ScenarioDrawing(
        scenarios: count ?? rule.drawing.scenarios, points: points ?? rule.drawing.points,
        replicates: rule.drawing.replicates))
  }
}

/// The parameters of a model that keeps a state, from `--parameters` or as they come along.
enum DynamicInput {
  /// - Throws: `notApplicable` where the parameters are of a model that keeps no state.
  static func specification(
    _ arguments: ParsedArguments
  ) throws(SteelyardError) -> DynamicSpecification {
    let parameters = try arguments.value(AccountOptions.parameters).map {
      path throws(SteelyardError) in try InputFile(path: path)
    }
    let named: MarginModelSpecification
    if let parameters {
      named = try MarginModelFile.specification(parameters)
    } else {
      named = try MarginModelCatalogue.specification(named: "dynamic", parameters: nil)
    }
    guard case .dynamic(let specification) = named else {
      throw SteelyardError(
        .notApplicable, "The model \(named.name) learns nothing from history.",
        remedy: "Pass --parameters of a dynamic model, or leave them out.")
    }
    return specification
  }
}
