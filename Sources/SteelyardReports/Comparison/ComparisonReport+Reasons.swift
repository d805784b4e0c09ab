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
      let own = words(difference.subject, difference.amountUSD, outcome, .subject)
      let other = words(difference.subject, difference.referenceUSD, comparison.reference, .other)
      return (difference, "\(signed(difference.differenceUSD)): \(own); \(other)")
    }
  }

  /// Whose words are wanted.
  private enum Voice {
    /// The model that the sentence is about.
    case subject
    /// The model it is compared with, which the sentence names.
    case other
  }

  private func words(
    _ subject: ComponentDifference.Subject, _ amountUSD: Double, _ outcome: ModelOutcome,
    _ voice: Voice
  ) -> String {
    let amount = money(amountUSD)
    let name = voice == .other ? outcome.name + ": " : ""
    switch subject {
    case .core: return name + core(of: outcome, amountUSD)
    case .component(let kind):
      guard amountUSD != 0 else {
        return voice == .other ? "\(outcome.name): none" : "no \(Self.words(kind))"
      }
      let isNamed = voice == .subject
      return name + (isNamed ? "\(Self.words(kind)) \(amount)" : amount)
    }
  }

  /// What a model asks for what the positions may lose, and by which scenarios or rules.
  private func core(of outcome: ModelOutcome, _ amountUSD: Double) -> String {
    let explanation = outcome.explanation
    if explanation.buckets.isEmpty {
      let netted = explanation.expiries.isEmpty ? "" : " after options net within their expiry"
      return "\(money(amountUSD)) position by position\(netted)"
    }
    let losing = explanation.buckets.filter { $0.worstLoss > 0 }
      .sorted { $0.worstLoss * $0.usdPerUnit > $1.worstLoss * $1.usdPerUnit }
    guard !losing.isEmpty else { return "no scenario loses" }
    var parts = losing.prefix(Self.bucketsMax).map { bucket in
      let label = bucket.outcomes.first { $0.index == bucket.worstIndex }?.scenario.label ?? ""
      return "\(money(bucket.worstLoss * bucket.usdPerUnit)) of \(bucket.name) in \(label)"
    }
    let others = losing.dropFirst(Self.bucketsMax)
    if !others.isEmpty {
      let sum = others.reduce(0) { $0 + $1.worstLoss * $1.usdPerUnit }
      parts.append("\(money(sum)) of \(others.count) other buckets")
    }
    return "scenario loss " + parts.joined(separator: ", ")
  }

  static func words(_ kind: TiedUpComponent.Kind) -> String {
    switch kind {
    case .scenarioLoss: "scenario loss"
    case .positionRates: "rates on positions"
    case .expiryNetting: "netting within expiries"
    case .optionValueNotCounted: "option value that counts as no equity"
    case .gainsNotCounted: "unrealised gains that count as no equity"
    case .charge(let name): "charge \(name)"
    case .leftOut: "notional of what is left out"
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
