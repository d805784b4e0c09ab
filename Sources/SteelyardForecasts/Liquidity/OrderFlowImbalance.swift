public import SteelyardContracts
public import SteelyardMath

/// How much more was bid for than offered, out of the changes at the top of a book.
///
/// - Source: R. Cont, A. Kukanov, S. Stoikov, "The price impact of order book events", Journal of
///   Financial Econometrics 12 (2014), pp. 47-88, eq. 3 to 6.
public struct OrderFlowImbalance: Sendable, Hashable {
  /// Σ of the events' imbalances: positive when buying pressed, in the unit of the book.
  public let imbalance: Double
  /// The change of the middle over the interval, in quote per base.
  public let middleChange: Double
  /// The mean of the quantities at the best prices, of both sides and all updates.
  public let meanTopQuantity: Double

  /// What one update of the top says.
  ///
  /// Quantity added at an unchanged or better bid counts as demand, what stood at the bid that fell
  /// counts as demand lost; the asks likewise with the sign turned.
  ///
  /// - Returns: In the unit of the book; positive is demand.
  public static func event(from before: BookTop, to after: BookTop) -> Double {
    var imbalance = 0.0
    if after.bidPrice >= before.bidPrice { imbalance += after.bidQuantity }
    if after.bidPrice <= before.bidPrice { imbalance -= before.bidQuantity }
    if after.askPrice <= before.askPrice { imbalance -= after.askQuantity }
    if after.askPrice >= before.askPrice { imbalance += before.askQuantity }
    return imbalance
  }

  /// The imbalance over intervals of a number of updates; an incomplete last one is left out.
  ///
  /// - Parameters:
  ///   - updates: The top after each update, in order; the first begins the first interval.
  ///   - count: Updates in each interval.
  /// - Precondition: `count` ≥ 1.
  public static func intervals(_ updates: [BookTop], count: Int) -> [OrderFlowImbalance] {
    precondition(count >= 1, "An interval holds an update at least.")
    return stride(from: 0, to: updates.count - count, by: count).map { first in
      var imbalance = 0.0
      var quantity = 0.0
      for index in (first + 1)...(first + count) {
        imbalance += event(from: updates[index - 1], to: updates[index])
        quantity += updates[index].bidQuantity + updates[index].askQuantity
      }
      return OrderFlowImbalance(
        imbalance: imbalance,
        middleChange: updates[first + count].middle - updates[first].middle,
        meanTopQuantity: 0.5 * quantity / Double(count))
    }
  }

  /// The price change per unit of imbalance: the regression of the middle's change on the imbalance.
  ///
  /// Its slope is about 1/(2 × depth at the best prices), in ticks: a thinner book moves further.
  ///
  /// - Throws: `missingMarketData` for fewer than three intervals; `notApplicable` where the imbalance
  ///   does not vary.
  public static func priceImpact(
    _ intervals: [OrderFlowImbalance]
  ) throws(SteelyardError) -> LineFit {
    try impactFit(intervals.map(\.imbalance), intervals.map(\.middleChange))
  }
}

/// The line of price changes on flows.
///
/// - Throws: `missingMarketData` for fewer than three points; `notApplicable` where the flow does not
///   vary.
func impactFit(_ flows: [Double], _ changes: [Double]) throws(SteelyardError) -> LineFit {
  guard flows.count >= 3 else {
    throw SteelyardError(
      .missingMarketData, "\(flows.count) intervals are too few for a price impact.",
      remedy: "Give at least three, or cut shorter ones.")
  }
  let fit = lineFit(flows, changes)
  guard fit.status == .converged else {
    throw SteelyardError(
      .notApplicable, "The flow is the same in every interval, so its price impact is unknown.",
      remedy: "Give intervals that differ.")
  }
  return fit
}
