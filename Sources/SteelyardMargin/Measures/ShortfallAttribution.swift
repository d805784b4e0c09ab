public import SteelyardContracts
import SteelyardMath

/// How much of a book's expected shortfall each of its parts brings, after Euler.
///
/// The component of a part is its mean loss in the book's own tail scenarios, the one on the boundary
/// in part. Shortfall is homogeneous of degree one in the quantities, so the components sum to it; each
/// is the quantity held times the derivative to it. Parts may be positions, underlyings, or pieces of
/// P&L such as those of delta, gamma and vega: whatever sums to the book.
///
/// - Source: D. Tasche, "Risk contributions and performance measurement" (1999), section 4.
public struct ShortfallAttribution: Sendable, Hashable {
  /// A part of a book and what it gains.
  public struct Part: Sendable, Hashable {
    /// Its name: an instrument, an underlying, a Greek.
    public let label: String
    /// P&L in each scenario, in the currency of the book; shape `[scenario]`.
    public let profit: [Double]

    /// A part.
    public init(label: String, profit: [Double]) {
      self.label = label
      self.profit = profit
    }
  }

  /// What a part brings.
  public struct Component: Sendable, Hashable {
    /// The part's name.
    public let label: String
    /// Its mean loss in the book's tail; negative for a part that hedges.
    public let amount: Double
    /// Its expected shortfall by itself.
    public let standalone: Double
  }

  /// The expected shortfall of the book, not floored at 0.
  public let total: Double
  /// What each part brings, in the order of the parts; amounts sum to `total`.
  public let components: [Component]
  /// The scenarios of the book's tail.
  public let tail: ShortfallTail

  private let profit: [Double]
  private let weights: [Double]?

  /// Attributes the expected shortfall of the sum of some parts.
  ///
  /// - Parameters:
  ///   - parts: What the book is made of; profits of one shape `[scenario]`.
  ///   - weights: Weights of the scenarios, as `HistoricalTail` takes them.
  ///   - level: Between 0 and 1.
  /// - Throws: `invalidInput`, naming the part.
  public init(parts: [Part], weights: [Double]?, level: Double) throws(SteelyardError) {
    guard let first = parts.first else {
      throw SteelyardError(
        .invalidInput, "A book without parts has nothing to attribute.",
        remedy: "Give at least one part.")
    }
    var sums = [CompensatedSum](repeating: CompensatedSum(), count: first.profit.count)
    for part in parts {
      guard part.profit.count == sums.count else {
        throw SteelyardError(
          .invalidInput,
          "\(part.label) has \(part.profit.count) scenarios, \(first.label) \(sums.count).",
          remedy: "Value every part in the same scenarios.")
      }
      for (scenario, gain) in part.profit.enumerated() { sums[scenario].add(gain) }
    }
    let profit = sums.map(\.value)
    let tail = try HistoricalTail(profit: profit, weights: weights).tail(level: level)
    var components: [Component] = []
    for part in parts {
      let alone = try HistoricalTail(profit: part.profit, weights: weights)
        .expectedShortfall(level: level)
      components.append(
        Component(label: part.label, amount: tail.component(of: part.profit), standalone: alone))
    }
    self.components = components
    self.tail = tail
    self.profit = profit
    self.weights = weights
    total = tail.expectedShortfall
  }

  /// What the parts would be at risk alone less what they are together, ≥ 0 up to rounding.
  public var diversification: Double {
    CompensatedSum(components.lazy.map(\.standalone)).value - total
  }

  /// The components summed over groups: positions to underlyings, underlyings to sectors.
  ///
  /// - Parameter group: The group's name for a part's label.
  /// - Returns: Sums in the order in which groups first appear.
  public func grouped(by group: (String) -> String) -> [(group: String, amount: Double)] {
    var places: [String: Int] = [:]
    var sums: [(group: String, amount: CompensatedSum)] = []
    for component in components {
      let name = group(component.label)
      if let place = places[name] {
        sums[place].amount.add(component.amount)
      } else {
        places[name] = sums.count
        sums.append((name, CompensatedSum([component.amount])))
      }
    }
    return sums.map { ($0.group, $0.amount.value) }
  }

  /// By how much the shortfall changes per unit of a small trade: the derivative at the book as it is.
  ///
  /// - Parameter unitProfit: P&L of one unit; shape `[scenario]`.
  /// - Throws: `invalidInput` for another shape or a profit that is not finite.
  public func marginal(unitProfit: [Double]) throws(SteelyardError) -> Double {
    try check(unitProfit)
    return tail.component(of: unitProfit)
  }

  /// By how much the shortfall changes with a whole trade, measured anew.
  ///
  /// At least `marginal` of the same P&L, because shortfall is convex.
  ///
  /// - Parameter tradeProfit: P&L of the trade; shape `[scenario]`.
  /// - Throws: `invalidInput` for another shape or a profit that is not finite.
  public func incremental(tradeProfit: [Double]) throws(SteelyardError) -> Double {
    try check(tradeProfit)
    let after = zip(profit, tradeProfit).map { $0 + $1 }
    return try HistoricalTail(profit: after, weights: weights)
      .expectedShortfall(level: tail.level) - total
  }

  private func check(_ trade: [Double]) throws(SteelyardError) {
    guard trade.count == profit.count else {
      throw SteelyardError(
        .invalidInput, "The trade has \(trade.count) scenarios, the book \(profit.count).",
        remedy: "Value the trade in the book's scenarios.")
    }
    try TailLevel.check(profit: trade, weights: nil)
  }
}
