/// On which side of the underlying a barrier lies, and whether touching it starts or ends the option.
public enum BarrierKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// Starts when the underlying rises to the barrier.
  case upAndIn = "UI"
  /// Ends when the underlying rises to the barrier.
  case upAndOut = "UO"
  /// Starts when the underlying falls to the barrier.
  case downAndIn = "DI"
  /// Ends when the underlying falls to the barrier.
  case downAndOut = "DO"
}
