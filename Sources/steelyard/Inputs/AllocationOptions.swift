import SteelyardAllocation
import SteelyardCommandLine
import SteelyardContracts

/// The options that say what weights are asked for.
enum AllocationOptions {
  static let objectives = CommandOption<[Allocation.Objective.Kind]>(
    "objective", "NAME[,NAME...]", .once,
    "what is made best, several side by side; default: minimum-variance. Names: "
      + Allocation.Objective.Kind.allCases.map(\.rawValue).joined(separator: ", ")
  ) { text throws(SteelyardError) in
    try text.split(separator: ",", omittingEmptySubsequences: false).map {
      name throws(SteelyardError) in
      if let kind = Allocation.Objective.Kind(rawValue: String(name)) { return kind }
      let names = Allocation.Objective.Kind.allCases.map(\.rawValue)
      let near = NearestWord.among(names, to: String(name))
      throw SteelyardError(
        .invalidInput, "There is no objective \"\(name.prefix(60))\".",
        remedy: near.map { "Did you mean \($0)?" } ?? "They are \(names.joined(separator: ", ")).")
    }
  }
  static let covariance = CommandOption<CovarianceMethod>(
    choice: "covariance", CovarianceMethod.allCases.map(\.rawValue).joined(separator: "|"),
    "how covariances are estimated; default: constant-correlation")
  static let level = share("level", "where the tail begins; default: 95%")
  static let riskAversion = number(
    "risk-aversion", "weight of the variance, or of the tail loss, in utilities; default: 3")
  static let riskless = share("riskless", "what capital earns without risk a year; default: 0")
  static let target = share("target-return", "the least expected return a year")
  static let budgets = byAsset(
    "budgets", "shares of the risk of risk-parity, for each asset, together 1; default: equal")
  static let radius = number(
    "radius", "how many standard errors of the means robust-utility doubts; default: 1")
  static let frontier = CommandOption<Int>(
    "frontier", "N", .once, "also N points of the efficient frontier under the same limits"
  ) { text throws(SteelyardError) in
    try OptionValues.integer(text, in: 2...MeanVariance.frontierPointsMax)
  }
  static let seed = CommandOption<UInt64>(
    "seed", "NUMBER", .once, "of the histories that `resampled` draws; default: 1"
  ) { text throws(SteelyardError) in
    guard let seed = UInt64(text) else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(40))\" is no seed.",
        remedy: "Give a whole number from 0 up.")
    }
    return seed
  }

  static let methods: [any DeclaredOption] = [
    objectives, covariance, level, riskAversion, riskless, target, budgets, radius, frontier, seed,
  ]

  static func number(_ name: StaticString, _ help: String) -> CommandOption<Double> {
    CommandOption<Double>("\(name)", "NUMBER", .once, help) { text throws(SteelyardError) in
      try OptionValues.number(text)
    }
  }

  static func share(_ name: StaticString, _ help: String) -> CommandOption<Double> {
    CommandOption<Double>("\(name)", "SHARE", .once, help) { text throws(SteelyardError) in
      try share(text)
    }
  }

  static func byAsset(_ name: StaticString, _ help: String) -> CommandOption<[AssetShare]> {
    CommandOption<[AssetShare]>("\(name)", "COIN=SHARE[,...]", .once, help) {
      text throws(SteelyardError) in
      try text.split(separator: ",", omittingEmptySubsequences: false).map {
        part throws(SteelyardError) in
        let sides = part.split(separator: "=", omittingEmptySubsequences: false)
        guard sides.count == 2, !sides[0].isEmpty else {
          throw SteelyardError(
            .invalidInput, "\"\(part.prefix(60))\" is not of the form COIN=SHARE.",
            remedy: "Write BTC=40% or BTC=0.4.")
        }
        return AssetShare(asset: try Currency(sides[0]).code, share: try share(String(sides[1])))
      }
    }
  }

  /// A share: `0.4` or `40%`.
  static func share(_ text: String) throws(SteelyardError) -> Double {
    let isPercent = text.hasSuffix("%")
    let number = try OptionValues.number(isPercent ? String(text.dropLast()) : text)
    // Divided, so that 40% is the double of 0.4.
    return isPercent ? number / 100 : number
  }

  /// `LOWER:UPPER`, either empty for none.
  static func range(_ text: String) throws(SteelyardError) -> AllocationConstraints.Range {
    let ends = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard ends.count == 2 else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(60))\" is not of the form LOWER:UPPER.",
        remedy: "Write 0:40%, or leave an end out as in :40%.")
    }
    let lower = ends[0].isEmpty ? -Double.infinity : try share(ends[0])
    let upper = ends[1].isEmpty ? Double.infinity : try share(ends[1])
    guard lower <= upper else {
      throw SteelyardError(
        .invalidInput, "Nothing lies from \(ends[0]) to \(ends[1]).",
        remedy: "Give a least that is at most the most.")
    }
    return .init(lower, upper)
  }
}

/// A share of one asset.
struct AssetShare: Sendable {
  let asset: String
  let share: Double
}
