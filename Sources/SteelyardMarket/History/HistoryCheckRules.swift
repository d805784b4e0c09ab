public import SteelyardContracts

/// What counts as odd in a history.
///
/// Moves are logarithms of ratios where the quantity is above zero (prices, volatility indices), and
/// differences where it has either sign (funding, basis).
public struct HistoryCheckRules: Sendable, Hashable {
  /// Least move that can be a spike, > 0.
  public let jumpMin: Double
  /// How many times the usual move (1.4826 × the median absolute move of `scaleRows` rows) a spike is
  /// at least, > 0.
  public let jumpScaleMultiple: Double
  /// Rows that the usual move is taken from, ≥ 5: those before the jump, at the start those after.
  public let scaleRows: Int
  /// Longest spike, in rows, ≥ 1.
  public let spikeRowsMax: Int
  /// Share of the jump that may remain after a spike has come back, 0 to 1.
  public let remainingShareMax: Double
  /// Largest move from the other venues' median that still agrees with it, > 0.
  public let deviationMax: Double
  /// Least length of a stale run, in rows, ≥ 2; nil where standing still is what the quantity does.
  public let staleRowsMin: Int?
  /// Least move of the other venues that shows a run of equal values to be stale, > 0.
  public let staleMoveMin: Double

  /// Rules from their parts.
  ///
  /// - Throws: `invalidInput` for a part outside its range.
  public init(
    jumpMin: Double, jumpScaleMultiple: Double, scaleRows: Int, spikeRowsMax: Int,
    remainingShareMax: Double, deviationMax: Double, staleRowsMin: Int?, staleMoveMin: Double
  ) throws(SteelyardError) {
    let positive = [
      ("jumpMin", jumpMin), ("jumpScaleMultiple", jumpScaleMultiple),
      ("deviationMax", deviationMax), ("staleMoveMin", staleMoveMin),
    ]
    for (name, value) in positive where !(value > 0 && value.isFinite) {
      throw HistoryCheckRules.wrong(name, "\(value)", "a finite number above zero")
    }
    guard scaleRows >= 5 else {
      throw HistoryCheckRules.wrong("scaleRows", "\(scaleRows)", "at least 5")
    }
    guard (1...100).contains(spikeRowsMax) else {
      throw HistoryCheckRules.wrong("spikeRowsMax", "\(spikeRowsMax)", "1 to 100")
    }
    guard remainingShareMax >= 0, remainingShareMax < 1 else {
      throw HistoryCheckRules.wrong("remainingShareMax", "\(remainingShareMax)", "0 to below 1")
    }
    if let staleRowsMin, staleRowsMin < 2 {
      throw HistoryCheckRules.wrong("staleRowsMin", "\(staleRowsMin)", "at least 2, or nil")
    }
    self.init(
      trusted: jumpMin, jumpScaleMultiple, scaleRows, spikeRowsMax, remainingShareMax, deviationMax,
      staleRowsMin, staleMoveMin)
  }

  private init(
    trusted jumpMin: Double, _ jumpScaleMultiple: Double, _ scaleRows: Int, _ spikeRowsMax: Int,
    _ remainingShareMax: Double, _ deviationMax: Double, _ staleRowsMin: Int?,
    _ staleMoveMin: Double
  ) {
    self.jumpMin = jumpMin
    self.jumpScaleMultiple = jumpScaleMultiple
    self.scaleRows = scaleRows
    self.spikeRowsMax = spikeRowsMax
    self.remainingShareMax = remainingShareMax
    self.deviationMax = deviationMax
    self.staleRowsMin = staleRowsMin
    self.staleMoveMin = staleMoveMin
  }

  /// The rules that suit a quantity.
  ///
  /// Prices: a spike moves 5 % and 8 usual moves, and comes back by 70 % within two rows; venues that
  /// are 3 % apart disagree; five equal closes are a run, stale where the others moved 0.5 %.
  /// Funding and basis are small numbers that stand at a venue's default for days, so runs of them
  /// say nothing.
  public static func standard(_ quantity: HistoryRows.Quantity) -> HistoryCheckRules {
    switch quantity {
    case .price: HistoryCheckRules(trusted: 0.05, 8, 100, 2, 0.3, 0.03, 5, 0.005)
    case .volatilityIndex: HistoryCheckRules(trusted: 0.25, 8, 100, 2, 0.3, 0.10, 5, 0.02)
    case .fundingRate: HistoryCheckRules(trusted: 0.002, 20, 100, 2, 0.3, 0.002, nil, 0.001)
    case .basis: HistoryCheckRules(trusted: 0.004, 20, 100, 2, 0.3, 0.004, nil, 0.001)
    }
  }

  private static func wrong(_ name: String, _ value: String, _ range: String) -> SteelyardError {
    SteelyardError(.invalidInput, "\(name) is \(value).", remedy: "Give \(range).")
  }
}
