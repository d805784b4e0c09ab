public import SteelyardContracts

/// Numbers of one kind in order of time, with their running sums: a mean over any stretch costs the same.
public struct PastSeries: Sendable, Hashable {
  /// When each became known, ascending.
  public private(set) var times: [Timestamp] = []
  /// The numbers; shape `[row]`.
  public private(set) var values: [Double] = []
  /// The sum of all numbers before each; shape `[row + 1]`.
  private var sums: [Double] = [0]

  /// Nothing yet.
  public init() {}

  /// How many there are.
  public var count: Int { values.count }
  /// The latest; nil where there is none.
  public var last: Double? { values.last }
  /// When the latest became known.
  public var lastTime: Timestamp? { times.last }

  /// The number so many rows before the latest; nil where there is none.
  public func value(rowsBack rows: Int) -> Double? {
    rows >= 0 && rows < count ? values[count - 1 - rows] : nil
  }

  /// The sum of the latest so many; nil where there are fewer, or none is asked for.
  public func sum(latest rows: Int) -> Double? {
    rows > 0 && rows <= count ? sums[count] - sums[count - rows] : nil
  }

  /// The mean of the latest so many; nil where there are fewer.
  public func mean(latest rows: Int) -> Double? { sum(latest: rows).map { $0 / Double(rows) } }

  /// How many became known after an instant.
  public func rows(after instant: Timestamp) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= instant { low = middle + 1 } else { high = middle }
    }
    return count - low
  }

  mutating func append(_ value: Double, at time: Timestamp) {
    times.append(time)
    values.append(value)
    sums.append(sums[sums.count - 1] + value)
  }

  mutating func reserve(_ rows: Int) {
    times.reserveCapacity(rows)
    values.reserveCapacity(rows)
    sums.reserveCapacity(rows + 1)
  }
}
