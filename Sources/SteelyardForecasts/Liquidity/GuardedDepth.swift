public import SteelyardContracts
import SteelyardMath

/// An estimate of order-book depth that quotes put up for show cannot raise.
///
/// Of the last n samples, in rising order x₁ … x_n, the genuine depth is meant to be the low quantile
/// x_k with k = ⌈q n⌉. Up to m = ⌊s n⌋ samples may be false. What counts is x_{k−m} of what was seen:
/// raising m samples in any way lifts the (k − m)-th to at most the genuine k-th, so **spoofed depth in
/// no more than the share s of samples never takes the estimate above the genuine quantile**, and a
/// cost that falls with depth never below its genuine value. (No estimate that varies at all can
/// ignore them altogether: chains of m changes connect any two windows.)
///
/// Against a spoofer who is there all the time, what counts rises by at most a set share per sample of
/// the larger of itself and the depth it began with: after j samples it is at most (1 + rise)^j times
/// that. It falls at once, to zero if need be, and comes back from there. So showing less can raise a
/// margin at any time, and showing more cannot lower it but slowly.
public struct GuardedDepth: Sendable, Hashable {
  /// Longest window accepted.
  public static let windowMax = 100_000

  /// How many samples count.
  public let window: Int
  /// q: which quantile stands for the genuine depth, such as 0.2.
  public let quantile: Double
  /// s: the share of samples that may be false, below q.
  public let spoofedShare: Double
  /// What counted before any sample, such as the calibrated depth.
  public let start: Double
  /// The most that `counted` rises with one sample, as a share of the larger of itself and `start`.
  public let risePerSample: Double
  /// The depth to count with, in the unit of the samples.
  public private(set) var counted: Double
  /// Samples in a ring, and the same in rising order.
  private var ring: [Double] = []
  private var sorted: [Double] = []
  private var oldest = 0

  /// An empty window with a depth to begin with.
  ///
  /// - Parameters:
  ///   - start: What counts before any sample, > 0.
  ///   - window: Samples, 1 to `windowMax`.
  ///   - quantile: q, above 0 and at most 1.
  ///   - spoofedShare: s, from 0 to below q.
  ///   - risePerSample: ≥ 0.
  /// - Throws: `invalidInput` for a number outside its range.
  public init(
    start: Double, window: Int, quantile: Double, spoofedShare: Double, risePerSample: Double
  ) throws(SteelyardError) {
    guard start > 0, start.isFinite, (1...GuardedDepth.windowMax).contains(window),
      quantile > 0, quantile <= 1, spoofedShare >= 0, spoofedShare < quantile,
      risePerSample >= 0, risePerSample.isFinite
    else {
      throw SteelyardError(
        .invalidInput,
        "Start \(start), window \(window), quantile \(quantile), spoofed share \(spoofedShare), rise"
          + " \(risePerSample): no guard.",
        remedy:
          "Give a window of 1 to \(GuardedDepth.windowMax), a spoofed share below the quantile,"
          + " a start above 0 and a rise of at least 0.")
    }
    self.start = start
    self.window = window
    self.quantile = quantile
    self.spoofedShare = spoofedShare
    self.risePerSample = risePerSample
    counted = start
  }

  /// Takes one sample of depth.
  ///
  /// - Parameter depth: ≥ 0, such as the thinner side within a band.
  /// - Throws: `invalidInput` for a number that is none; nothing is changed.
  public mutating func update(_ depth: Double) throws(SteelyardError) {
    guard depth >= 0, depth.isFinite else {
      throw SteelyardError(
        .invalidInput, "\(depth) is no depth.", remedy: "Give a quantity of at least 0.")
    }
    if ring.count < window {
      ring.append(depth)
    } else {
      sorted.remove(at: GuardedDepth.place(of: ring[oldest], in: sorted))
      ring[oldest] = depth
      oldest = (oldest + 1) % window
    }
    sorted.insert(depth, at: GuardedDepth.place(of: depth, in: sorted))
    let low = sorted[rank - 1 - spoofedCount]
    counted = min(low, counted + risePerSample * max(counted, start))
  }

  /// How many samples of the window may be false.
  public var spoofedCount: Int {
    // A window of few samples can bear fewer than its share.
    min(Int((spoofedShare * Double(ring.count)).rounded(.down)), max(0, rank - 1))
  }

  /// k: the rank of the quantile, from 1; 0 without samples.
  private var rank: Int {
    ring.isEmpty ? 0 : max(1, Int((quantile * Double(ring.count) - 1e-9).rounded(.up)))
  }

  /// The genuine quantile if no sample is false, nil without samples; never below `counted`.
  public var seenQuantile: Double? { sorted.isEmpty ? nil : sorted[rank - 1] }

  /// Where a number stands, or belongs, in rising order.
  private static func place(of depth: Double, in sorted: [Double]) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < depth { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
