import SteelyardContracts

/// Checks of what every measure of a tail takes.
enum TailLevel {
  /// Throws unless the level lies strictly between 0 and 1.
  static func check(_ level: Double) throws(SteelyardError) {
    guard level > 0, level < 1 else {
      throw SteelyardError(
        .invalidInput, "A tail level of \(level) is not between 0 and 1.",
        remedy: "Give the share of outcomes that are no tail, as 0.975 for 97.5 %.")
    }
  }

  /// Throws unless there is a finite profit per scenario and weights >= 0 that do not all vanish.
  static func check(profit: [Double], weights: [Double]?) throws(SteelyardError) {
    guard !profit.isEmpty else {
      throw SteelyardError(
        .invalidInput, "There are no scenarios to measure.",
        remedy: "Give the profit in at least one scenario.")
    }
    if let index = profit.firstIndex(where: { !$0.isFinite }) {
      throw SteelyardError(
        .invalidInput, "The profit in scenario \(index) is \(profit[index]).",
        remedy: "Leave the scenario out or value it.", subject: .scenario(index))
    }
    guard let weights else { return }
    guard weights.count == profit.count else {
      throw SteelyardError(
        .invalidInput, "\(weights.count) weights for \(profit.count) scenarios.",
        remedy: "Give each scenario one weight.")
    }
    if let index = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw SteelyardError(
        .invalidInput, "The weight of scenario \(index) is \(weights[index]).",
        remedy: "Give weights that are finite and at least 0.", subject: .scenario(index))
    }
    guard weights.contains(where: { $0 > 0 }) else {
      throw SteelyardError(
        .invalidInput, "Every scenario has weight 0.",
        remedy: "Give at least one scenario a weight above 0.")
    }
  }
}
