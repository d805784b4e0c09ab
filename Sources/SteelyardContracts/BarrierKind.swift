<<<<<<< HEAD
/// How a single barrier acts on an option.
public enum BarrierKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// Comes to life when the price rises to the barrier.
  case upAndIn = "UI"
  /// Dies when the price rises to the barrier.
  case upAndOut = "UO"
  /// Comes to life when the price falls to the barrier.
  case downAndIn = "DI"
  /// Dies when the price falls to the barrier.
=======
/// On which side of the underlying a barrier lies, and whether touching it starts or ends the option.
public enum BarrierKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// Starts when the underlying rises to the barrier.
  case upAndIn = "UI"
  /// Ends when the underlying rises to the barrier.
  case upAndOut = "UO"
  /// Starts when the underlying falls to the barrier.
  case downAndIn = "DI"
  /// Ends when the underlying falls to the barrier.
>>>>>>> pricing
  case downAndOut = "DO"
}
