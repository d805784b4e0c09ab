public import SteelyardContracts
import SteelyardMath

/// How much order books hold by distance from the middle, over their samples.
public struct DepthProfile: Sendable, Hashable {
  /// One sample of one book at one distance.
  public struct Sample: Sendable, Hashable {
    /// Which book.
    public let book: String
    /// When; samples of one instant have the same.
    public let time: Timestamp
    /// Middle price, USD.
    public let mid: Double
    /// Distance from it, as a share: 0.001 for 10 basis points.
    public let distance: Double
    /// Coins bid within it: what sales down to there meet.
    public let bid: Double
    /// Coins offered within it.
    public let ask: Double

    /// A sample from its parts.
    public init(
      book: String, time: Timestamp, mid: Double, distance: Double, bid: Double, ask: Double
    ) {
      self.book = book
      self.time = time
      self.mid = mid
      self.distance = distance
      self.bid = bid
      self.ask = ask
    }
  }

  /// Coins within a distance of the middle.
  public struct Level: Sendable, Hashable {
    /// As a share.
    public let distance: Double
    /// Coins, the median over the samples, summed over the books.
    public let bid: Double
    /// The same of the other side.
    public let ask: Double
  }

  /// The books, in order of their names.
  public let books: [String]
  /// Instants sampled.
  public let sampleCount: Int
  /// Median of the middle prices, USD.
  public let mid: Double
  /// By distance, rising: those that all books have.
  public let levels: [Level]
  /// How depth went with moves.
  public let stress: Stress?

  /// How the depth of an instant goes with the move that led to it.
  ///
  /// The slope of depth over its median on |move| over its mean, of all books and the farthest distance; a thinning of depth would
  /// show as a slope below 0.
  public struct Stress: Sendable, Hashable {
    /// Slope.
    public let slope: Double
    /// Its standard error.
    public let standardError: Double
    /// Largest |move| over the mean: how much stress was in the samples.
    public let largestMove: Double
  }

  /// Gathers samples.
  ///
  /// - Parameter leastDistance: Distances below it are left out: there the tick and the spread decide.
  /// - Throws: `invalidInput` where nothing is left, or a number can't be.
  public init(_ samples: [Sample], leastDistance: Double) throws(SteelyardError) {
    for (place, sample) in samples.enumerated() {
      guard sample.mid > 0, sample.mid.isFinite, sample.distance > 0, sample.distance < 1,
        sample.bid >= 0, sample.bid.isFinite, sample.ask >= 0, sample.ask.isFinite
      else {
        throw SteelyardError(
          .invalidInput, "A sample of \(sample.book.prefix(40)) has a number that can't be.",
          remedy: "Give prices above 0, distances between 0 and 1 and sizes of 0 or more.",
          subject: .scenario(place))
      }
    }
    let names = Set(samples.map(\.book)).sorted()
    books = names
    let times = Set(samples.map(\.time))
    sampleCount = times.count
    let mids = samples.map(\.mid).sorted()
    mid = Self.median(mids)
    var levels: [Level] = []
    let byDistance = Dictionary(grouping: samples) { $0.distance }
    for distance in byDistance.keys.sorted() where distance >= leastDistance {
      let byBook = Dictionary(grouping: byDistance[distance] ?? []) { $0.book }
      guard byBook.count == names.count else { continue }
      var bid = 0.0
      var ask = 0.0
      for name in names {
        bid += Self.median((byBook[name] ?? []).map(\.bid).sorted())
        ask += Self.median((byBook[name] ?? []).map(\.ask).sorted())
      }
      if bid > 0, ask > 0 { levels.append(Level(distance: distance, bid: bid, ask: ask)) }
    }
    guard !levels.isEmpty else {
      throw SteelyardError(
        .invalidInput, "No distance from \(leastDistance) up is told of every book.",
        remedy: "Choose fewer books, or a smaller least distance.")
    }
    self.levels = levels
    stress = Self.stress(byDistance[levels[levels.count - 1].distance] ?? [], books: names.count)
  }

  private static func stress(_ samples: [Sample], books: Int) -> Stress? {
    let byTime = Dictionary(grouping: samples) { $0.time }.filter { $0.value.count == books }
    let times = byTime.keys.sorted()
    guard times.count > 10 else { return nil }
    var depths: [Double] = []
    var mids: [Double] = []
    for time in times {
      // In the order of the names, so that sums are the same for any order of rows.
      let of = (byTime[time] ?? []).sorted { $0.book < $1.book }
      depths.append(of.reduce(0) { $0 + $1.bid + $1.ask })
      mids.append(of.reduce(0) { $0 + $1.mid } / Double(of.count))
    }
    let moves = zip(mids, mids.dropFirst()).map { ($1 / $0 - 1).magnitude }
    let mean = moves.reduce(0, +) / Double(moves.count)
    let usual = median(depths.sorted())
    guard mean > 0, usual > 0 else { return nil }
    let line = lineFit(moves.map { $0 / mean }, depths.dropFirst().map { $0 / usual })
    guard line.status == .converged else { return nil }
    return Stress(
      slope: line.slope, standardError: line.slopeStandardError,
      largestMove: (moves.max() ?? 0) / mean)
  }

  private static func median(_ sorted: [Double]) -> Double {
    SteelyardMath.quantile(0.5, ofSorted: sorted, convention: .averagedInvertedDistribution) ?? 0
  }
}
