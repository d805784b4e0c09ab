import Glibc
public import SteelyardContracts

/// One price out of several sources: a pure function of them, the rules and what it remembers.
///
/// 1. Reject what can't count: impossible, stale, early or unsure prices, and all but the latest of a venue.
/// 2. Take the median of the rest, and reject as outliers those beyond
///    clamp(multiple × median absolute deviation, `deviationMin`, `deviationMax`) of it.
/// 3. Limit the move since the last price; follow with the stable price.
///
/// An outlier loses its price, not its side: it still counts as one source above (or below). Left out
/// altogether it would pull the median away from itself, and quoting higher would lower the price.
/// So the price never falls when a source rises, and it always lies within the accepted sources.
///
/// - Source: issue 4 of the project, section 1; for side counting, P. Huber, E. Ronchetti, "Robust
///   Statistics", 2nd edition (2009), section 1.5: the median bounds any minority.
public struct Oracle: Sendable {
  /// Most sources of one price.
  public static let sourcesMax = 1000

  /// What it accepts.
  public let rules: OracleRules

  /// An oracle with these rules.
  ///
  /// - Throws: `invalidInput` where the rules can't be.
  public init(rules: OracleRules) throws(SteelyardError) {
    try rules.check()
    self.rules = rules
  }

  /// The price at an instant.
  ///
  /// - Parameters:
  ///   - sources: What venues say, in any order.
  ///   - time: The instant; not before what is remembered.
  ///   - memory: What the price before left; nil for the first.
  /// - Throws: `missingMarketData` where there is no quorum and nothing to hold; `invalidInput` where time
  ///   runs backwards; `limitExceeded` beyond `sourcesMax`.
  public func price(
    of sources: [OracleSource], at time: Timestamp, memory: OracleMemory?
  ) throws(SteelyardError) -> OraclePrice {
    guard sources.count <= Oracle.sourcesMax else {
      throw SteelyardError(
        .limitExceeded, "\(sources.count) sources are more than \(Oracle.sourcesMax).",
        remedy: "Give one observation a venue.")
    }
    if let memory, memory.stable.time > time {
      throw SteelyardError(
        .invalidInput, "The oracle is asked for \(time) after \(memory.stable.time).",
        remedy: "Ask in order of time.")
    }
    let panel = OraclePanel(sources, at: time, rules)
    guard let median = panel.median, panel.acceptedCount >= rules.quorum else {
      return try halted(panel, at: time, memory)
    }
    var price = median
    if let memory {
      let elapsed = memory.priceTime.seconds(to: time)
      price = limited(median, from: memory.price, by: rules.moveMaxPerSecond * elapsed)
    }
    var reasons: [OraclePrice.Reason] = []
    if panel.acceptedCount < rules.freshSourcesMin { reasons.append(.fewSources) }
    if panel.dispersion > rules.dispersionMax { reasons.append(.dispersed) }
    if price != median { reasons.append(.moveLimited) }
    let stable = memory?.stable.moved(towards: price, at: time, rules.stable)
    return OraclePrice(
      time: time, price: price, priceTime: time, median: median, dispersion: panel.dispersion,
      confidence: confidence(panel, price: price, median: median),
      state: reasons.isEmpty ? .fresh : .degraded, reasons: reasons, verdicts: panel.verdicts,
      stable: stable ?? StablePrice(value: price, time: time))
  }

  /// The last price held, for want of a quorum.
  private func halted(
    _ panel: OraclePanel, at time: Timestamp, _ memory: OracleMemory?
  ) throws(SteelyardError) -> OraclePrice {
    guard let memory else {
      throw SteelyardError(
        .missingMarketData,
        "\(panel.acceptedCount) of \(panel.verdicts.count) sources count, of \(rules.quorum) that a "
          + "price needs, and no price came before.",
        remedy: "Give more sources that are fresh and agree.")
    }
    return OraclePrice(
      time: time, price: memory.price, priceTime: memory.priceTime, median: nil, dispersion: 0,
      confidence: 0, state: .halted, reasons: [.noQuorum], verdicts: panel.verdicts,
      stable: memory.stable.held(at: time))
  }

  /// The share of a full panel that counts, times what dispersion and an unfinished move leave of it,
  /// times the median confidence that the sources state.
  private func confidence(_ panel: OraclePanel, price: Double, median: Double) -> Double {
    let share = min(1, Double(panel.acceptedCount) / Double(rules.freshSourcesMin))
    let agreement = max(0, 1 - panel.dispersion)
    let arrival = min(price, median) / max(price, median)
    return share * agreement * arrival * panel.statedConfidence
  }
}
