public import SteelyardContracts

/// A champion among forecasters, defended day by day against challengers.
///
/// The contest is fed one day after the other and answers from what it was fed, so no choice can
/// depend on a later day. The champion changes only where a Diebold-Mariano test says that a
/// challenger lost less; being a little ahead is not enough.
public struct ForecastContest: Sendable, Hashable {
  /// The rules, fixed before the first day.
  public let rules: ContestRules
  /// Names of the forecasters; their order is that of all columns.
  public let names: [String]
  /// The champion's place in `names`.
  public private(set) var championIndex: Int
  /// Every change of the champion so far.
  public private(set) var changes: [ContestChange] = []
  /// Days fed, those without a loss included.
  public private(set) var dayCount = 0
  /// Days that no forecaster got a loss for, because the proxy was zero and the loss a ratio.
  public private(set) var skippedCount = 0
  private var losses: [[Double]]

  /// The champion's name.
  public var champion: String { names[championIndex] }

  /// Opens a contest.
  ///
  /// - Throws: `invalidInput` for fewer than two names, a name twice, a champion that is not among
  ///   them, or rules out of order.
  public init(
    names: [String], champion: String, rules: ContestRules
  ) throws(SteelyardError) {
    guard names.count >= 2, Set(names).count == names.count else {
      throw SteelyardError(
        .invalidInput, "The forecasters are \(names.joined(separator: ", ")).",
        remedy: "Name at least two, each once.")
    }
    guard let index = names.firstIndex(of: champion) else {
      throw SteelyardError(
        .invalidInput, "The champion \(champion) is not among \(names.joined(separator: ", ")).",
        remedy: "Begin with one of the forecasters.")
    }
    try rules.check()
    self.names = names
    self.rules = rules
    championIndex = index
    losses = names.map { _ in [] }
  }

  /// Mean loss of each forecaster over the window; nil before the first.
  ///
  /// Shape `[forecaster]`.
  public var meanLosses: [Double]? {
    guard let count = losses.first?.count, count > 0 else { return nil }
    return losses.map { $0.reduce(0, +) / Double(count) }
  }

  /// What each forecaster counts in the blend; shape `[forecaster]`, sums to one.
  ///
  /// Equal until `daysMin` losses are there.
  public var weights: [Double] {
    guard let meanLosses, losses[0].count >= rules.daysMin else {
      return names.map { _ in 1 / Double(names.count) }
    }
    return rules.blend.weights(meanLosses: meanLosses)
  }

  /// Takes in what came, and the forecasts that had been made of it.
  ///
  /// - Parameters:
  ///   - forecasts: Made `horizon` days before, of what `proxy` measures; shape `[forecaster]`.
  ///   - proxy: The variance that came.
  /// - Throws: `invalidInput` for a count that differs, a forecast that is not above zero or a
  ///   proxy below zero; nothing is taken in then.
  public mutating func observe(
    forecasts: [Double], proxy: Double
  ) throws(SteelyardError) {
    try check(forecasts)
    guard proxy.isFinite, proxy >= 0 else {
      throw SteelyardError(
        .invalidInput, "The proxy is \(proxy).", remedy: "Pass a finite variance not below zero.")
    }
    dayCount += 1
    let today = forecasts.map { rules.loss.loss(forecast: $0, proxy: proxy) }
    guard today.allSatisfy(\.isFinite) else {
      skippedCount += 1
      return
    }
    for index in names.indices {
      if losses[index].count == rules.window { losses[index].removeFirst() }
      losses[index].append(today[index])
    }
    if losses[0].count >= rules.daysMin, dayCount.isMultiple(of: rules.reviewDays) { review() }
  }

  /// The champion's forecast out of today's forecasts.
  public func championForecast(_ forecasts: [Double]) throws(SteelyardError) -> Double {
    try check(forecasts)
    return forecasts[championIndex]
  }

  /// The blend of today's forecasts.
  public func blendedForecast(_ forecasts: [Double]) throws(SteelyardError) -> Double {
    try check(forecasts)
    return rules.blend.combine(forecasts, weights: weights)
  }

  func check(_ forecasts: [Double]) throws(SteelyardError) {
    guard forecasts.count == names.count else {
      throw SteelyardError(
        .invalidInput, "There are \(forecasts.count) forecasts of \(names.count) forecasters.",
        remedy: "Pass one for each of \(names.joined(separator: ", ")), in this order.")
    }
    for (name, forecast) in zip(names, forecasts) where !(forecast > 0 && forecast.isFinite) {
      throw SteelyardError(
        .invalidInput, "The forecast of \(name) is \(forecast).",
        remedy: "Pass finite variances above zero.")
    }
  }

  private mutating func review() {
    var best: (index: Int, probability: Double)?
    for index in names.indices where index != championIndex {
      // No test means equal forecasts or a degenerate variance: no evidence, so no change.
      guard
        let test = try? DieboldMarianoTest(
          first: losses[championIndex], second: losses[index], horizon: rules.horizon)
      else { continue }
      let probability = test.secondBetterProbability
      if probability < best?.probability ?? .infinity { best = (index, probability) }
    }
    // Many challengers get no more chances of a lucky win together than one alone.
    let level = rules.significance / Double(names.count - 1)
    guard let best, best.probability < level else { return }
    changes.append(
      ContestChange(
        day: dayCount - 1, from: champion, to: names[best.index],
        probability: best.probability))
    championIndex = best.index
  }
}
