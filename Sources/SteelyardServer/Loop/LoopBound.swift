/// A value that may be touched on the loop only; it can be carried anywhere.
///
/// Unchecked, because the compiler cannot see it: the value comes out only with the loop's isolation as witness.
struct LoopBound<Value>: @unchecked Sendable {
  private let stored: Value

  /// Binds a value; it must not be used elsewhere afterwards.
  init(_ value: Value) { stored = value }

  /// The value, for code that runs on the loop.
  func value(on loop: isolated Loop) -> Value { stored }
}
