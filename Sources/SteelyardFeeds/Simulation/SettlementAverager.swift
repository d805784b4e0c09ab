import SteelyardContracts
import SteelyardMarket

/// The average of an index over the window before an expiry.
struct SettlementAverager: Sendable {
  let expiry: Timestamp
  private var sum = 0.0
  private var count = 0

  init(expiry: Timestamp) { self.expiry = expiry }

  private static let windowMicroseconds = Int64(SimulatedSurface.windowSeconds * 1e6)

  /// Takes the index at an instant, which counts inside the window.
  mutating func take(_ index: Double, at time: Timestamp) {
    guard time.microseconds > expiry.microseconds - Self.windowMicroseconds, time <= expiry else {
      return
    }
    sum += index
    count += 1
  }

  /// The average so far; nil before the window.
  var average: Double? { count == 0 ? nil : sum / Double(count) }

  /// The share of the window that has passed, 0 to 1.
  func elapsed(at time: Timestamp) -> Double {
    let passed = time.microseconds - expiry.microseconds + Self.windowMicroseconds
    return min(1, max(0, Double(passed) / Double(Self.windowMicroseconds)))
  }

  /// What is fixed, as a ticker says it; nil before the window.
  func observation(at time: Timestamp) -> InstrumentObservation.SettlementAverage? {
    average.map { .init(average: $0, elapsed: elapsed(at: time)) }
  }
}
