public import SteelyardContracts

/// A history put in order, with everything that was odd about it.
///
/// Nothing is filled in, averaged or moved: a row is either dropped or as it was, and each decision
/// is a finding. Whether a row is a spike is decided by the rows after it; so a history that stands
/// for what was known at an instant is cut there first (`HistoryRows.upTo`), then checked.
public struct HistoryCheck: Sendable {
  /// The rows that remain: times rise strictly and every value can be.
  public let rows: HistoryRows
  /// What was odd, in order of time.
  public let findings: [HistoryFinding]

  /// Checks a history, against the same asset on other venues where there are any.
  ///
  /// - Parameters:
  ///   - reported: The rows as read.
  ///   - rules: What counts as odd.
  ///   - peers: The same quantity of the same asset elsewhere, on the same interval; may be empty.
  /// - Throws: `invalidInput` where a peer is of another asset, quantity or interval.
  public init(
    _ reported: HistoryRows, rules: HistoryCheckRules, peers: [HistoryRows]
  ) throws(SteelyardError) {
    for peer in peers {
      guard peer.quantity == reported.quantity, peer.interval == reported.interval,
        peer.source.asset == reported.source.asset
      else {
        throw SteelyardError(
          .invalidInput,
          "\(peer.source) (\(peer.interval), \(peer.quantity.rawValue)) is no peer of "
            + "\(reported.source) (\(reported.interval), \(reported.quantity.rawValue)).",
          remedy: "Give histories of the same asset, quantity and interval.")
      }
    }
    var findings: [HistoryFinding] = []
    let ordered = reported.inOrder(&findings)
    let possible = ordered.withoutImpossibleValues(&findings)
    var doubts = HistoryDoubts(
      possible, rules: rules,
      peers: HistoryPeers(peers, isPositive: reported.quantity.isPositive))
    doubts.findSpikes()
    doubts.findStaleRuns()
    doubts.findDeviations()
    findings += doubts.findings
    rows = possible.rows(possible.times.indices.filter { !doubts.isDropped[$0] })
    self.findings = findings.sorted {
      ($0.time, $0.kind.rawValue) < ($1.time, $1.kind.rawValue)
    }
  }

  /// How many findings have this action.
  public func count(_ action: HistoryFinding.Action) -> Int {
    findings.count { $0.action == action }
  }
}

extension HistoryRows {
  /// The rows in order of time, one a time, with what was out of order, repeated or missing.
  fileprivate func inOrder(_ findings: inout [HistoryFinding]) -> HistoryRows {
    var latest: Timestamp?
    for (time, value) in zip(times, values) {
      if let latest, time < latest {
        findings.append(HistoryFinding(.outOfOrder, from: time, value: value, .kept))
      }
      latest = max(latest ?? time, time)
    }
    // The sort is stable in effect: of two rows at one time the first read counts.
    let order = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
    var kept: [Int] = []
    for index in order {
      guard let last = kept.last else {
        kept.append(index)
        continue
      }
      if times[last] == times[index] {
        let isSame = values[last] == values[index]
        findings.append(
          HistoryFinding(
            isSame ? .duplicate : .conflict, from: times[index], value: values[index],
            reference: values[last], .dropped))
        continue
      }
      findGap(after: times[last], before: times[index], value: values[index], &findings)
      kept.append(index)
    }
    return rows(kept)
  }

  private func findGap(
    after earlier: Timestamp, before later: Timestamp, value: Double,
    _ findings: inout [HistoryFinding]
  ) {
    let distance = later.microseconds - earlier.microseconds
    if distance % interval.microseconds != 0 {
      findings.append(HistoryFinding(.offGrid, from: later, value: value, .kept))
    }
    let missing = Int((distance - 1) / interval.microseconds)
    guard missing > 0 else { return }
    findings.append(
      HistoryFinding(
        .gap, from: interval.advanced(earlier, by: 1), to: interval.advanced(earlier, by: missing),
        rowCount: missing, .unresolved))
  }

  /// The rows whose value can be, with those whose can't and those outside their own range.
  fileprivate func withoutImpossibleValues(_ findings: inout [HistoryFinding]) -> HistoryRows {
    var kept: [Int] = []
    for index in times.indices {
      let value = values[index]
      guard value.isFinite, value > 0 || !quantity.isPositive else {
        findings.append(
          HistoryFinding(.impossibleValue, from: times[index], value: value, .dropped))
        continue
      }
      kept.append(index)
      let low = columns[.low]?[index] ?? .nan
      let high = columns[.high]?[index] ?? .nan
      if value < low || value > high {
        findings.append(
          HistoryFinding(
            .outsideRange, from: times[index], value: value, reference: value < low ? low : high,
            .unresolved))
      }
    }
    return rows(kept)
  }
}
