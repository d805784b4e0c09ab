public import SteelyardContracts
public import SteelyardLiquidation
public import SteelyardMargin

/// What trading is taken to cost, and what holding costs over the horizon.
public struct WayRates: Sendable, Hashable {
  /// Fees of perpetuals, spreads and impact.
  public let trading: TradingRates
  /// Fee of spot, of the notional.
  public let spotFee: Double
  /// What a long perpetual pays a year, decimal; negative where it receives.
  public let fundingPerYear: PerCoin<Double>
  /// Interest a year on cash that is owed; nil where no cash may be borrowed.
  public let cashBorrowRate: Double?
  /// Interest a year on coins that are owed; nil where none may be borrowed.
  public let coinBorrowRate: Double?
  /// Days over which funding and interest count.
  public let horizonDays: Double

  /// Rates from their parts.
  ///
  /// - Throws: `invalidInput` for a fee, a rate of interest or a horizon below zero, or what is no number.
  public init(
    trading: TradingRates, spotFee: Double, fundingPerYear: PerCoin<Double>,
    cashBorrowRate: Double?, coinBorrowRate: Double?, horizonDays: Double
  ) throws(SteelyardError) {
    let numbers: [(String, Double)] = [
      ("fee of spot", spotFee), ("interest on cash", cashBorrowRate ?? 0),
      ("interest on coins", coinBorrowRate ?? 0), ("horizon in days", horizonDays),
    ]
    for (name, number) in numbers where !(number >= 0 && number.isFinite) {
      throw SteelyardError(
        .invalidInput, "The \(name) is \(number).", remedy: "Give a number from 0 up.")
    }
    guard fundingPerYear.all.allSatisfy(\.isFinite) else {
      throw SteelyardError(
        .invalidInput, "A rate of funding is no number.", remedy: "Give a finite share a year.")
    }
    self.trading = trading
    self.spotFee = spotFee
    self.fundingPerYear = fundingPerYear
    self.cashBorrowRate = cashBorrowRate
    self.coinBorrowRate = coinBorrowRate
    self.horizonDays = horizonDays
  }

  /// Years of the horizon.
  var horizonYears: Double { horizonDays / 365 }

  /// The cost of size: Y σ √(|D| / V) |D| for |D| US dollars of a coin, V of which trade in a day.
  ///
  /// - Source: the square-root law of impact, R. Almgren, C. Thum, E. Hauptmann, H. Li, "Direct estimation of equity
  ///   market impact", Risk 18 (2005).
  func impact(of dollars: Double, in coin: Currency) -> Double {
    let size = abs(dollars)
    return trading.impactFactor * trading.dailyVolatility[coin]
      * (size / trading.dailyVolumeUSD[coin]).squareRoot() * size
  }
}
