public import SteelyardContracts

/// An answer and where it stands.
public struct Answered<Value: Sendable>: Sendable {
  /// What was answered.
  public let value: Value
  /// The journal's position at the answer.
  public let position: Int64
  /// When it was decided.
  public let time: Timestamp
}
