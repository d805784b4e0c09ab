public import SteelyardContracts
import SteelyardMarket
import SteelyardScenarios

/// Whether the smiles that the core's tail and the crashes make of a market's quotes can be traded
/// against.
///
/// A broken bound changes no requirement: every option is revalued by its own volatility within the
/// bounds of the surface response, so that no move is no profit. What it could be worth is told, for a
/// reader to judge.
public struct ShockedSurfaceCheck: Sendable {
  /// Where the largest of a kind is.
  public struct Worst: Sendable {
    /// What people call the scenario.
    public let scenario: String
    /// The expiry, of a calendar the later one.
    public let expiry: Timestamp
    /// The strike in quote currency.
    public let strike: Double
    /// Of a butterfly its negative price as a share of the forward, of a calendar the total variance
    /// that is missing.
    public let size: Double
  }

  /// What was found of one kind.
  public struct Finding: Sendable {
    /// How many were looked at, in all scenarios.
    public let checkedCount: Int
    /// How many the moves broke.
    public let brokenCount: Int
    /// Scenarios with any.
    public let scenarioCount: Int
    /// The largest; nil where nothing is broken.
    public let worst: Worst?

    init(_ finding: ShockedSlices.Finding, labels: [String]) {
      checkedCount = finding.checkedCount
      brokenCount = finding.brokenCount
      scenarioCount = finding.columns.count
      worst = finding.worst.map {
        Worst(
          scenario: labels[$0.column], expiry: $0.expiry, strike: $0.strike, size: $0.size)
      }
    }
  }

  /// Whose options.
  public let underlying: Underlying
  /// How many scenarios were looked at.
  public let scenarioCount: Int
  /// Butterflies of every expiry.
  public let butterflies: Finding
  /// Calendars between neighbouring expiries.
  public let calendars: Finding
}

extension ShockedSurfaceCheck {
  /// The checks of every underlying that an account has options on, by the underlyings' order.
  static func all(
    _ trace: RecordingTrace.Dynamic, labels: [String], account: Int, batch: PortfolioBatch,
    frame: RiskFrame
  ) -> [ShockedSurfaceCheck] {
    let core = trace.columns.initial.core
    let tail = trace.columns.initial.measure.measure.tailWeights(
      of: Array(trace.total[core.columns]), weights: core.weights)
    let columns =
      (tail.map { core.columns.lowerBound + $0.scenario }
      + (trace.columns.initial.crashes.map { Array($0.columns) } ?? [])).sorted()
    let underlyings = Set(
      batch.positions(of: account).map { batch.universe.instruments[Int(batch.instrument[$0])] }
        .filter(\.isOption).map(\.underlying))
    return underlyings.sorted().compactMap { underlying in
      guard let joint = trace.columns.coins[underlying.base],
        let market = frame.snapshot.market(of: underlying)
      else { return nil }
      let found = frame.shockedSlices.found(of: market, in: joint, columns: columns)
      return ShockedSurfaceCheck(
        underlying: underlying, scenarioCount: columns.count,
        butterflies: Finding(found.butterflies, labels: labels),
        calendars: Finding(found.calendars, labels: labels))
    }
  }
}
