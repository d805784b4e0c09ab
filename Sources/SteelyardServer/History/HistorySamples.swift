package import SteelyardContracts

/// The samples that are kept, within a budget: a third of it for each span.
struct HistorySamples {
  /// Most bytes of all samples.
  let bytesMax: Int
  private var spans: [HistorySpan: [HistorySample]] = [:]

  /// No samples.
  init(bytesMax: Int) { self.bytesMax = bytesMax }

  /// The samples of a span, the oldest first.
  subscript(span: HistorySpan) -> [HistorySample] { spans[span] ?? [] }

  /// Bytes of all samples.
  var byteCount: Int {
    spans.values.reduce(0) { $0 + $1.reduce(0) { $0 + $1.byteCount } }
  }

  /// Samples of a span that the budget holds at so many accounts; never fewer than two.
  func countMax(accounts: Int) -> Int {
    max(2, bytesMax / HistorySpan.allCases.count / HistorySample.byteCount(accounts: accounts))
  }

  /// Seconds between two samples of a span.
  func spacingSeconds(_ span: HistorySpan, accounts: Int) -> Double {
    max(span.spacingSecondsMin, span.seconds / Double(countMax(accounts: accounts) - 1))
  }

  /// The spans whose next sample has come.
  func due(at now: Timestamp, accounts: Int) -> [HistorySpan] {
    HistorySpan.allCases.filter { span in
      guard let last = self[span].last else { return true }
      return last.time.seconds(to: now) >= spacingSeconds(span, accounts: accounts)
    }
  }

  /// Keeps a sample, and forgets what is older than the span or beyond the budget.
  mutating func keep(_ sample: HistorySample, in span: HistorySpan) {
    var samples = self[span]
    spans[span] = nil
    samples.append(sample)
    let countMax = countMax(accounts: sample.accountCount)
    let oldest = samples.firstIndex { $0.time.seconds(to: sample.time) <= span.seconds } ?? 0
    samples.removeFirst(max(oldest, samples.count - countMax))
    spans[span] = samples
  }

  /// The samples of all spans from a time on, each stretch at its finest, the oldest first.
  func all(since: Timestamp?) -> [HistorySample] {
    var all: [HistorySample] = []
    // From the finest: what a coarser span adds is before the first that is there.
    for span in HistorySpan.allCases {
      let first = all.first?.time
      all = self[span].filter { sample in first.map { sample.time < $0 } ?? true } + all
    }
    guard let since else { return all }
    return all.filter { $0.time >= since }
  }
}

extension Timestamp {
  /// Seconds from this time to another; negative for an earlier one.
  package func seconds(to other: Timestamp) -> Double {
    Double(other.microseconds - microseconds) * 1e-6
  }
}
