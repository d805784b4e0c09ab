/// A run against what happened.
public struct CascadeComparison: Sendable, Hashable {
  /// One kind of events in time.
  public struct Course: Sendable, Hashable {
    /// Ends of the rounds, seconds since the start.
    public let seconds: [Double]
    /// Share of all events of the simulation that were over; shape `[round]`.
    public let simulated: [Double]
    /// The same of what happened.
    public let observed: [Double]

    /// Largest difference of the two: Kolmogorov's distance, looked at where rounds end.
    public var distance: Double {
      zip(simulated, observed).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
    }
  }

  /// Notional deleveraged that happened, USD; shape `[coin]`, empty where it is not known.
  public let observed: [Double]
  /// The run's, USD; shape `[coin]`.
  public let simulated: [Double]
  /// Liquidations; nil where their course is not known.
  public let liquidations: Course?
  /// Deleveragings.
  public let deleveragings: Course?
  /// Deleveragings for each liquidation, as it happened; nil where that is not known.
  public let observedRatio: Double?
  /// The same in the run.
  public let simulatedRatio: Double

  /// Compares.
  ///
  /// - Parameter roundSeconds: Length of the run's rounds.
  public init(
    _ run: CascadeRun, roundSeconds: Double, with observation: CascadeObservation
  ) {
    observed = observation.deleveraged
    simulated = run.deleveraged
    simulatedRatio =
      run.liquidations > 0 ? Double(run.deleveragings) / Double(run.liquidations) : 0
    guard !observation.course.isEmpty else {
      liquidations = nil
      deleveragings = nil
      observedRatio = nil
      return
    }
    func course(
      _ count: (CascadeRound) -> Int, _ kind: KeyPath<CascadeObservation.Count, Double>
    ) -> Course {
      let all = run.rounds.reduce(0) { $0 + count($1) }
      var sum = 0
      let seconds = run.rounds.indices.map { Double($0 + 1) * roundSeconds }
      return Course(
        seconds: seconds,
        simulated: run.rounds.map {
          sum += count($0)
          return all > 0 ? Double(sum) / Double(all) : 0
        },
        observed: seconds.map { observation.share(of: kind, at: $0) })
    }
    liquidations = course(\.liquidations, \.liquidations)
    deleveragings = course(\.deleveragings, \.deleveragings)
    let liquidated = observation.course.reduce(0) { $0 + $1.liquidations }
    observedRatio =
      liquidated > 0
      ? observation.course.reduce(0) { $0 + $1.deleveragings } / liquidated : nil
  }

  /// Share of the notional that stands at the wrong coin: half the sum of the differences of shares, the total variation distance.
  public var misplaced: Double? {
    let happened = observed.reduce(0, +)
    let all = simulated.reduce(0, +)
    guard happened > 0 else { return nil }
    guard all > 0 else { return 1 }
    return zip(observed, simulated).reduce(0) {
      $0 + ($1.0 / happened - $1.1 / all).magnitude
    } / 2
  }

  /// All that was deleveraged in the run over what happened.
  public var totalRatio: Double? {
    let happened = observed.reduce(0, +)
    return happened > 0 ? simulated.reduce(0, +) / happened : nil
  }
}
