import SteelyardCommandLine
import SteelyardContracts

/// How several mistakes in the input are told: a line each, up to a limit.
enum Refusal {
  private static let linesMax = 10

  /// Tells all mistakes but one on standard error and gives that one to be thrown.
  ///
  /// - Precondition: There is at least one.
  static func of(_ mistakes: [SteelyardError]) -> SteelyardError {
    let shown = mistakes.prefix(linesMax)
    for mistake in shown.dropLast() { StandardError.line("steelyard: \(mistake)") }
    let last = shown[shown.count - 1]
    let further = mistakes.count - shown.count
    guard further > 0 else { return last }
    return SteelyardError(
      last.code, last.message, remedy: last.remedy + " \(further) more rows have mistakes.",
      subject: last.subject, cause: last.cause)
  }
}
