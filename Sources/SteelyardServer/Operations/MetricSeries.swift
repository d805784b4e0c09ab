/// The series of a family by their label values, never more than the limit.
struct MetricSeries<Value> {
  private var values: [[String]: Value] = [:]

  /// Changes a series, made anew where it is not there.
  ///
  /// Beyond the limit, the series `other` is changed.
  mutating func change(
    _ labels: [String], from start: @autoclosure () -> Value, _ change: (inout Value) -> Void
  ) {
    if let place = values.index(forKey: labels) { return change(&values.values[place]) }
    var key = labels
    if values.count >= Metrics.seriesMax { key = labels.map { _ in "other" } }
    change(&values[key, default: start()])
  }

  /// Takes a series away.
  mutating func remove(_ labels: [String]) { values[labels] = nil }

  /// The value of a series.
  func value(_ labels: [String]) -> Value? { values[labels] }

  /// Series in the order of their labels, so that the text is the same for the same values.
  var sorted: [(labels: [String], value: Value)] {
    values.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, $0.value) }
  }
}
