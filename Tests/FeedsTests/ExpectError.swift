import SteelyardContracts
import Testing

/// Expects a piece of code to fail with this code of the one error type.
func expectError(
  _ code: SteelyardError.Code, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws -> Void
) {
  do {
    try body()
    Issue.record("expected \(code.rawValue), got no error", sourceLocation: sourceLocation)
  } catch let error as SteelyardError {
    #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
  } catch {
    Issue.record("expected \(code.rawValue), got \(error)", sourceLocation: sourceLocation)
  }
}
