public import SteelyardContracts

/// The cheapest way to swap an amount over venues side by side, fixed costs, bridges and waiting included.
///
/// Fixed costs make the problem one of subsets. Up to `enumeratedMax` venues with such costs, every subset is split
/// exactly; beyond, the search begins at the venues that are worth their cost at the relaxation's price and drops, adds
/// and exchanges while that helps. Either way no route brings more than `bound`, the dual of Lagrange:
///
///     min over λ of λ D + Σ max(0, max_d (out_i(d) - λ d) - F_i)
///
/// - Source: S. Boyd, L. Vandenberghe, "Convex Optimization" (2004), 5.1: weak duality holds without convexity.
public struct SwapRoute: Sendable, Hashable {
  /// Most venues with fixed costs of which every subset is tried.
  public static let enumeratedMax = 12
  /// Most venues.
  public static let venuesMax = 256

  /// What one venue does.
  public struct Leg: Sendable, Hashable {
    /// Which venue, as an index.
    public let venue: Int
    /// What is paid.
    public let amount: Double
    /// What comes back, proportional fees taken.
    public let received: Double
    /// What waiting and a failure of the bridge are counted at.
    public let waitingCost: Double
    /// What it costs whatever the amount.
    public let fixedCost: Double
    /// What is lost of the proceeds should its bridge fail.
    public let lossOnFailure: Double

    /// What it counts for: received less both costs.
    public var counted: Double { received - waitingCost - fixedCost }
  }

  /// What is swapped.
  public let amount: Double
  /// The venues used, in their order.
  public let legs: [Leg]
  /// What one more unit would bring.
  public let marginalPrice: Double
  /// How far the split is from the conditions of an optimum for the venues used.
  public let residual: Double
  /// What no route can exceed.
  public let bound: Double
  /// Whether every subset was tried.
  public let isExhaustive: Bool
  /// The best venue alone and what it counts for; nil where none takes all.
  public let bestSingle: Single?
  /// What splitting over all venues without a look at fixed costs would count for; nil where they can't take all.
  public let withoutSelection: Double?

  /// What the first unit would count for at each venue, used or not.
  public let firstPrices: [Double]

  /// One venue alone.
  public struct Single: Sendable, Hashable {
    /// Which venue, as an index.
    public let venue: Int
    /// What it counts for.
    public let counted: Double
  }

  /// What comes back, fixed costs taken.
  public var received: Double { legs.reduce(0) { $0 + $1.received - $1.fixedCost } }
  /// What it counts for: waiting taken as well.
  public var counted: Double { legs.reduce(0) { $0 + $1.counted } }
  /// How much more no route can bring.
  public var gap: Double { max(0, bound - counted) }

  /// The best route.
  ///
  /// - Throws: `invalidInput` for an amount not above 0 or no venues; `limitExceeded` for more than the venues take, or
  ///   too many.
  public init(
    of amount: Double, over venues: [SwapVenue], waiting: SwapVenue.Waiting
  ) throws(SteelyardError) {
    guard (1...SwapRoute.venuesMax).contains(venues.count) else {
      throw SteelyardError(
        .limitExceeded, "There are \(venues.count) venues.",
        remedy: "Give 1 to \(SwapRoute.venuesMax).")
    }
    let search = try SwapSearch(amount, venues, waiting)
    let everything = try search.outcome(Array(venues.indices))
    let costly = venues.indices.filter { venues[$0].fixedCost > 0 }
    isExhaustive = costly.count <= SwapRoute.enumeratedMax
    let best = isExhaustive ? search.enumerated(costly) : search.improved()
    guard let best else {
      throw SwapCurve.tooMuch(amount, venues.reduce(0) { $0 + $1.curve.capacity })
    }
    var single: Single?
    for venue in venues.indices {
      guard let alone = try search.outcome([venue]), alone.counted > single?.counted ?? -.infinity
      else { continue }
      single = Single(venue: venue, counted: alone.counted)
    }
    self.amount = amount
    legs = try search.legs(best)
    marginalPrice = best.split.marginalPrice
    residual = best.split.residual
    bound = max(search.bound(near: best.split.marginalPrice), best.counted)
    bestSingle = single
    firstPrices = search.firstPrices
    withoutSelection = everything?.countedByAll
  }
}
