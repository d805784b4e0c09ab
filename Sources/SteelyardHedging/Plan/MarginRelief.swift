import Glibc
public import SteelyardContracts
public import SteelyardMargin

/// What one trade alone frees of the initial margin, and for how much.
public struct MarginRelief: Sendable {
  /// The instrument.
  public let instrument: HedgeInstrument
  /// Units, negative sold: of the sizes that were tried, the one that frees most.
  public let quantity: Double
  /// By how much the initial margin falls, in US dollars.
  public let freedUSD: Double
  /// By how much the initial excess rises, costs and premiums that do not count paid.
  public let excessGainedUSD: Double
  /// What it costs.
  public let cost: HedgeCost
  /// The figures afterwards.
  public let figures: AccountFigures
  /// Margin freed for a dollar of cost.
  public var freedPerUSD: Double { freedUSD / cost.total }
}

extension HedgeMarket {
  /// Sizes of a trade that are tried, as shares of the most that may be traded.
  private static let reliefShares: [Double] = (0...10).map { scalbn(1, $0 - 10) }

  /// Single trades that free margin, the most for a dollar first.
  ///
  /// A trade that frees less than a hundredth of what the best frees is left out: a speck is cheap for any price.
  ///
  /// - Throws: What `figures(after:)` throws.
  public func marginRelief() throws(SteelyardError) -> [MarginRelief] {
    var lists: [[Double]] = []
    var trades: [(place: Int, quantity: Double)] = []
    for (place, candidate) in candidates.enumerated() {
      for (side, most) in [(1.0, candidate.lotsBoughtMax), (-1.0, candidate.lotsSoldMax)] {
        var known: Set<Int> = []
        for share in HedgeMarket.reliefShares where most > 0 {
          let lots = max(1, Int((share * Double(most)).rounded(.down)))
          guard known.insert(lots).inserted else { continue }
          let quantity = side * candidate.units(lots)
          var list = [Double](repeating: 0, count: candidates.count)
          list[place] = quantity
          lists.append(list)
          trades.append((place, quantity))
        }
      }
    }
    let after = try figures(after: lists)
    var best: [Int: MarginRelief] = [:]
    for (trade, found) in zip(trades, after) {
      let candidate = candidates[trade.place]
      let relief = MarginRelief(
        instrument: candidate.instrument, quantity: trade.quantity,
        freedUSD: figures.initialMargin - found.initialMargin,
        excessGainedUSD: found.initialExcess - figures.initialExcess,
        cost: candidate.cost(of: trade.quantity), figures: found)
      guard relief.freedUSD > 0, relief.excessGainedUSD > 0, relief.cost.total > 0 else { continue }
      if best[trade.place].map({ relief.freedUSD > $0.freedUSD }) ?? true {
        best[trade.place] = relief
      }
    }
    let most = best.values.map(\.freedUSD).max() ?? 0
    return best.sorted { $0.key < $1.key }.map(\.value).filter { $0.freedUSD >= 0.01 * most }
      .enumerated()
      .sorted { ($1.element.freedPerUSD, $0.offset) < ($0.element.freedPerUSD, $1.offset) }
      .map(\.element)
  }
}
