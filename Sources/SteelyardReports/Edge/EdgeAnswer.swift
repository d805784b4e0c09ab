package import SteelyardContracts
package import SteelyardFormats
package import SteelyardMargin
import SteelyardScenarios

/// How far a book is from being liquidated, and what says how prices move together.
///
/// What `stress --reverse` and `stress --liquidation-price` answer, and what the service answers to the same question.
package struct EdgeAnswer {
  /// The book and its model.
  package let evaluator: StressEvaluator
  /// How prices move together; nil where nothing says so.
  package let state: ModelState?
  private let stateName: String?

  /// The answer for a book.
  ///
  /// - Parameter state: The state that the caller names; a dynamic model's own goes before, and that of the response's
  ///   parameters stands in.
  /// - Throws: What reading the state that comes with the parameters throws.
  package init(_ evaluator: StressEvaluator, state: ModelStateFile?) throws(SteelyardError) {
    self.evaluator = evaluator
    if let dynamic = evaluator.model as? DynamicMargin {
      self.state = dynamic.state
      stateName = dynamic.stateName
    } else {
      var file = state
      if file == nil {
        file = try MarginModelCatalogue.state(ofParameters: evaluator.response.parameters)
      }
      self.state = file?.state
      stateName = file?.stateName
    }
  }

  /// The nearest joint moves that use up the maintenance excess.
  ///
  /// - Parameters:
  ///   - stage: Is told what is done.
  ///   - share: Is told how much of a stage is done, of how much.
  /// - Throws: `missingMarketData` where nothing says how prices move together; what the search throws.
  package func reverse(
    _ settings: ReverseStressSettings, stage: (String) -> Void,
    share: @escaping (String, Int, Int) -> Void
  ) throws(SteelyardError) -> ReverseStress {
    guard let state else {
      throw SteelyardError(
        .missingMarketData, "Nothing says how prices move together.",
        remedy: "Use a model with a state.")
    }
    stage("fitting how prices move together")
    let distribution = try MoveDistribution(
      of: state.maintenance.core, for: BookExposure(of: evaluator),
      volatility: evaluator.response.volatility)
    stage("searching the nearest joint moves")
    var before = 0
    return try ReverseStress(of: evaluator, under: distribution, settings) { stage, evaluations in
      switch stage {
      case .search, .paths:
        before = evaluations
        share(
          "searching the nearest joint moves", min(evaluations, settings.evaluationsMax),
          settings.evaluationsMax)
      case .sampling:
        share(
          "sampling the probability", min(evaluations - before, settings.samples),
          settings.samples)
      }
    }
  }

  /// The report of what was found.
  ///
  /// - Parameter usdPerUnit: US dollars for one unit of the currency.
  /// - Throws: `invalidInput` where `usdPerUnit` is no price.
  package func report(
    reverse: ReverseStress?, prices: (prices: EdgeReport.Prices, usesState: Bool)?,
    currency: Currency, usdPerUnit: Double, notes: [String], readingFailures: [SteelyardError],
    unreadableCount: Int
  ) throws(SteelyardError) -> EdgeReport {
    // A state that nothing in the answer stands on is not named.
    let isStateUsed = reverse != nil || prices?.usesState == true
    return try EdgeReport(
      evaluator: evaluator, reverse: reverse, prices: prices?.prices, currency: currency,
      usdPerUnit: usdPerUnit, stateName: isStateUsed ? stateName : nil, notes: notes,
      readingFailures: readingFailures, unreadableCount: unreadableCount)
  }
}
