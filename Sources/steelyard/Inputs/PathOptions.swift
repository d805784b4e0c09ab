import SteelyardCommandLine
import SteelyardContracts
import SteelyardHedging

/// Options that say what paths of a price are drawn, and what trading along them costs.
enum PathOptions {
  static let realised = CommandOption<Double>(
    "realised", "SIGMA", .once,
    "volatility of the paths per root year, 0.7 or 70%; default: the one that is hedged at"
  ) { text throws(SteelyardError) in try OptionValues.volatility(text) }
  static let drift = CommandOption<Double>(
    "drift", "RATE", .once, "drift of the price a year, decimal; default: 0"
  ) { text throws(SteelyardError) in try OptionValues.number(text) }
  static let jumps = CommandOption<PriceProcess.Jumps>(
    "jumps", "RATE:MEAN:DEVIATION", .once,
    "jumps a year, with mean and deviation of the price's logarithm, such as 4:-0.1:0.08; default: none"
  ) { text throws(SteelyardError) in
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3 else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(60))\" are no jumps.",
        remedy: "Write RATE:MEAN:DEVIATION, such as 4:-0.1:0.08.")
    }
    return try PriceProcess.Jumps(
      perYear: try OptionValues.number(String(parts[0])),
      mean: try OptionValues.number(String(parts[1])),
      deviation: try OptionValues.number(String(parts[2])))
  }
  static let cost = CommandOption<Double>(
    "cost", "SHARE", .once,
    "fee and half spread of a trade, of its value; default: \(costDefault)"
  ) { text throws(SteelyardError) in try OptionValues.number(text) }
  static let looks = CommandOption<Double>(
    "looks-per-day", "NUMBER", .once, "looks in a day at which a rule may trade; default: 4"
  ) { text throws(SteelyardError) in
    let number = try OptionValues.number(text)
    guard number > 0, number <= 1440 else {
      throw SteelyardError(
        .invalidInput, "\(number) looks a day.", remedy: "Give a number above 0, up to 1440.")
    }
    return number
  }
  static let paths = CommandOption<Int>(
    "paths", "NUMBER", .once, "paths that are drawn; default: \(pathsDefault)"
  ) { text throws(SteelyardError) in try OptionValues.integer(text, in: 2...100_000) }
  static let seed = CommandOption<Int>(
    "seed", "NUMBER", .once, "seed of the paths; default: 1"
  ) { text throws(SteelyardError) in try OptionValues.integer(text, in: 0...Int.max) }

  static let costDefault = 0.0007
  static let looksDefault = 4.0
  static let pathsDefault = 2000

  static let all: [any DeclaredOption] = [realised, drift, jumps, cost, looks, paths, seed]

  /// Most looks of all paths together.
  static let looksMax = 100_000_000.0

  /// The price's process by the arguments.
  ///
  /// - Throws: `invalidInput` for a drift or volatility that cannot be.
  static func process(
    _ arguments: ParsedArguments, start: Double, hedgedAt volatility: Double
  ) throws(SteelyardError) -> PriceProcess {
    try PriceProcess(
      start: start, drift: try arguments.value(drift) ?? 0,
      volatility: try arguments.value(realised) ?? volatility, jumps: try arguments.value(jumps))
  }

  /// Refuses a question that would take too long.
  static func check(looks: Double, paths: Int, rules: Int) throws(SteelyardError) {
    let all = looks * Double(paths) * Double(rules)
    guard all <= looksMax else {
      throw SteelyardError(
        .limitExceeded, "\(paths) paths of \(Int(looks)) looks under \(rules) rules are too many.",
        remedy: "Keep the product below \(Int(looksMax)): fewer --paths or --looks-per-day.")
    }
  }
}
