import Glibc
public import SteelyardContracts

/// Logarithmic returns of one history over a horizon, in order of time.
public struct LogReturns: Sendable, Hashable {
  /// Which windows are taken.
  public enum Sampling: Sendable, Hashable {
    /// One window ends at every row.
    case overlapping
    /// Windows lie end to end. They end so many seconds after multiples of the horizon since
    /// 1970-01-01T00:00:00Z, so adding rows at either end changes no window in between.
    case nonOverlapping(offsetSeconds: Int64)
  }

  /// The length of each window.
  public let horizon: HistoryInterval
  /// Ends of the windows, when each return became known; rising strictly.
  public let times: [Timestamp]
  /// ln(close at the end / close at the start); shape `[window]`.
  public let values: [Double]
  /// Windows between the first and the last row that lack a close at one end.
  public let missingCount: Int

  init(horizon: HistoryInterval, times: [Timestamp], values: [Double], missingCount: Int) {
    self.horizon = horizon
    self.times = times
    self.values = values
    self.missingCount = missingCount
  }
}

extension PriceHistory {
  /// Returns over a horizon, from closes that are exactly that far apart.
  ///
  /// A window with a missing close at one end gives no return; nothing is bridged.
  ///
  /// - Throws: `invalidInput` unless the horizon is a multiple of the interval.
  public func logReturns(
    over horizon: HistoryInterval, _ sampling: LogReturns.Sampling
  ) throws(SteelyardError) -> LogReturns {
    let grid = try ReturnGrid(interval: interval, horizon: horizon, sampling)
    guard let first = times.first, let last = times.last else {
      return LogReturns(horizon: horizon, times: [], values: [], missingCount: 0)
    }
    let start = Timestamp(microseconds: first.microseconds + horizon.microseconds)
    let ends = grid.ends(from: start, to: last)
    let returns = logReturns(endingAt: ends, over: horizon)
    let present = returns.indices.filter { !returns[$0].isNaN }
    return LogReturns(
      horizon: horizon, times: present.map { ends[$0] }, values: present.map { returns[$0] },
      missingCount: ends.count - present.count)
  }

  /// Returns over a horizon at rising ends; NaN where a close is missing.
  func logReturns(endingAt ends: [Timestamp], over horizon: HistoryInterval) -> [Double] {
    // Both ends of the window only move forward, so one pass over the times finds them all.
    var start = 0
    var end = 0
    return ends.map { instant in
      let opening = instant.microseconds - horizon.microseconds
      while start < times.count, times[start].microseconds < opening { start += 1 }
      while end < times.count, times[end] < instant { end += 1 }
      guard start < times.count, end < times.count, times[start].microseconds == opening,
        times[end] == instant
      else { return .nan }
      return log(closes[end] / closes[start])
    }
  }
}

/// Where the windows of returns end.
struct ReturnGrid {
  private let step: Int64
  /// Microseconds after a multiple of the step; nil where the rows' own times decide.
  private let offset: Int64?

  init(
    interval: HistoryInterval, horizon: HistoryInterval, _ sampling: LogReturns.Sampling
  ) throws(SteelyardError) {
    guard horizon.seconds % interval.seconds == 0 else {
      throw SteelyardError(
        .invalidInput, "A horizon of \(horizon) is no multiple of \(interval).",
        remedy: "Give a multiple of the history's interval.")
    }
    switch sampling {
    case .overlapping:
      step = interval.microseconds
      offset = nil
    case .nonOverlapping(let offsetSeconds):
      guard (0..<horizon.seconds).contains(offsetSeconds) else {
        throw SteelyardError(
          .invalidInput, "Windows of \(horizon) can't be offset by \(offsetSeconds) s.",
          remedy: "Give 0 to \(horizon.seconds - 1).")
      }
      step = horizon.microseconds
      offset = offsetSeconds * 1_000_000
    }
  }

  /// The ends from the first on or after `start` to the last on or before `last`.
  func ends(from start: Timestamp, to last: Timestamp) -> [Timestamp] {
    let first: Int64
    if let offset {
      let past = (start.microseconds - offset) % step
      first = start.microseconds + (past == 0 ? 0 : past < 0 ? -past : step - past)
    } else {
      first = start.microseconds
    }
    guard first <= last.microseconds else { return [] }
    return stride(from: first, through: last.microseconds, by: Int64.Stride(step)).map {
      Timestamp(microseconds: $0)
    }
  }
}
