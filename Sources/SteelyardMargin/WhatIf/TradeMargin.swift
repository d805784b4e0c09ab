import SteelyardContracts
import SteelyardMath
import SteelyardScenarios

/// What one trade asks for by itself, in US dollars: for the whole of it, and at the margin.
///
/// Incremental is the requirement of the book with this trade alone, less that of the book before.
/// Marginal is the derivative of the requirement to the size of the trade, at the book before and in the
/// direction of the trade, times its size: what it would ask for if each part asked for as much as the
/// first. Where a requirement is convex in what is held, marginal is the lesser.
///
/// - Source: D. Tasche, "Risk contributions and performance measurement" (1999), section 4.
public struct TradeMargin: Sendable, Hashable {
  /// The change of one figure.
  public struct Change: Sendable, Hashable {
    /// With the whole trade.
    public let incremental: Double
    /// The derivative to the size, times the size.
    public let marginal: Double
  }

  /// Trades that are looked at one by one; of more only the change of all together is told.
  public static let tradesMax = 100
  /// The derivative is taken over this part of the trade: requirements are piecewise linear or smooth,
  /// and a difference of so much of a requirement still has six digits.
  static let partsOfTrade = 1024

  /// Initial margin, every term and charge included.
  public let initialMargin: Change
  /// Maintenance margin likewise.
  public let maintenanceMargin: Change
  /// The expected shortfall of the dynamic model's current scenarios, by Euler from its tail; nil for
  /// any other model or measure.
  public let core: Change?
}

extension WhatIf {
  /// What each trade asks for by itself; empty beyond `TradeMargin.tradesMax` trades.
  ///
  /// - Throws: What fills and measures throw.
  func tradeMargins(
    of fills: [Fill], on portfolio: Portfolio, stated: [StatedAmount], beside others: [Portfolio],
    model: some MarginModel, in frame: RiskFrame, of universe: InstrumentUniverse
  ) throws(SteelyardError) -> [TradeMargin] {
    guard !fills.isEmpty, fills.count <= TradeMargin.tradesMax else { return [] }
    let held = PortfolioLedger(portfolio)
    var batch = PortfolioBatch(universe: universe)
    try batch.add(portfolio, stated: stated)
    for (trade, fill) in zip(trades, fills) {
      let part = try Fill(
        trade.instrument, trade.quantity.part(TradeMargin.partsOfTrade), at: trade.price, in: frame,
        index: universe.index(of: trade.instrument))
      for fill in [fill, part] {
        var ledger = held
        try ledger.apply(fill)
        try batch.add(try ledger.portfolio(), stated: stated)
      }
    }
    for other in others { try batch.addBeside(other) }
    try batch.requireCovered(by: frame)
    let figures = model.figures(
      of: batch, in: frame, near: model.standing(of: 0, in: batch, frame: frame))
    // Of the parts of trades only the figures are looked at.
    let cores = (model as? DynamicMargin)?.cores(
      of: [0] + fills.indices.map { 1 + 2 * $0 }, in: batch, frame)
    var margins: [TradeMargin] = []
    for place in fills.indices {
      // A part is rounded to the 18th digit: the derivative is over what it came to.
      let whole = trades[place].quantity
      let share = whole.doubleValue / whole.part(TradeMargin.partsOfTrade).doubleValue
      func change(_ figure: [Double]) -> TradeMargin.Change {
        TradeMargin.Change(
          incremental: figure[1 + 2 * place] - figure[0],
          marginal: (figure[2 + 2 * place] - figure[0]) * share)
      }
      margins.append(
        TradeMargin(
          initialMargin: change(figures.initialMargin),
          maintenanceMargin: change(figures.maintenanceMargin),
          core: cores.flatMap { TradeMargin.coreChange(from: $0[0], to: $0[1 + place]) }))
    }
    return margins
  }
}

extension TradeMargin {
  /// The change of the core from one book to another; nil where it is no expected shortfall.
  static func coreChange(from before: DynamicCore, to after: DynamicCore) -> Change? {
    guard before.level > 0, !before.profits.isEmpty else { return nil }
    let tail = TailSelection(
      of: before.profits, weights: before.weights, confidence: before.level)
    let total = tail.expectedShortfall
    // The core is floored at zero: of a book that gains in all of its tail a little more changes
    // nothing.
    let marginal: Double
    if total > 0 {
      // The trade's mean loss in the book's own tail.
      marginal = -CompensatedSum(
        tail.members(of: before.profits, weights: before.weights, count: before.weights.count)
          .lazy.map { $0.share * (after.profits[$0.scenario] - before.profits[$0.scenario]) }
      ).value
    } else if total < 0 {
      marginal = 0
    } else {
      let changed = TailSelection(
        of: after.profits, weights: after.weights, confidence: after.level)
      marginal = max(0, changed.expectedShortfall)
    }
    return Change(incremental: after.shortfall - before.shortfall, marginal: marginal)
  }
}

extension Amount {
  /// One of so many equal parts, at least one unit of the 18th digit.
  fileprivate func part(_ count: Int) -> Amount {
    let part = units / Int128(count)
    return Amount(units: part == 0 ? units.signum() : part)
  }
}
