public import SteelyardContracts
public import SteelyardMargin
import SteelyardScenarios

/// What a book and one unit of each candidate gain under shocks, in US dollars.
///
/// Everything is revalued in the displaced market and what expires on the way is settled, as in a stress test.
public struct HedgeProfits: Sendable, Hashable {
  /// Of the book; shape `[shock]`.
  public let book: [Double]
  /// Of one unit of each candidate bought; shape `[candidate][shock]`.
  public let candidates: [[Double]]

  /// Evaluates shocks.
  ///
  /// - Parameters:
  ///   - volatilities: Realised on the way, for tokens, decimal per root year.
  ///   - progress: Is told how many shocks are done.
  /// - Throws: What `StressEvaluator.outcome(of:)` throws.
  public init(
    in market: HedgeMarket, under shocks: [MarketShock], volatilities: [Currency: Double],
    progress: (Int) -> Void
  ) throws(SteelyardError) {
    let listed = market.candidates.compactMap(\.instrument.instrument)
    let units = try Portfolio(
      positions: listed.map { Position(instrument: $0, quantity: .one) }, balances: [])
    // The margin of the shocked book is not asked for here, and a valuation is many times faster.
    let valuation = Valuation(surfaceSource: market.model.surfaceSource)
    let held = try StressEvaluator(
      WalkBook(portfolio: market.book.portfolio, stated: []), valuation, market.snapshot,
      surfaces: market.surfaces, response: market.response, level: market.level)
    let single = try StressEvaluator(
      WalkBook(portfolio: units, stated: []), valuation, market.snapshot,
      surfaces: market.surfaces, response: market.response, level: market.level)
    var book: [Double] = []
    var columns = [[Double]](
      repeating: [], count: market.candidates.count)
    for (number, shock) in shocks.enumerated() {
      book.append(try held.outcome(of: shock).profitUSD)
      var profits: [Instrument: Double] = [:]
      if !listed.isEmpty {
        for contribution in try single.outcome(of: shock).contributions {
          if case .position(let instrument) = contribution.holding {
            profits[instrument] = contribution.profitUSD
          }
        }
      }
      for (place, candidate) in market.candidates.enumerated() {
        columns[place].append(
          try HedgeProfits.profit(of: candidate, profits, shock, volatilities))
      }
      progress(number + 1)
    }
    self.book = book
    candidates = columns
  }

  /// Profits that are known already.
  init(book: [Double], candidates: [[Double]]) {
    self.book = book
    self.candidates = candidates
  }

  private static func profit(
    of candidate: HedgeCandidate, _ profits: [Instrument: Double], _ shock: MarketShock,
    _ volatilities: [Currency: Double]
  ) throws(SteelyardError) -> Double {
    switch candidate.instrument {
    case .listed(let instrument):
      guard let profit = profits[instrument] else {
        throw SteelyardError(
          .missingMarketData, "\(instrument) has no price after \(shock.label).",
          remedy: "Leave it out of what may be traded.",
          subject: .instrument(instrument.description))
      }
      return profit
    case .token(let token):
      let move = shock.moves(of: token.coin).spot ?? 0
      return token.growth(
        after: max(move, -0.999_999), volatility: volatilities[token.coin] ?? 0, days: shock.days)
        - 1
    }
  }

  /// What the book gains with trades, costs not taken off; shape `[shock]`.
  public func after(_ quantities: [Double]) -> [Double] {
    var result = book
    for (column, quantity) in zip(candidates, quantities) where quantity != 0 {
      for shock in result.indices { result[shock] += quantity * column[shock] }
    }
    return result
  }
}
