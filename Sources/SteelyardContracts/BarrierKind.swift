/// How a single barrier acts on an option.
public enum BarrierKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// Comes to life when the price rises to the barrier.
  case upAndIn = "UI"
  /// Dies when the price rises to the barrier.
  case upAndOut = "UO"
  /// Comes to life when the price falls to the barrier.
  case downAndIn = "DI"
  /// Dies when the price falls to the barrier.
  case downAndOut = "DO"
}
