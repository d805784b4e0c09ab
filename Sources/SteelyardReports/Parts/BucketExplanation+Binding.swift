import SteelyardMargin

extension BucketExplanation {
  /// What binds, in words that are never missing.
  var bindingWords: String { binding ?? "none loses after offsets" }

  /// What the scenarios ask for, in US dollars.
  var scenarioRequirementUSD: Double { scenarioRequirement * usdPerUnit }
}
