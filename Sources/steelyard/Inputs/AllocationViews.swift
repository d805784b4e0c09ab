import SteelyardAllocation
import SteelyardCommandLine
import SteelyardContracts
import SteelyardReports

/// The options that put the market's weights and opinions in the place of a history's means.
enum AllocationViews {
  private static let market = AllocationOptions.byAsset(
    "market-weights",
    "what the market holds: expected returns are then those that it implies, and not the history's")
  private static let views = CommandOption<ViewOption>(
    "view", "COIN[-COIN]=SHARE[@CONFIDENCE]", .repeated,
    "with --market-weights: what a coin returns a year, or one over another, and how sure that is, such as "
      + "ETH-BTC=10%@70%; the confidence's default is 50%"
  ) { text throws(SteelyardError) in try ViewOption(text) }
  private static let aversion = AllocationOptions.number(
    "market-aversion", "aversion at which the market's weights are best; default: 2.5")
  private static let uncertainty = AllocationOptions.number(
    "uncertainty",
    "how unsure what the market implies is, as a share of the covariance; default: 0.05")

  static let all: [any DeclaredOption] = [market, views, aversion, uncertainty]

  /// The views that the options state; nil for none.
  ///
  /// - Throws: `notApplicable` where they cannot be used; `invalidInput` for a coin that is not there.
  static func views(
    _ arguments: ParsedArguments, _ assets: [String], _ methods: [AllocationMethod]
  ) throws(SteelyardError) -> MarketViews? {
    guard let shares = try arguments.value(market) else {
      for option in all where arguments.has(optionNamed: option.name) {
        throw SteelyardError(
          .notApplicable, "--\(option.name) belongs to --market-weights.",
          remedy: "Add --market-weights COIN=SHARE[,...], or leave it out.")
      }
      return nil
    }
    for method in methods where method.kind.usesScenarios {
      throw SteelyardError(
        .notApplicable,
        "--market-weights: \(method.kind.rawValue) reads the history's own returns, whose means no view moves.",
        remedy: "Choose an objective of mean and variance, such as maximum-utility.")
    }
    var stated: [MarketViews.View] = []
    for view in try arguments.values(views) {
      var weights = [Double](repeating: 0, count: assets.count)
      weights[try AllocationLimits.place(view.coin, assets)] = 1
      if let other = view.over { weights[try AllocationLimits.place(other, assets)] = -1 }
      stated.append(
        try MarketViews.View(
          weights: weights, expectedReturn: view.share / DailyReturns.stepsPerYear,
          confidence: view.confidence))
    }
    return MarketViews(
      marketWeights: try AllocationLimits.column(shares, assets),
      riskAversion: try arguments.value(aversion) ?? 2.5,
      uncertainty: try arguments.value(uncertainty) ?? 0.05, views: stated)
  }
}

/// An opinion as it is written: `ETH-BTC=10%@70%`.
struct ViewOption: Sendable {
  let coin: String
  /// The coin that it is over; nil for its own return.
  let over: String?
  let share: Double
  let confidence: Double

  init(_ text: String) throws(SteelyardError) {
    let sides = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    let coins = (sides.first ?? "").split(separator: "-", omittingEmptySubsequences: false)
    let numbers = (sides.last ?? "").split(separator: "@", omittingEmptySubsequences: false)
    guard sides.count == 2, (1...2).contains(coins.count), (1...2).contains(numbers.count),
      !coins.contains(""), !numbers.contains("")
    else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(60))\" is no view.",
        remedy: "Write COIN=SHARE or COIN-COIN=SHARE@CONFIDENCE, such as ETH-BTC=10%@70%.")
    }
    coin = try Currency(coins[0]).code
    over = coins.count == 2 ? try Currency(coins[1]).code : nil
    guard coin != over else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(60))\" holds a coin against itself.",
        remedy: "Name two coins.")
    }
    share = try AllocationOptions.share(String(numbers[0]))
    confidence = numbers.count == 2 ? try AllocationOptions.share(String(numbers[1])) : 0.5
  }
}

extension Allocation.Objective.Kind {
  /// Whether it reads the history's steps and not their moments.
  fileprivate var usesScenarios: Bool { self == .minimumTailLoss || self == .meanTailLoss }
}
