import SteelyardContracts

/// What limits have in common.
enum LimitCheck {
  static func amount(_ value: Double?, _ what: String) throws(SteelyardError) {
    guard let value, !(value >= 0 && value.isFinite) else { return }
    throw SteelyardError(
      .invalidInput, "A limit of \(what) is \(value).",
      remedy: "Give a finite number from 0 up, or leave it out.")
  }
}
