import Synchronization

/// A number that only grows.
public final class Counter: MetricFamily {
  let name: String
  let help: String
  private let labels: [String]
  private let series: Mutex<MetricSeries<Double>>

  init(name: String, help: String, labels: [String]) {
    self.name = name
    self.help = help
    self.labels = labels
    var series = MetricSeries<Double>()
    // Without labels there is one series, and it is 0 before anything was counted.
    if labels.isEmpty { series.change([], from: 0) { _ in } }
    self.series = Mutex(series)
  }

  /// Adds to a series.
  ///
  /// - Precondition: As many label values as labels; `amount` ≥ 0.
  public func add(_ amount: Double = 1, _ values: [String] = []) {
    precondition(values.count == labels.count && amount >= 0, "A use of \(name) that is wrong.")
    series.withLock { $0.change(values, from: 0) { $0 += amount } }
  }

  /// The value of a series; 0 before it was counted.
  public func value(_ values: [String] = []) -> Double {
    series.withLock { $0.value(values) ?? 0 }
  }

  var values: [(labels: [String], value: Double)] { series.withLock { $0.sorted } }

  var text: String {
    heading("counter")
      + series.withLock { $0.sorted }.map {
        MetricText.line(name, labels, $0.labels, $0.value)
      }.joined()
  }
}
