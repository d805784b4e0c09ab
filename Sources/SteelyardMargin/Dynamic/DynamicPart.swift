/// The groups of scenarios that one requirement is measured over.
enum DynamicPart: Int, CaseIterable {
  case core, stressed, crashes, broken
}

/// Numbers by requirement and group of scenarios.
typealias GroupNumbers = SIMD8<Double>

/// Where a requirement's group stands among them.
func groupPlace(_ level: DynamicLevel, _ part: DynamicPart) -> Int {
  (level == .initial ? 0 : DynamicPart.allCases.count) + part.rawValue
}
