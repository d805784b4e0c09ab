/// Values that are asked for at each reading.
final class ObservedFamily: MetricFamily {
  /// What the values do.
  enum Kind: String, Sendable {
    /// They go up and down.
    case gauge
    /// They only grow.
    case counter
  }

  let name: String
  let help: String
  private let kind: Kind
  private let labels: [String]
  private let read: @Sendable () -> [(labels: [String], value: Double)]

  init(
    name: String, help: String, kind: Kind, labels: [String],
    values: @escaping @Sendable () -> [(labels: [String], value: Double)]
  ) {
    self.name = name
    self.help = help
    self.kind = kind
    self.labels = labels
    read = values
  }

  var values: [(labels: [String], value: Double)] { read() }

  var text: String {
    heading(kind.rawValue)
      + read().prefix(Metrics.seriesMax).map {
        MetricText.line(name, labels, $0.labels, $0.value)
      }.joined()
  }
}

/// A histogram that somebody else keeps, asked for at each reading.
final class ObservedHistogram: MetricFamily {
  /// How it stands.
  struct Values: Sendable {
    /// Upper bounds of the buckets, ascending.
    let bounds: [Double]
    /// Values within each bound and over the one before it.
    let counts: [UInt64]
    /// Values in all.
    let count: UInt64
    /// Their sum.
    let sum: Double
  }

  let name: String
  let help: String
  private let values: @Sendable () -> Values

  init(name: String, help: String, values: @escaping @Sendable () -> Values) {
    self.name = name
    self.help = help
    self.values = values
  }

  var text: String {
    let values = values()
    var text = heading("histogram")
    var below: UInt64 = 0
    for (bound, count) in zip(values.bounds, values.counts) {
      below += count
      text += MetricText.line(name + "_bucket", ["le"], [MetricText.number(bound)], Double(below))
    }
    text += MetricText.line(name + "_bucket", ["le"], ["+Inf"], Double(values.count))
    text += MetricText.line(name + "_sum", [], [], values.sum)
    text += MetricText.line(name + "_count", [], [], Double(values.count))
    return text
  }
}
