public import SteelyardContracts
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
  let seeds: Int
  let callerNotes: [String]

  /// A report on a study.
  ///
  /// - Parameters:
  ///   - map: Of the first policy and seed.
  ///   - critical: Of the first policy and seed.
  ///   - notes: Remarks for people, each a sentence.
  public init(
    _ study: CascadeStudy, map: Map? = nil, critical: CascadeSearch.CriticalLeverage? = nil,
    notes: [String] = []
  ) {
    self.study = study
    self.map = map
    self.critical = critical
    seeds = study.results.first?.paths.count ?? 0
    callerNotes = notes
  }

  /// Remarks for people.
  var notes: [String] {
    var notes = callerNotes
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
