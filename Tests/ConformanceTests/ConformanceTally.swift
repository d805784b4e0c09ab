import TestSupport

/// The count of one file's cases and what went wrong in them.
struct ConformanceTally {
  private(set) var matched = 0
  private(set) var total = 0
  private(set) var largestError = 0.0
  private(set) var largestShare = 0.0
  private(set) var mismatches: [String] = []
  private(set) var uncovered: [String] = []
  private(set) var notes: [String] = []
  private var largestByField: [String: (error: Double, inputs: String)] = [:]

  /// Runs one case; it matches when all its comparisons do and nothing is thrown.
  mutating func check(
    _ inputs: @autoclosure () -> String, _ body: (inout ConformanceCase) throws -> Void
  ) {
    total += 1
    var comparison = ConformanceCase()
    do {
      try body(&comparison)
    } catch {
      comparison.fail("threw \(error)")
    }
    largestShare = max(largestShare, comparison.largestShare)
    for (field, error) in comparison.errors {
      largestError = max(largestError, error)
      if error > largestByField[field]?.error ?? -1 { largestByField[field] = (error, inputs()) }
    }
    if comparison.failures.isEmpty {
      matched += 1
    } else {
      mismatches.append("inputs: \(inputs())\n" + comparison.failures.joined(separator: "\n"))
    }
  }

  /// Names a kind of case that the engine does not cover; its cases count in the total.
  mutating func leaveUncovered(_ kind: String, count: Int) {
    total += count
    uncovered.append("\(kind) (\(count))")
  }

  /// Adds a remark to the file's line.
  mutating func note(_ text: String) { notes.append(text) }

  /// The file's line: `file: matched/total, largest error`.
  func line(_ name: String) -> String {
    let gap = uncovered.isEmpty ? "" : ", not covered: " + uncovered.joined(separator: ", ")
    let remark = notes.isEmpty ? "" : "; " + notes.joined(separator: "; ")
    return "\(name): \(matched)/\(total), largest error \(digits(largestError)) relative"
      + " (\(digits(largestShare)) of its tolerance)\(gap)\(remark)"
  }

  /// The largest error of each field and the case it belongs to, for reading.
  var details: [String] {
    largestByField.sorted { $0.key < $1.key }
      .map { "  \($0.key): \(digits($0.value.error)) at \($0.value.inputs)" }
  }
}

/// The comparisons of one case.
struct ConformanceCase {
  private(set) var errors: [String: Double] = [:]
  private(set) var largestShare = 0.0
  private(set) var failures: [String] = []

  /// Compares two numbers; the error entered is relative to the expected one.
  mutating func compare(
    _ field: String, expected: Double, got: Double, _ tolerance: Tolerance
  ) {
    let absolute = abs(got - expected)
    let allowed = max(tolerance.absolute, tolerance.relative * abs(expected))
    if absolute == 0 { return }
    // Where the absolute tolerance holds, a share of a number that is all but zero says nothing.
    let floor = tolerance.relative > 0 ? tolerance.absolute / tolerance.relative : 0
    let scale = max(abs(expected), floor)
    let relative = scale == 0 ? absolute : absolute / scale
    errors[field] = max(errors[field] ?? 0, relative)
    largestShare = max(largestShare, absolute / allowed)
    if tolerance.accepts(expected: expected, got: got) { return }
    fail(
      "\(field): expected \(expected), got \(got), error \(absolute) absolute, \(relative) relative,"
        + " tolerance \(tolerance.absolute) absolute, \(tolerance.relative) relative")
  }

  /// Compares two answers that are not numbers.
  mutating func compare<Answer: Equatable>(_ field: String, expected: Answer, got: Answer) {
    if expected != got { fail("\(field): expected \(expected), got \(got)") }
  }

  mutating func fail(_ message: String) { failures.append(message) }
}

/// A number with three digits, as a table of errors needs it.
private func digits(_ number: Double) -> String {
  guard number > 0, number.isFinite else { return "\(number)" }
  var exponent = 0
  var mantissa = number
  while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
  while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
  return "\((mantissa * 100).rounded() / 100)e\(exponent)"
}
