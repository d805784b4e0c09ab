public import SteelyardContracts

/// The plainest cascade: longs that are sold at known prices, and what their sales do to the price.
///
/// In each round everybody whose price is reached sells; the price is that of all sales so far; it ends when nobody new is
/// reached. Since the price only falls, that is the first fixed point from above.
///
/// - Source: standards of section 7 in defi.md: p -> p_shock - impact(sum of sizes with liquidation price ≥ p).
public struct ThresholdCascade: Sendable, Hashable {
  /// One round.
  public struct Round: Sendable, Hashable {
    /// Who sold, by place.
    public let liquidated: [Int]
    /// The price after.
    public let price: Double
  }

  /// The price before the shock.
  public let priceBefore: Double
  /// The price after the shock, before anyone sold.
  public let priceAfterShock: Double
  /// The rounds; none where the shock reaches nobody.
  public let rounds: [Round]

  /// The price at the end.
  public var finalPrice: Double { rounds.last?.price ?? priceAfterShock }
  /// Everybody who sold, by place, ascending.
  public var liquidated: [Int] { rounds.flatMap(\.liquidated).sorted() }
  /// The whole move over the shock; 1 where nothing was added to it.
  public var amplification: Double {
    (priceBefore - finalPrice) / (priceBefore - priceAfterShock)
  }

  /// Runs a cascade to its end.
  ///
  /// - Parameters:
  ///   - price: Before the shock, > 0.
  ///   - shock: The fall as a share of the price, > 0 and < 1.
  ///   - sizes: What each sells, ≥ 0.
  ///   - liquidationPrices: At or below which each sells; of the same count.
  /// - Throws: `invalidInput` for a price, a shock, a size or counts out of their range.
  public init(
    price: Double, shock: Double, impact: SaleImpact, sizes: [Double], liquidationPrices: [Double]
  ) throws(SteelyardError) {
    guard price > 0, price.isFinite, shock > 0, shock < 1, sizes.count == liquidationPrices.count,
      sizes.allSatisfy({ $0 >= 0 && $0.isFinite }), liquidationPrices.allSatisfy(\.isFinite)
    else {
      throw SteelyardError(
        .invalidInput,
        "A cascade from \(price) by \(shock) over \(sizes.count) sizes and \(liquidationPrices.count) prices is not defined.",
        remedy:
          "Give a price above 0, a shock between 0 and 1, and a size from 0 up for each price.")
    }
    let shocked = price * (1 - shock)
    // Highest price first: each round takes those that follow.
    let order = liquidationPrices.indices.sorted {
      liquidationPrices[$0] == liquidationPrices[$1]
        ? $0 < $1 : liquidationPrices[$0] > liquidationPrices[$1]
    }
    var rounds: [Round] = []
    var next = 0
    var sold = 0.0
    var current = shocked
    while true {
      let first = next
      while next < order.count, liquidationPrices[order[next]] >= current {
        sold += sizes[order[next]]
        next += 1
      }
      if next == first { break }
      current = impact.price(from: shocked, selling: sold)
      rounds.append(Round(liquidated: order[first..<next].sorted(), price: current))
    }
    priceBefore = price
    priceAfterShock = shocked
    self.rounds = rounds
  }
}
