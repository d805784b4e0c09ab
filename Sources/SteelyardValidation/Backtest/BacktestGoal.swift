/// One goal of the standard backtest, and what was reached.
public struct BacktestGoal: Sendable, Hashable {
  /// What is asked: `pooled breaches of the VaR layer`.
  public let name: String
  /// What was reached; nil where no book bears on it.
  public let reached: Double?
  /// The lowest and highest value that meets it.
  public let range: ClosedRange<Double>

  /// Whether it is met; nil where no book bears on it.
  public var isMet: Bool? { reached.map(range.contains) }

  init(_ name: String, _ reached: Double?, _ range: ClosedRange<Double>) {
    self.name = name
    self.reached = reached
    self.range = range
  }
}

extension BacktestSummary {
  /// The goals, fixed before the first run.
  ///
  /// - Source: `docs/backtest.md`.
  public var goals: [BacktestGoal] {
    let hedged = counted.filter { $0.book.isHedged && $0.book.group != .carry }
    let deltaOneHedges = hedged.filter(\.book.isDeltaOne)
    let optionHedges = hedged.filter { !$0.book.isDeltaOne }
    let deltaOne = counted.filter { $0.book.isDeltaOne && $0.collectedStability != nil }
    let plain = PlainHistoricalModel.name
    return [
      BacktestGoal(
        "books with Kupiec p >= 0.01, VaR layer", share({ $0.core.kupiec }, atLeast: 0.01), 0.95...1
      ),
      BacktestGoal(
        "books with joint p >= 0.01, VaR layer", share({ $0.core.joint }, atLeast: 0.01), 0.95...1),
      BacktestGoal(
        "books with Kupiec p >= 0.05, VaR layer", share({ $0.core.kupiec }, atLeast: 0.05), 0.85...1
      ),
      BacktestGoal(
        "books with joint p >= 0.05, VaR layer", share({ $0.core.joint }, atLeast: 0.05), 0.75...1),
      BacktestGoal(
        "books in the red zone, VaR layer", count { $0.core.zone == .red }, 0...0),
      BacktestGoal("pooled breaches, VaR layer", pooledRate(\.core), 0.008...0.012),
      BacktestGoal("pooled breaches, initial margin", pooledRate(\.collected), 0...0.006),
      BacktestGoal(
        "books above 1 % breaches of initial margin with Kupiec p < 0.05",
        count { $0.collected.rate > 0.01 && $0.collected.kupiec < 0.05 }, 0...0),
      BacktestGoal(
        "pooled breaches, maintenance margin over its own horizon, from every hour",
        pooledRate(\.maintained), 0...0.006),
      BacktestGoal(
        "the same, books without options",
        pooledRate { $0.book.isDeltaOne ? $0.maintained : nil }, 0...0.006),
      BacktestGoal(
        "the same, option books, whose volatility index moves once a day",
        pooledRate { $0.book.isDeltaOne ? nil : $0.maintained }, 0...0.006),
      BacktestGoal(
        "books above 1 % breaches of maintenance margin with Kupiec p < 0.05",
        counted.contains { $0.maintained != nil }
          ? Double(
            counted.compactMap(\.maintained).count { $0.rate > 0.01 && $0.kupiec < 0.05 }) : nil,
        0...0),
      BacktestGoal(
        "core over initial margin by deribit, hedged books",
        ratio(hedged, \.meanCore, to: "deribit"), 0...0.40),
      BacktestGoal(
        "initial margin over that of deribit, hedged books",
        ratio(hedged, \.meanInitialMargin, to: "deribit"), 0...0.55),
      BacktestGoal(
        "largest initial margin over that of isolated, hedged option books",
        optionHedges.compactMap { book in
          book.others["isolated"].map { book.meanInitialMargin / $0 }
        }.max(), 0...0.30),
      BacktestGoal(
        "netting: core over the legs' own, mean of delta-one hedges",
        mean(deltaOneHedges.map(\.nettingRatio)), 0...0.45),
      BacktestGoal(
        "netting: core over the legs' own, mean of option hedges",
        mean(optionHedges.map(\.nettingRatio)),
        0...0.40),
      BacktestGoal(
        "median peak-to-trough over that of historical VaR, delta-one books",
        median(
          deltaOne.compactMap { book in
            guard let own = book.collectedStability, let other = book.otherStability[plain] else {
              return nil
            }
            return own.peakToTrough / other.peakToTrough
          }), 0...0.75),
      BacktestGoal(
        "largest one-day rise of initial margin, delta-one books",
        deltaOne.compactMap { $0.collectedStability?.largestRise1Day }.max(), 0...1),
      BacktestGoal(
        "cost: initial margin over historical VaR, delta-one books",
        median(
          deltaOne.compactMap { book in
            book.others[plain].map { book.meanInitialMargin / $0 }
          }), 0...1.35),
    ]
  }

  /// The mean over books of a figure over what another model ties up.
  private func ratio(
    _ books: [BookSummary], _ figure: KeyPath<BookSummary, Double>, to model: String
  ) -> Double? {
    let ratios = books.compactMap { book in
      book.others[model].flatMap { $0 > 0 ? book[keyPath: figure] / $0 : nil }
    }
    return mean(ratios)
  }

  private func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  private func median(_ values: [Double]) -> Double? {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return nil }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
