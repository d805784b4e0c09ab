import SteelyardCommandLine
import SteelyardContracts

/// What is told from a thread of the engine.
enum StandardErrorNote {
  static func write(_ error: SteelyardError) { StandardError.line("steelyard: \(error)") }
}
