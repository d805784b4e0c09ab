/// What one requirement of an account came to, in US dollars, before charges.
struct DynamicRequirement: Equatable {
  /// Expected shortfall of the current scenarios, >= 0.
  var core = 0.0
  /// Expected shortfall of the stressed scenarios, >= 0.
  var stressed = 0.0
  /// The loss in the worst historical crash, >= 0.
  var crash = 0.0
  /// The column of that crash; -1 where there is none.
  var crashColumn = -1
  /// Expected shortfall with correlations broken, >= 0.
  var broken = 0.0
  /// What all this asks for, netted over coins.
  var netted = 0.0
  /// The sum of what each coin asks for by itself.
  var standAlone = 0.0
  /// The least for options that are net short at their strikes.
  var shortOptions = 0.0
  /// The column with the largest loss of the current scenarios.
  var worstColumn = 0
  /// The requirement: `netted`, what is left of `standAlone` after the largest benefit, or
  /// `shortOptions`.
  var amount = 0.0

  /// Enters what a group of scenarios came to.
  mutating func set(_ part: DynamicPart, _ worst: WorstScenario) {
    switch part {
    case .core:
      core = worst.loss
      worstColumn = worst.index
      // One coin's scenarios in another order are the same scenarios.
      broken = worst.loss
    case .stressed: stressed = worst.loss
    case .crashes:
      crash = worst.loss
      crashColumn = worst.index
    case .broken: broken = worst.loss
    }
  }

  /// Which part decided.
  enum Binding: String, Sendable, Hashable, CaseIterable {
    /// The current scenarios.
    case core
    /// Current and stressed scenarios, weighed.
    case stressed
    /// The worst historical crash.
    case crash
    /// The limit on netting between coins.
    case benefit
    /// The least for sold options.
    case shortOptions = "short_options"
  }

  /// The expected shortfall that is kept under a measure's rule, before broken correlations.
  func kept(_ measure: DynamicMeasure) -> Double {
    max(core, blend(measure), measure.crashShare * crash)
  }

  /// The weighed mean of current and stressed.
  func blend(_ measure: DynamicMeasure) -> Double {
    (1 - measure.stressedWeight) * core + measure.stressedWeight * stressed
  }

  /// What broken correlations add.
  func correlationAddition(_ measure: DynamicMeasure) -> Double {
    measure.brokenShare * max(0, broken - core)
  }

  /// Which part decided.
  func binding(_ measure: DynamicMeasure) -> Binding {
    if amount > netted { return amount == shortOptions ? .shortOptions : .benefit }
    let kept = kept(measure)
    if kept == core { return .core }
    return kept == blend(measure) ? .stressed : .crash
  }
}
