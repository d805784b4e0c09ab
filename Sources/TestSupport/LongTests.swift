import Foundation
public import Testing

extension Trait where Self == ConditionTrait {
  /// For tests of more than a few seconds: they run under `make test-long` only.
  public static var long: ConditionTrait {
    .enabled(
      if: ProcessInfo.processInfo.environment["STEELYARD_LONG_TESTS"] == "1",
      "takes long; run by make test-long")
  }
}
