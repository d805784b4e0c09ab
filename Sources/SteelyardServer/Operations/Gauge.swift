import Synchronization

/// A number that goes up and down.
public final class Gauge: MetricFamily {
  let name: String
  let help: String
  private let labels: [String]
  private let series = Mutex(MetricSeries<Double>())

  init(name: String, help: String, labels: [String]) {
    self.name = name
    self.help = help
    self.labels = labels
  }

  /// Sets a series.
  ///
  /// - Precondition: As many label values as labels.
  public func set(_ value: Double, _ values: [String] = []) {
    precondition(values.count == labels.count, "A use of \(name) that is wrong.")
    series.withLock { $0.change(values, from: 0) { $0 = value } }
  }

  /// Adds to a series; negative to take away.
  ///
  /// - Precondition: As many label values as labels.
  public func add(_ amount: Double, _ values: [String] = []) {
    precondition(values.count == labels.count, "A use of \(name) that is wrong.")
    series.withLock { $0.change(values, from: 0) { $0 += amount } }
  }

  /// Takes a series away: what it told of is gone.
  public func remove(_ values: [String]) { series.withLock { $0.remove(values) } }

  /// The value of a series; `nil` before it was set.
  public func value(_ values: [String] = []) -> Double? {
    series.withLock { $0.value(values) }
  }

  var values: [(labels: [String], value: Double)] { series.withLock { $0.sorted } }

  var text: String {
    heading("gauge")
      + series.withLock { $0.sorted }.map {
        MetricText.line(name, labels, $0.labels, $0.value)
      }.joined()
  }
}
