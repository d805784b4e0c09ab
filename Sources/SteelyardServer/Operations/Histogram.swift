import Synchronization

/// How often values fell under each of some bounds, with their sum and count.
public final class Histogram: MetricFamily {
  private struct Buckets {
    var counts: [Int]
    var sum = 0.0
    var count = 0
  }

  let name: String
  let help: String
  private let labels: [String]
  private let bounds: [Double]
  private let series = Mutex(MetricSeries<Buckets>())

  /// Bounds for times from 100 microseconds to 10 seconds.
  public static let secondsBounds = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ]

  init(name: String, help: String, labels: [String], bounds: [Double]) {
    self.name = name
    self.help = help
    self.labels = labels
    self.bounds = bounds
  }

  /// Counts a value.
  ///
  /// - Precondition: As many label values as labels.
  public func record(_ value: Double, _ values: [String] = []) {
    precondition(values.count == labels.count, "A use of \(name) that is wrong.")
    let index = bounds.firstIndex { value <= $0 }
    series.withLock {
      $0.change(values, from: Buckets(counts: [Int](repeating: 0, count: bounds.count))) {
        buckets in
        if let index { buckets.counts[index] += 1 }
        buckets.sum += value
        buckets.count += 1
      }
    }
  }

  var text: String {
    heading("histogram") + series.withLock { $0.sorted }.map { lines($0.labels, $0.value) }.joined()
  }

  private func lines(_ values: [String], _ buckets: Buckets) -> String {
    var text = ""
    var below = 0
    for (bound, count) in zip(bounds, buckets.counts) {
      below += count
      text += MetricText.line(
        name + "_bucket", labels + ["le"], values + [MetricText.number(bound)], Double(below))
    }
    text += MetricText.line(
      name + "_bucket", labels + ["le"], values + ["+Inf"], Double(buckets.count))
    text += MetricText.line(name + "_sum", labels, values, buckets.sum)
    text += MetricText.line(name + "_count", labels, values, Double(buckets.count))
    return text
  }
}
