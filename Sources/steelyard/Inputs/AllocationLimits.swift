import SteelyardAllocation
import SteelyardCommandLine
import SteelyardContracts
import SteelyardForecasts
import SteelyardMath

/// The options that limit weights.
enum AllocationLimits {
  private static let weights = CommandOption<AllocationConstraints.Range>(
    "weights", "LOWER:UPPER", .once, "where every weight may lie; default: 0: (long only)"
  ) { text throws(SteelyardError) in try AllocationOptions.range(text) }
  private static let limits = CommandOption<(asset: String, range: AllocationConstraints.Range)>(
    "limit", "COIN=LOWER:UPPER", .repeated, "where the weight of one coin may lie; repeat"
  ) { text throws(SteelyardError) in
    let sides = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    guard sides.count == 2 else { throw malformed(text, "BTC=10%:50%") }
    return (try Currency(sides[0]).code, try AllocationOptions.range(sides[1]))
  }
  private static let groups = CommandOption<
    (assets: [String], range: AllocationConstraints.Range)
  >(
    "group", "COIN+COIN=LOWER:UPPER", .repeated, "what several coins' weights may sum to; repeat"
  ) { text throws(SteelyardError) in
    let sides = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    guard sides.count == 2 else { throw malformed(text, "ETH+SOL=:60%") }
    var assets: [String] = []
    for code in sides[0].split(separator: "+", omittingEmptySubsequences: false) {
      assets.append(try Currency(code).code)
    }
    return (assets, try AllocationOptions.range(sides[1]))
  }
  private static let total = CommandOption<AllocationConstraints.Range>(
    "total", "LOWER:UPPER", .once,
    "what all weights may sum to, the rest is cash; default: 1:1"
  ) { text throws(SteelyardError) in try AllocationOptions.range(text) }
  private static let held = AllocationOptions.byAsset(
    "held", "weights held now; a coin that is not named is not held")
  private static let turnover = AllocationOptions.share(
    "turnover", "the most that is bought and sold together")
  private static let cost = AllocationOptions.share(
    "cost", "what trading costs, as a share of what is traded, taken off the return of a year")
  private static let gross = AllocationOptions.share(
    "leverage", "the most that sizes of weights may sum to")
  private static let marginRates = AllocationOptions.byAsset(
    "margin-rates", "margin that a weight needs, as a share of it, for each coin")
  private static let margin = AllocationOptions.share(
    "margin", "the most margin together, as a share of the capital")
  private static let drawdown = AllocationOptions.share(
    "drawdown", "the deepest fall from a peak along the history that is allowed")
  private static let drawdownLevel = AllocationOptions.share(
    "drawdown-level", "limit the mean of the deepest falls beyond this level instead of the deepest"
  )

  static let all: [any DeclaredOption] = [
    weights, limits, groups, total, held, turnover, cost, gross, marginRates, margin, drawdown,
    drawdownLevel,
  ]

  private static func malformed(_ text: String, _ example: String) -> SteelyardError {
    SteelyardError(
      .invalidInput, "\"\(text.prefix(60))\" is not of the form it should be.",
      remedy: "Write \(example).")
  }

  /// The constraints that the options ask for.
  ///
  /// - Parameter panel: The history that a drawdown is looked for in.
  static func constraints(
    _ arguments: ParsedArguments, _ panel: ReturnPanel
  ) throws(SteelyardError) -> AllocationConstraints {
    let assets = panel.assets
    var constraints = AllocationConstraints(
      assetCount: assets.count, each: try arguments.value(weights) ?? .init(0, .infinity),
      total: try arguments.value(total) ?? .init(1, 1))
    for limit in try arguments.values(limits) {
      constraints.weights[try place(limit.asset, assets)] = limit.range
    }
    for group in try arguments.values(groups) {
      var places: [Int] = []
      for asset in group.assets { places.append(try place(asset, assets)) }
      constraints.groups.append(
        .init(name: group.assets.joined(separator: "+"), assets: places, range: group.range))
    }
    if let held = try arguments.value(held) { constraints.held = try column(held, assets) }
    constraints.turnoverMax = try arguments.value(turnover)
    constraints.tradingCosts = try arguments.value(cost).map { rate in
      // Moments are those of a day; the cost of a trade is spread over a year of them.
      [Double](repeating: rate / DailyReturns.stepsPerYear, count: assets.count)
    }
    constraints.grossMax = try arguments.value(gross)
    let most = try arguments.value(margin)
    let rates = try arguments.value(marginRates)
    guard (most == nil) == (rates == nil) else {
      throw SteelyardError(
        .invalidInput, "A limit on margin needs rates and a most.",
        remedy: "Pass --margin-rates and --margin together.")
    }
    if let most, let rates {
      constraints.margin = .init(rates: try column(rates, assets), most: most)
    }
    let level = try arguments.value(drawdownLevel)
    if let most = try arguments.value(drawdown) {
      constraints.drawdown = DrawdownLimit(
        paths: [try ReturnScenarios(panel).returns],
        measure: level.map { .conditional(level: $0) } ?? .maximum, most: most)
    } else if level != nil {
      throw SteelyardError(
        .invalidInput, "A level of drawdown limits nothing by itself.",
        remedy: "Pass --drawdown too.")
    }
    return constraints
  }

  /// A number for each asset, 0 where none is given.
  static func column(
    _ shares: [AssetShare], _ assets: [String]
  ) throws(SteelyardError) -> [Double] {
    var column = [Double](repeating: 0, count: assets.count)
    for share in shares { column[try place(share.asset, assets)] = share.share }
    return column
  }

  static func place(_ asset: String, _ assets: [String]) throws(SteelyardError) -> Int {
    guard let place = assets.firstIndex(of: asset) else {
      throw SteelyardError(
        .invalidInput, "\(asset) has no history.",
        remedy: "The coins with one are \(assets.joined(separator: ", ")).",
        subject: .instrument(asset))
    }
    return place
  }
}
