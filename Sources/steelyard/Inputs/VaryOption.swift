import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardReports

/// What `--vary` asks for: an input, and from where to where.
struct VaryOption: Sendable {
  let axis: WalkAxis
  /// Nil for the usual range of the input.
  let range: WalkRange?

  private static let words = ["spot", "volatility", "days"]
  private static let form =
    "Write INPUT or INPUT=FROM:TO or INPUT=FROM:TO:STEPS, such as "
    + "spot=-0.3:0.3:25."

  static let option = CommandOption<VaryOption>(
    "vary", "INPUT[=FROM:TO[:STEPS]]", .once,
    "margin along one input in place of the margin report: spot, spot:COIN or volatility as relative "
      + "moves (-0.3:0.3 or -30%:30%), days, or an instrument's name for the size of its position"
  ) { text throws(SteelyardError) in try VaryOption(text) }

  /// - Throws: `invalidInput` for an input that is none, with the nearest, or a range that is none;
  ///   `limitExceeded` for too many or too few steps.
  init(_ text: String) throws(SteelyardError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    axis = try VaryOption.axis(String(parts[0]))
    guard parts.count == 2 else {
      range = nil
      return
    }
    let fields = parts[1].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(fields.count) else {
      throw SteelyardError(
        .invalidInput, "\"\(parts[1].prefix(60))\" is not a range.", remedy: VaryOption.form)
    }
    let steps =
      fields.count == 3 ? try OptionValues.integer(fields[2], in: 0...Int(Int32.max)) : 41
    range = try WalkRange(
      from: try VaryOption.number(fields[0], on: axis),
      to: try VaryOption.number(fields[1], on: axis), steps: steps)
  }

  private static func number(_ text: String, on axis: WalkAxis) throws(SteelyardError) -> Double {
    switch axis {
    case .spot, .volatility:
      guard text.hasSuffix("%") else { return try OptionValues.number(text) }
      return try OptionValues.number(String(text.dropLast())) / 100
    case .days, .quantity: return try OptionValues.number(text)
    }
  }

  private static func axis(_ text: String) throws(SteelyardError) -> WalkAxis {
    switch text {
    case "spot": return .spot(.everyCoin)
    case "volatility": return .volatility
    case "days": return .days
    default: break
    }
    if text.hasPrefix("spot:") {
      return .spot(.coin(try Currency(String(text.dropFirst("spot:".count)))))
    }
    do throws(SteelyardError) {
      return .quantity(try InstrumentName.instrument(named: text, naming: nil))
    } catch {
      let near = NearestWord.among(words, to: text)
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(60))\" is no input that can be varied.",
        remedy: near.map { "Did you mean \($0)?" }
          ?? "Give spot, spot:COIN, volatility, days, or an instrument's name.",
        cause: near == nil ? error.message : nil)
    }
  }
}

extension AccountInput {
  /// The walk that `--vary` asks for over this account.
  ///
  /// - Throws: As `MarginWalk`, told about the option.
  func walk(_ vary: VaryOption) throws(SteelyardError) -> MarginWalk {
    var surfaces = surfaces
    if case .quantity(let instrument) = vary.axis, surfaces[instrument.underlying] == nil {
      // What is not held yet may need a surface that nothing else did.
      surfaces.merge(
        FittedSurfaces(
          for: [instrument], source: model.surfaceSource, in: market.snapshot,
          progress: { Progress.stage($0) }
        ).surfaces
      ) { held, _ in held }
    }
    Progress.stage("walking along the input")
    do throws(SteelyardError) {
      return try MarginWalk(
        of: WalkBook(portfolio: portfolio, stated: stated, others: others), under: model,
        in: market.snapshot,
        surfaces: surfaces, along: vary.axis, over: vary.range, level: .detected)
    } catch {
      throw SteelyardError(
        error.code, "--\(VaryOption.option.name): \(error.message)", remedy: error.remedy,
        cause: error.cause)
    }
  }
}
