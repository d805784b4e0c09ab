import SteelyardCommandLine
import SteelyardContracts
import SteelyardMargin
import SteelyardMarket

/// A heatmap that a command line asks for.
struct StressGridOption: Sendable {
  let plane: StressPlane

  static let option = CommandOption<StressGridOption>(
    "grid", "ACROSS,DOWN", .repeated,
    "a heatmap of two of spot[:COIN], volatility[:COIN] and days, each with a range or its usual one: "
      + "INPUT[=FROM:TO:STEPS], such as spot=-0.5:0.5:11,volatility=-0.4:1:8 or spot,days"
  ) { text throws(SteelyardError) in try StressGridOption(text) }

  private static let words = ["spot", "volatility", "days"]
  private static let form =
    "Write two inputs such as spot=-0.5:0.5:11,volatility=-0.4:1:8."

  /// - Throws: `invalidInput` for an input that is none, with the nearest, or a range that is none;
  ///   `limitExceeded` for too many points.
  init(_ text: String) throws(SteelyardError) {
    let sides = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard sides.count == 2 else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(60))\" does not name two inputs.",
        remedy: StressGridOption.form)
    }
    plane = try StressPlane(
      horizontal: try StressGridOption.axis(sides[0]),
      vertical: try StressGridOption.axis(sides[1]))
  }

  private static func axis(_ text: String) throws(SteelyardError) -> StressPlane.Axis {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let input = try input(String(parts[0]))
    guard parts.count == 2 else {
      return StressPlane.Axis(input: input, range: try usualRange(of: input))
    }
    let fields = parts[1].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 3 else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(60))\": a range is FROM:TO:STEPS.", remedy: form)
    }
    do throws(SteelyardError) {
      return StressPlane.Axis(
        input: input,
        range: try WalkRange(
          from: try number(fields[0], of: input), to: try number(fields[1], of: input),
          steps: try OptionValues.integer(fields[2], in: 0...Int(Int32.max))))
    } catch {
      throw SteelyardError(
        error.code, "\"\(text.prefix(60))\": \(error.message)", remedy: error.remedy)
    }
  }

  private static func number(
    _ text: String, of input: StressPlane.Input
  ) throws(SteelyardError) -> Double {
    guard input != .days, text.hasSuffix("%") else { return try OptionValues.number(text) }
    return try OptionValues.number(String(text.dropLast())) / 100
  }

  private static func usualRange(
    of input: StressPlane.Input
  ) throws(SteelyardError) -> WalkRange {
    switch input {
    case .spot: try WalkRange(from: -0.5, to: 0.5, steps: 11)
    case .volatility: try WalkRange(from: -0.4, to: 0.8, steps: 7)
    case .days: try WalkRange(from: 0, to: 30, steps: 7)
    }
  }

  private static func input(_ text: String) throws(SteelyardError) -> StressPlane.Input {
    let words = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let word = String(words[0])
    let scope: MarketDisplacement.Scope =
      words.count == 2 ? .coin(try Currency(words[1])) : .everyCoin
    switch (word, scope) {
    case ("spot", _): return .spot(scope)
    case ("volatility", _): return .volatility(scope)
    case ("days", .everyCoin): return .days
    default:
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(60))\" is no input of a grid.",
        remedy: NearestWord.among(StressGridOption.words, to: word).map { "Did you mean \($0)?" }
          ?? "Give spot, spot:COIN, volatility, volatility:COIN or days.")
    }
  }
}
