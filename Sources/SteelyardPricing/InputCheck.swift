package import SteelyardContracts

/// What a number must be to enter a formula.
package enum Admissible {
  case finite
  case notNegative
  case positive

  private var phrase: String {
    switch self {
    case .finite: "a finite number"
    case .notNegative: "a finite number not below zero"
    case .positive: "a finite number above zero"
    }
  }

  /// Throws `invalidInput` with the field's name unless the number is admissible.
  package func check(_ number: Double, _ field: String) throws(SteelyardError) {
    let accepted =
      switch self {
      case .finite: number.isFinite
      case .notNegative: number.isFinite && number >= 0
      case .positive: number.isFinite && number > 0
      }
    if accepted { return }
    throw SteelyardError(
      .invalidInput, "\(field) is \(number).", remedy: "Pass \(phrase) as \(field).")
  }
}
