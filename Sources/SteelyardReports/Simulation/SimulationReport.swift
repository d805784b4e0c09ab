import SteelyardContracts
public import SteelyardLiquidation

/// The answer of `simulate`: what each policy made of the same shocks.
public struct SimulationReport: Report {
  /// Amplification over the shock and a second input.
  public struct Map: Sendable {
    /// The second input: `leverage` or `depth`.
    public let axis: CascadeSearch.Axis
    /// Multiples of the shock; the columns.
    public let shocks: [Double]
    /// Multiples of the second input; the rows.
    public let values: [Double]
    /// Mean amplification; shape `[row][column]`.
    public let amplification: [[Double]]

    /// A map from its parts.
    public init(
      axis: CascadeSearch.Axis, shocks: [Double], values: [Double], amplification: [[Double]]
    ) {
      self.axis = axis
      self.shocks = shocks
      self.values = values
      self.amplification = amplification
    }
  }

  let study: CascadeStudy
  let map: Map?
  let critical: CascadeSearch.CriticalLeverage?
  let observation: CascadeObservation?
  let fit: CascadeFit?
  let seeds: Int
  let callerNotes: [String]

  /// A report on a study.
  ///
  /// - Parameters:
  ///   - map: Of the first policy and seed.
  ///   - critical: Of the first policy and seed.
  ///   - observation: What happened, for the first policy and seed to be held against.
  ///   - fit: The search that the settings come from.
  ///   - notes: Remarks for people, each a sentence.
  public init(
    _ study: CascadeStudy, map: Map? = nil, critical: CascadeSearch.CriticalLeverage? = nil,
    observation: CascadeObservation? = nil, fit: CascadeFit? = nil,
    notes: [String] = []
  ) {
    self.study = study
    self.map = map
    self.critical = critical
    self.observation = observation
    self.fit = fit
    seeds = study.results.first?.paths.count ?? 0
    callerNotes = notes
  }

  /// Remarks for people.
  var notes: [String] {
    var notes = callerNotes
    if let critical, critical.multiple == nil, critical.boundShare > 0.5 {
      notes.append(
        "Leverage is bounded by maintenance: \(NumberText.text(critical.boundShare * 100, .fixed(0))) % of the accounts have 1.05 times their requirement left at \(NumberText.text(critical.searched, .shortest)) times the leverage. Depth, not leverage, would have to change for the move to be \(NumberText.text(critical.limit, .shortest)) times the shock; try --map depth."
      )
    }
    if seeds < 1000 {
      notes.append(
        "\(seeds) seed\(seeds == 1 ? " stands" : "s stand") behind every quantile: a 99.9 % one is the largest seen below 1,000."
      )
    }
    if seeds < 20 {
      notes.append("With fewer than 20 seeds the 95 % figures are the largest seen, too.")
    }
    return notes
  }

  /// The shock in words: `BTC -15 %, ETH -20 %`.
  var shockWords: String {
    zip(study.market.coins, study.shock.moves).filter { $0.1 != 0 }
      .map { "\($0.name) \(NumberText.text($1 * 100, .significant(4))) %" }
      .joined(separator: ", ")
  }
}
