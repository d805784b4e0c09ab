import SteelyardContracts
import Testing

/// Expectations about errors.
enum ForecastErrors {
  /// Expects an error with this code whose line contains the text and that names a remedy.
  static func expect(
    _ code: SteelyardError.Code, _ text: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
  ) {
    do {
      try body()
      Issue.record("No error.", sourceLocation: sourceLocation)
    } catch let error as SteelyardError {
      #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
      #expect(error.description.contains(text), "\(error)", sourceLocation: sourceLocation)
      #expect(!error.remedy.isEmpty, sourceLocation: sourceLocation)
    } catch {
      Issue.record("\(error)", sourceLocation: sourceLocation)
    }
  }
}
