import SteelyardContracts

/// Checks and words that the tests share.
enum CoverageProbability {
  /// Throws unless the promised share of breaches lies strictly between 0 and 1.
  static func check(_ probability: Double) throws(SteelyardError) {
    guard probability > 0, probability < 1 else {
      throw SteelyardError(
        .invalidInput, "A breach probability of \(probability) is not between 0 and 1.",
        remedy: "Give 1 - level: 0.01 for a 99 % measure.")
    }
  }

  /// Throws unless so many breaches of so many periods can be.
  static func check(breaches: Int, periods: Int) throws(SteelyardError) {
    guard periods > 0, periods <= BreachSeries.periodsMax, (0...periods).contains(breaches) else {
      throw SteelyardError(
        .invalidInput, "\(breaches) breaches in \(periods) periods cannot be.",
        remedy: "Give 1 to \(BreachSeries.periodsMax) periods and no more breaches than periods.")
    }
  }

  /// A sentence on a p-value: what was found, or that nothing was.
  static func verdict(
    _ test: String, pValue: Double, significance: Double, rejected: String, kept: String
  ) -> String {
    let sign = pValue < significance ? "<" : ">="
    let finding = pValue < significance ? rejected : kept
    return "\(test): p \(digits(pValue)) \(sign) \(digits(significance)), \(finding)."
  }

  /// Four significant digits, trailing zeros left off.
  static func digits(_ number: Double) -> String {
    guard number != 0, number.isFinite else { return "\(number)" }
    var unit = 1.0
    while abs(number) / unit >= 10_000 { unit *= 10 }
    while abs(number) / unit < 1000 && unit > 1e-300 { unit /= 10 }
    let rounded = (number / unit).rounded()
    // Division by a power of ten prints shorter than multiplication by its rounded inverse.
    return unit < 1 ? "\(rounded / (1 / unit).rounded())" : "\(rounded * unit)"
  }
}
