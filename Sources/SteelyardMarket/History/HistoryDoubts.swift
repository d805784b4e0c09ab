import Glibc
import SteelyardContracts

/// The search for rows that are in order but may be wrong: spikes, stale runs, lone deviations.
struct HistoryDoubts {
  private let rows: HistoryRows
  private let rules: HistoryCheckRules
  private let peers: HistoryPeers
  private var isExplained: [Bool]

  private(set) var findings: [HistoryFinding] = []
  private(set) var isDropped: [Bool]

  init(_ rows: HistoryRows, rules: HistoryCheckRules, peers: HistoryPeers) {
    self.rows = rows
    self.rules = rules
    self.peers = peers
    isDropped = rows.times.map { _ in false }
    isExplained = isDropped
  }

  /// Jumps that come back: dropped where another venue doesn't show them, kept where it does.
  mutating func findSpikes() {
    var index = 1
    while index + 1 < rows.values.count {
      let before = rows.values[index - 1]
      let jump = move(from: before, to: rows.values[index])
      guard abs(jump) > rules.jumpMin, abs(jump) > rules.jumpScaleMultiple * usualMove(at: index),
        let end = endOfSpike(from: index, before: before, jump: jump)
      else {
        index += 1
        continue
      }
      let agreement = agreementWithPeers(index..<end)
      settle(
        .spike, index..<end, reference: peers.value(at: rows.times[index]) ?? before,
        agreement.map { $0 ? .kept : .dropped } ?? .unresolved)
      index = end
    }
  }

  /// Runs of equal values: stale where another venue moved meanwhile, then only the first is kept.
  mutating func findStaleRuns() {
    guard let rowsMin = rules.staleRowsMin else { return }
    var start = 0
    while start < rows.values.count {
      var end = start + 1
      while end < rows.values.count, rows.values[end] == rows.values[start] { end += 1 }
      if end - start >= rowsMin { settleRun(start..<end) }
      start = end
    }
  }

  /// Rows away from the other venues that nothing above explains; a person has to look.
  mutating func findDeviations() {
    var start = 0
    while start < rows.values.count {
      var end = start
      while end < rows.values.count, !isExplained[end], agrees(end) == false { end += 1 }
      if end > start {
        settle(
          .deviation, start..<end, reference: peers.value(at: rows.times[start]), .unresolved)
      }
      start = max(end, start + 1)
    }
  }

  private mutating func settleRun(_ run: Range<Int>) {
    let seen = run.compactMap { peers.value(at: rows.times[$0]) }
    guard let first = seen.first, seen.count > 1 else {
      return settle(.staleRun, run, reference: nil, .unresolved)
    }
    let isStale = seen.contains { abs(move(from: first, to: $0)) > rules.staleMoveMin }
    // The first of the run is an observation; the rest only repeat it.
    settle(
      .staleRun, isStale ? run.dropFirst() : run, reference: seen.last, isStale ? .dropped : .kept)
  }

  private mutating func settle(
    _ kind: HistoryFinding.Kind, _ range: Range<Int>, reference: Double?,
    _ action: HistoryFinding.Action
  ) {
    findings.append(
      HistoryFinding(
        kind, from: rows.times[range.lowerBound], to: rows.times[range.upperBound - 1],
        rowCount: range.count, value: rows.values[range.lowerBound], reference: reference, action))
    for index in range {
      isExplained[index] = true
      if action == .dropped { isDropped[index] = true }
    }
  }

  /// The row after a spike, or nil where the value doesn't come back soon enough.
  private func endOfSpike(from index: Int, before: Double, jump: Double) -> Int? {
    for end in index + 1...index + rules.spikeRowsMax where end < rows.values.count {
      let remaining = move(from: before, to: rows.values[end])
      if abs(remaining) <= rules.remainingShareMax * abs(jump) { return end }
    }
    return nil
  }

  /// Whether other venues show these values; nil where none of them has any of these times.
  private func agreementWithPeers(_ range: Range<Int>) -> Bool? {
    let answers = range.compactMap { agrees($0) }
    return answers.isEmpty ? nil : answers.allSatisfy(\.self)
  }

  private func agrees(_ index: Int) -> Bool? {
    peers.value(at: rows.times[index]).map {
      abs(move(from: $0, to: rows.values[index])) <= rules.deviationMax
    }
  }

  private func move(from earlier: Double, to later: Double) -> Double {
    rows.quantity.isPositive ? log(later / earlier) : later - earlier
  }

  /// 1.4826 × the median absolute move of the rows before; at the start, of those after.
  private func usualMove(at index: Int) -> Double {
    let before = max(1, index - rules.scaleRows)..<index
    let range =
      before.count >= 5
      ? before
      : min(index + 2, rows.values.count)..<min(index + 2 + rules.scaleRows, rows.values.count)
    let moves = range.map { abs(move(from: rows.values[$0 - 1], to: rows.values[$0])) }
    return 1.4826 * (median(of: moves) ?? 0)
  }
}
