import SteelyardContracts

/// The sources of one price, sorted so that their order can't matter, each with its verdict.
struct OraclePanel {
  let verdicts: [OracleVerdict]
  /// The median of all that are not rejected outright; nil for none.
  let median: Double?
  /// The median of |source / median − 1| over the same.
  let dispersion: Double
  /// The median of the confidences that accepted sources state; 1 where none does.
  let statedConfidence: Double

  init(_ sources: [OracleSource], at time: Timestamp, _ rules: OracleRules) {
    let ordered = sources.sorted(by: OraclePanel.isBefore)
    let outright = OraclePanel.outrightRulings(ordered, at: time, rules)
    let counted = ordered.indices.filter { outright[$0] == nil }
    let median = SteelyardMarket.median(of: counted.map { ordered[$0].price })
    func deviation(_ index: Int) -> Double? { median.map { ordered[index].price / $0 - 1 } }
    let spread = SteelyardMarket.median(of: counted.compactMap { deviation($0).map(abs) }) ?? 0
    let limit = min(
      max(rules.deviationMultipleMax * spread, rules.deviationMin), rules.deviationMax)
    verdicts = ordered.indices.map { index in
      if let ruling = outright[index] {
        return OracleVerdict(source: ordered[index], ruling: ruling, deviation: nil)
      }
      let distance = deviation(index)
      let isOutlier = abs(distance ?? 0) > limit
      return OracleVerdict(
        source: ordered[index], ruling: isOutlier ? .outlier : .accepted, deviation: distance)
    }
    self.median = median
    dispersion = spread
    let stated = verdicts.compactMap { $0.ruling == .accepted ? $0.source.confidence : nil }
    statedConfidence = SteelyardMarket.median(of: stated) ?? 1
  }

  /// How many sources count.
  var acceptedCount: Int { verdicts.count { $0.ruling == .accepted } }

  /// Why sources are rejected before there is a median; nil for those that stay.
  private static func outrightRulings(
    _ ordered: [OracleSource], at time: Timestamp, _ rules: OracleRules
  ) -> [OracleVerdict.Ruling?] {
    var rulings = ordered.map { source -> OracleVerdict.Ruling? in
      guard source.price > 0, source.price.isFinite else { return .impossiblePrice }
      let age = source.time.seconds(to: time)
      if age > rules.ageSecondsMax { return .stale }
      if -age > rules.aheadSecondsMax { return .early }
      if let confidence = source.confidence,
        !(confidence >= rules.confidenceMin && confidence <= 1)
      {
        return .unsure
      }
      return nil
    }
    // Sorted by venue, then time: the last of a venue that is not rejected is its latest.
    var start = 0
    while start < ordered.count {
      var end = start + 1
      while end < ordered.count, ordered[end].venue == ordered[start].venue { end += 1 }
      let counted = (start..<end).filter { rulings[$0] == nil }
      if let latest = counted.last {
        let rivals = counted.filter { ordered[$0].time == ordered[latest].time }
        let agrees = rivals.allSatisfy { ordered[$0].price == ordered[latest].price }
        for index in counted where index != latest { rulings[index] = .superseded }
        if !agrees { for index in rivals { rulings[index] = .contradictory } }
      }
      start = end
    }
    return rulings
  }

  /// The order of venues, then times, then prices and confidences by their bits, so that NaN has a
  /// place as well.
  private static func isBefore(_ left: OracleSource, _ right: OracleSource) -> Bool {
    if left.venue != right.venue { return left.venue < right.venue }
    if left.time != right.time { return left.time < right.time }
    if left.price.bitPattern != right.price.bitPattern {
      return left.price.bitPattern < right.price.bitPattern
    }
    return (left.confidence?.bitPattern ?? 0) < (right.confidence?.bitPattern ?? 0)
  }
}
