public import SteelyardContracts
public import SteelyardScenarios

/// One event as a file: JSON as in `Parameters/events`.
public enum EventFile {
  /// Reads an event.
  ///
  /// - Throws: `invalidInput` naming file and field where the JSON is broken, a field is missing,
  ///   unknown or of the wrong type, or the figures cannot be; `limitExceeded` for too many.
  public static func event(_ input: InputFile) throws(SteelyardError) -> MarketEvent {
    try StrictJSON(input: input, examples: "Parameters/events").strictly(MarketEvent.self)
  }
}
