import Synchronization

/// Counters, gauges and histograms, and their text for Prometheus (exposition format 0.0.4).
///
/// Names begin with `steelyard_`, end in their unit (counters in `_total`), and labels have few values: a family
/// that would pass its limit of series counts the rest under `other`.
public final class Metrics: Sendable {
  private let families = Mutex<[String: any MetricFamily]>([:])

  /// Most series of one family.
  public static let seriesMax = 2_000
  /// The media type of the text.
  public static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

  /// No metrics yet.
  public init() {}

  /// A counter; the same one for the same name.
  ///
  /// - Precondition: The name ends in `_total`, and no metric of another kind has it.
  public func counter(_ name: String, _ help: String, labels: [String] = []) -> Counter {
    precondition(name.hasSuffix("_total"), "The counter \(name) does not end in _total.")
    return family(name) { Counter(name: name, help: help, labels: labels) }
  }

  /// A gauge; the same one for the same name.
  ///
  /// - Precondition: No metric of another kind has the name.
  public func gauge(_ name: String, _ help: String, labels: [String] = []) -> Gauge {
    family(name) { Gauge(name: name, help: help, labels: labels) }
  }

  /// A histogram; the same one for the same name.
  ///
  /// - Parameter bounds: Upper bounds of the buckets in the metric's unit, ascending.
  /// - Precondition: The bounds ascend, and no metric of another kind has the name.
  public func histogram(
    _ name: String, _ help: String, labels: [String] = [],
    bounds: [Double] = Histogram.secondsBounds
  ) -> Histogram {
    precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "Bounds do not ascend.")
    return family(name) { Histogram(name: name, help: help, labels: labels, bounds: bounds) }
  }

  /// A gauge whose values are asked for when somebody reads them.
  ///
  /// - Parameter values: Label values and value of each series; called on any thread, so it must be quick.
  /// - Precondition: The name is new.
  public func observed(
    _ name: String, _ help: String, labels: [String] = [],
    _ values: @escaping @Sendable () -> [(labels: [String], value: Double)]
  ) {
    add(ObservedFamily(name: name, help: help, kind: .gauge, labels: labels, values: values))
  }

  /// A counter that somebody else keeps.
  ///
  /// - Parameter values: As for a gauge; they never fall.
  /// - Precondition: The name is new and ends in `_total`.
  public func observedCounter(
    _ name: String, _ help: String, labels: [String] = [],
    _ values: @escaping @Sendable () -> [(labels: [String], value: Double)]
  ) {
    precondition(name.hasSuffix("_total"), "The counter \(name) does not end in _total.")
    add(ObservedFamily(name: name, help: help, kind: .counter, labels: labels, values: values))
  }

  /// A histogram that somebody else keeps.
  ///
  /// - Precondition: The name is new.
  func observedHistogram(
    _ name: String, _ help: String, _ values: @escaping @Sendable () -> ObservedHistogram.Values
  ) {
    add(ObservedHistogram(name: name, help: help, values: values))
  }

  private func add(_ family: any MetricFamily) {
    families.withLock { families in
      precondition(families[family.name] == nil, "The metric \(family.name) is there already.")
      families[family.name] = family
    }
  }

  private func family<Family: MetricFamily>(_ name: String, _ make: () -> Family) -> Family {
    families.withLock { families in
      guard let present = families[name] else {
        let made = make()
        families[name] = made
        return made
      }
      guard let family = present as? Family else {
        preconditionFailure("The metric \(name) is of another kind.")
      }
      return family
    }
  }

  /// The series of a counter or a gauge; none for a name that there is not, and of a histogram.
  func values(of name: String) -> [(labels: [String], value: Double)] {
    families.withLock { $0[name] }?.values ?? []
  }

  /// All metrics as text, families in the order of their names.
  public var text: String {
    // Values are read outside the lock: an observed gauge may take locks of its own.
    let families = families.withLock { $0.sorted { $0.key < $1.key }.map(\.value) }
    return families.map(\.text).joined()
  }
}
