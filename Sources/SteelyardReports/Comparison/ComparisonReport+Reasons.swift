import SteelyardMargin
import SteelyardScenarios

/// Why a model ties up more or less than the reference, as sentences made of the numbers.
extension ComparisonReport {
  /// Buckets beyond this count are told as one.
  private static let bucketsMax = 3

  /// The differences that are told, each with its sentence.
  func reasons(
    _ index: Int, _ detail: Detail
  ) -> [(difference: ComponentDifference, text: String)] {
    guard index != comparison.referenceIndex else { return [] }
    let outcome = comparison.outcomes[index]
    let differences =
      detail == .explained ? comparison.differences(of: index) : comparison.reasons(of: index)
    return differences.map { difference in
      let own = words(difference.subject, difference.amountUSD, outcome)
      let other = words(difference.subject, difference.referenceUSD, comparison.reference)
      let text =
        "\(signed(difference.differenceUSD)): \(own); \(comparison.reference.name): \(other)"
      return (difference, text)
    }
  }

  private func words(
    _ subject: ComponentDifference.Subject, _ amountUSD: Double, _ outcome: ModelOutcome
  ) -> String {
    switch subject {
    case .core: core(of: outcome, amountUSD)
    case .component(.leftOut) where amountUSD == 0: "nothing left out"
    case .component(let kind) where amountUSD == 0: "no \(Self.words(kind))"
    case .component(let kind): "\(Self.words(kind)) \(money(amountUSD))"
    }
  }

  /// What a model asks for what the positions may lose, and by which scenarios or rules.
  private func core(of outcome: ModelOutcome, _ amountUSD: Double) -> String {
    let explanation = outcome.explanation
    if explanation.buckets.isEmpty {
      guard amountUSD != 0 else { return "no rates on positions" }
      let netted = explanation.expiries.isEmpty ? "" : " after options net within their expiry"
      return "\(money(amountUSD)) position by position\(netted)"
    }
    let losing = explanation.buckets.filter { $0.scenarioRequirement > 0 }
      .sorted { $0.scenarioRequirementUSD > $1.scenarioRequirementUSD }
    guard !losing.isEmpty else { return "no scenario loses" }
    var parts = losing.prefix(Self.bucketsMax).map { bucket in
      "\(money(bucket.scenarioRequirementUSD)) of \(bucket.name) in \(bucket.binding ?? "")"
    }
    let others = losing.dropFirst(Self.bucketsMax)
    if !others.isEmpty {
      let sum = others.reduce(0) { $0 + $1.scenarioRequirementUSD }
      parts.append("\(money(sum)) of \(others.count) other buckets")
    }
    return "scenario loss " + parts.joined(separator: ", ")
  }

  static func words(_ kind: TiedUpComponent.Kind) -> String {
    switch kind {
    case .scenarioLoss: "scenario loss"
    case .positionRates: "rates on positions"
    case .expiryNetting: "netting within expiries"
    case .optionValueNotCounted: "uncounted option value"
    case .gainsNotCounted: "uncounted gains"
    case .charge(let name): "charge \(name)"
    case .leftOut: "what is left out"
    case .collateralHaircuts: "haircuts on collateral"
    case .ratioAndFloor: "initial ratio, rounding and floor"
    }
  }

  private func money(_ amountUSD: Double) -> String {
    NumberText.text(reported(amountUSD), currency.amountStyle)
  }

  private func signed(_ amountUSD: Double) -> String {
    (amountUSD > 0 ? "+" : "") + money(amountUSD)
  }
}
