package import SteelyardContracts
package import SteelyardEngine
import Synchronization

/// How accounts stood through time: bounded in memory, and in a file that outlives the process.
package final class AccountHistory: Sendable {
  fileprivate struct State {
    var samples: HistorySamples
    var file: HistoryFile?
    var isFailing = false
  }

  private let state: Mutex<State>
  private let log: Log?

  /// Bytes of all samples where nothing else is configured.
  package static let bytesStandard = 64 << 20

  /// A history in memory alone.
  package init(bytesMax: Int) {
    state = Mutex(State(samples: HistorySamples(bytesMax: bytesMax), file: nil))
    log = nil
  }

  /// A history with a file.
  ///
  /// - Parameters:
  ///   - journal: The instance of the journal whose accounts they are.
  /// - Throws: `unavailable` where the file can't be written.
  package init(
    path: String, journal: [UInt8], bytesMax: Int, log: Log
  ) throws(SteelyardError) {
    var file = HistoryFile(path: path, journal: journal)
    let found = try file.open()
    if let damage = found.damage {
      log.write(.warning, "history cut", ["file": .text(path), "reason": .text(damage)])
    }
    var samples = HistorySamples(bytesMax: bytesMax)
    for record in found.records { samples.keep(record.sample, in: record.span) }
    state = Mutex(State(samples: samples, file: file))
    self.log = log
  }

  /// Whether the next sample has come.
  package func isDue(at now: Timestamp, accounts: Int) -> Bool {
    state.withLock { !$0.samples.due(at: now, accounts: accounts).isEmpty }
  }

  /// Keeps a reading in the spans whose next sample has come.
  package func keep(_ reading: BookReading, at now: Timestamp) {
    keep(HistorySample(reading, at: now))
  }

  /// Keeps a sample in the spans whose next one has come.
  package func keep(_ sample: HistorySample) {
    state.withLock { state in
      let due = state.samples.due(at: sample.time, accounts: sample.accountCount)
      for span in due { state.samples.keep(sample, in: span) }
      guard !due.isEmpty, state.file != nil else { return }
      do throws(SteelyardError) {
        try state.write(due.map { ($0, sample) })
        state.isFailing = false
      } catch {
        // Told once: the history goes on in memory.
        if !state.isFailing {
          log?.write(.error, "history not kept", ["reason": .text(error.message)])
        }
        state.isFailing = true
      }
    }
  }

  /// When the last sample was taken; nil before the first.
  package var last: Timestamp? { state.withLock { $0.samples[.hour].last?.time } }

  /// Bytes of all samples in memory.
  package var byteCount: Int { state.withLock { $0.samples.byteCount } }

  /// One account through time.
  package struct Course {
    /// The samples in which it is, the oldest first.
    package var samples: [HistorySample]
    /// Its first sample that is kept; nil for none.
    package var keptSince: Timestamp?
    /// Seconds between two samples of the last hour.
    package var spacingSeconds: Double
  }

  /// An account from a time on, in at most so many points, which are evenly spaced as far as samples are.
  ///
  /// - Parameter row: The account's row in the book.
  package func course(of row: Int, since: Timestamp?, countMax: Int) -> Course {
    let samples = state.withLock { $0.samples }
    let all = samples.all(since: nil).filter { $0[row, .equity] != nil }
    let wanted = since.map { since in all.filter { $0.time >= since } } ?? all
    return Course(
      samples: AccountHistory.thinned(wanted, to: countMax), keptSince: all.first?.time,
      spacingSeconds: samples.spacingSeconds(
        .hour, accounts: all.last?.accountCount ?? row + 1))
  }

  /// The samples nearest to times that are evenly spaced from the first to the last.
  static func thinned(_ samples: [HistorySample], to countMax: Int) -> [HistorySample] {
    guard samples.count > countMax, countMax > 1, let first = samples.first,
      let last = samples.last
    else { return Array(samples.suffix(countMax)) }
    let span = first.time.seconds(to: last.time)
    var kept: [HistorySample] = []
    var place = 0
    for point in 0..<countMax {
      let wanted = span * Double(point) / Double(countMax - 1)
      func distance(_ place: Int) -> Double {
        abs(first.time.seconds(to: samples[place].time) - wanted)
      }
      while place + 1 < samples.count, distance(place + 1) <= distance(place) { place += 1 }
      if kept.last?.time != samples[place].time { kept.append(samples[place]) }
    }
    return kept
  }
}

extension AccountHistory.State {
  /// Adds samples to the file; writes it anew where more than half of it is forgotten.
  fileprivate mutating func write(
    _ records: [(span: HistorySpan, sample: HistorySample)]
  ) throws(SteelyardError) {
    guard let size = file?.byteCount else { return }
    if size <= 2 * samples.byteCount + AccountHistory.slackBytes {
      try file?.append(records)
    } else {
      let kept = HistorySpan.allCases.flatMap { span in samples[span].map { (span, $0) } }
      try file?.replace(with: kept)
    }
  }
}

extension AccountHistory {
  /// What a file may have beside twice its samples.
  fileprivate static let slackBytes = 1 << 20
}
