import SteelyardContracts
import SteelyardFormats
import Testing

extension InputFile {
  /// A file with this text, named `test`.
  init(text: String) { self.init(name: "test", bytes: Array(text.utf8)) }
}

/// Expects an error with this code whose line contains each of the parts.
func expectError(
  _ code: SteelyardError.Code, _ parts: [String], sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws(SteelyardError) -> Void
) {
  do {
    try body()
    Issue.record("No error.", sourceLocation: sourceLocation)
  } catch {
    expect(error, code, parts, sourceLocation: sourceLocation)
  }
}

/// Expects this error to have the code and its line to contain each of the parts.
func expect(
  _ error: SteelyardError?, _ code: SteelyardError.Code, _ parts: [String],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard let error else {
    Issue.record("No error.", sourceLocation: sourceLocation)
    return
  }
  #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
  #expect(!error.remedy.isEmpty, sourceLocation: sourceLocation)
  #expect(!error.description.contains("\n"), sourceLocation: sourceLocation)
  for part in parts where !error.description.contains(part) {
    Issue.record("\"\(error)\" does not contain \"\(part)\"", sourceLocation: sourceLocation)
  }
}
