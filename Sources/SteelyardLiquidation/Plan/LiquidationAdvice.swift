import Glibc
public import SteelyardContracts
public import SteelyardMargin
import SteelyardMarket

/// What would be traded first of an account that is healthy, and at which prices: the nearest prices at which it would
/// be liquidated, and the plan there.
public struct LiquidationAdvice: Sendable {
  /// A coin's price at which the account would be liquidated, and what would be done then.
  public struct Place: Sendable {
    /// The coin that moves; everything else stays.
    public let coin: Currency
    /// The relative move of the coin's price.
    public let move: Double
    /// The coin's price there, in US dollars.
    public let priceUSD: Double
    /// The relative move at which the plan is made: beyond `move` by `LiquidationAdvice.beyond`.
    public let plannedMove: Double
    /// The plan there.
    public let plan: LiquidationPlan
  }

  /// A coin and what it does to the account.
  public struct Coin: Sendable {
    /// The coin.
    public let coin: Currency
    /// Its price now, in US dollars.
    public let priceUSD: Double
    /// The nearest price below at which the account would be liquidated; nil where there is none.
    public let below: Place?
    /// The nearest price above; nil where there is none.
    public let above: Place?
    /// The moves that were looked at, relative.
    public let searched: ClosedRange<Double>
  }

  /// How far beyond the price of liquidation plans are made, in logarithms: at the price itself nothing is missing.
  public static let beyond = 0.001

  /// By coin, in the order of the codes; coins without a price are left out.
  public let coins: [Coin]
  /// What volatilities do as a coin moves.
  public let volatility: LiquidationPath.VolatilityMode

  /// The place that is nearest, as a logarithmic move; nil where no coin's price alone liquidates the account.
  public var nearest: Place? {
    coins.flatMap { [$0.below, $0.above].compactMap(\.self) }
      .min { abs(log1p($0.move)) < abs(log1p($1.move)) }
  }

  /// The advice for a book.
  ///
  /// - Parameters:
  ///   - hedges: As `LiquidationMarket.hedges`; those that the moved market has no price of are not traded.
  ///   - terms: As `LiquidationMarket.terms`.
  /// - Throws: What `LiquidationPrices` and `LiquidationPlan` throw.
  public init(
    of evaluator: StressEvaluator, hedges: [Instrument], terms: [Instrument: ContractTerms],
    _ settings: PlanSettings, volatility: LiquidationPath.VolatilityMode
  ) throws(SteelyardError) {
    self.volatility = volatility
    // Order books belong to the market as it is.
    let settings = settings.with(books: [:])
    var coins: [Coin] = []
    for coin in evaluator.coins {
      guard let price = try? evaluator.snapshot.priceUSD(of: coin) else { continue }
      let path = LiquidationPath(of: coin, volatility: volatility)
      let prices = try LiquidationPrices(of: evaluator, along: path)
      let lost = prices.levels(of: .maintenanceMargin).filter { $0.change == .lost }
      func place(_ level: LiquidationPrices.Level?) throws(SteelyardError) -> Place? {
        guard let level else { return nil }
        let range = LiquidationPath.logMoves
        let beyond = level.logMove + (level.logMove < 0 ? -Self.beyond : Self.beyond)
        let planned = min(max(beyond, range.lowerBound), range.upperBound)
        let moved = try evaluator.shocked(
          by: path.shock(atLogMove: planned), besides: hedges)
        let batch = try PortfolioBatch(
          moved.portfolio, stated: evaluator.book.stated, beside: evaluator.book.others,
          over: moved.universe)
        let account = LiquidationAccount(
          portfolio: moved.portfolio, others: evaluator.book.others,
          figures: evaluator.model.figures(of: batch, in: moved.frame)[0])
        let market = LiquidationMarket(
          model: evaluator.model, frame: moved.frame, universe: moved.universe, hedges: hedges,
          terms: terms)
        return Place(
          coin: coin, move: level.move, priceUSD: price * exp(level.logMove),
          plannedMove: expm1(planned),
          plan: try LiquidationPlan(
            for: account, in: market, settings, stated: evaluator.book.stated))
      }
      coins.append(
        Coin(
          coin: coin, priceUSD: price,
          below: try place(lost.last { $0.logMove < 0 }),
          above: try place(lost.first { $0.logMove > 0 }),
          searched: expm1(
            LiquidationPath.logMoves.lowerBound)...expm1(
              LiquidationPath.logMoves.upperBound)))
    }
    self.coins = coins
  }
}
