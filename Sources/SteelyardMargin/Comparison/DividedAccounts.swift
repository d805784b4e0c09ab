import SteelyardContracts

/// The accounts that tell what each position of a portfolio does: the portfolio without it, the
/// position alone, and all positions without balances.
struct DividedAccounts {
  /// What they tie up under one model, in US dollars; shape `[position]` in the order of the
  /// instruments.
  struct TiedUp {
    /// Where each position stands in the portfolio.
    let places: [Int]
    /// All positions without balances.
    var positionsOnly = 0.0
    /// The portfolio without each position; nil where there are too many.
    var without: [Double]?
    /// Each position alone; nil where there are too many.
    var standalone: [Double]?
  }

  /// Most rows of one batch, 100 MB with everything that is kept of each: larger portfolios are
  /// done in parts.
  static let rowsMax = 1_000_000

  private let positions: [Position]
  private let places: [Int]
  private let balances: [AssetBalance]
  private let stated: [StatedAmount]
  private let others: [Portfolio]
  private let universe: InstrumentUniverse

  init(
    of portfolio: Portfolio, stated: [StatedAmount], others: [Portfolio],
    universe: InstrumentUniverse
  ) {
    // Sorted once, so that no batch has to.
    places = portfolio.positions.indices.sorted {
      portfolio.positions[$0].instrument < portfolio.positions[$1].instrument
    }
    positions = places.map { portfolio.positions[$0] }
    balances = portfolio.balances
    self.stated = stated
    self.others = others
    self.universe = universe
  }

  /// What the accounts tie up under each model, on frames of the universe.
  ///
  /// One batch serves all models: it does not depend on any.
  func tiedUp(
    under models: [any MarginModel], in frames: [RiskFrame]
  ) throws(SteelyardError) -> [TiedUp] {
    var results = models.map { _ in TiedUp(places: places) }
    let all = try batch { batch throws(SteelyardError) in
      try batch.add(Portfolio(positions: positions, balances: []))
    }
    for (index, model) in models.enumerated() {
      results[index].positionsOnly = model.figures(of: all, in: frames[index])[0].tiedUp
    }
    guard positions.count <= ModelComparison.positionsMax else { return results }
    for index in results.indices {
      results[index].without = []
      results[index].standalone = []
    }
    let step = max(1, Self.rowsMax / max(1, positions.count))
    for start in stride(from: 0, to: positions.count, by: step) {
      let range = start..<min(start + step, positions.count)
      let part = try batch { batch throws(SteelyardError) in
        for place in range {
          try batch.add(without(place), stated: stated)
          try batch.add(Portfolio(positions: [positions[place]], balances: []))
        }
      }
      for (index, model) in models.enumerated() {
        let figures = model.figures(of: part, in: frames[index])
        for account in 0..<range.count {
          results[index].without?.append(figures[2 * account].tiedUp)
          results[index].standalone?.append(figures[2 * account + 1].tiedUp)
        }
      }
    }
    return results
  }

  private func batch(
    _ fill: (inout PortfolioBatch) throws(SteelyardError) -> Void
  ) throws(SteelyardError) -> PortfolioBatch {
    var batch = PortfolioBatch(universe: universe)
    try fill(&batch)
    for other in others { try batch.addBeside(other) }
    return batch
  }

  private func without(_ place: Int) throws(SteelyardError) -> Portfolio {
    var others = positions
    others.remove(at: place)
    return try Portfolio(positions: others, balances: balances)
  }
}
