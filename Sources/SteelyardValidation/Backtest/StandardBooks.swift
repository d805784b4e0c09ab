import SteelyardContracts
import SteelyardPricing

/// The standard books of the backtest, written down before its first run.
///
/// - Source: `docs/backtest.md`.
public enum StandardBooks {
  /// Days of returns that a beta is taken over.
  public static let betaDays = 90
  /// Size of a delta-one leg, in US dollars.
  public static let dollars = 100_000.0
  /// Days that options have left when they are struck.
  public static let optionDays = 30.0

  /// All of them.
  public static func all() -> [BacktestBook] {
    outrights + spreads + baskets + carries + collateralHeavy + optionBooks
  }

  private static func coin(_ code: String) -> Currency {
    guard let coin = try? Currency(code) else { preconditionFailure("\(code) is no currency") }
    return coin
  }

  private static let outrights: [BacktestBook] = ["BTC", "ETH", "SOL", "LTC", "XRP"].flatMap {
    code in
    [("long", dollars), ("short", -dollars)].map { side, size in
      BacktestBook(
        "\(side) \(code)", .outright,
        [
          BacktestLeg(coin(code), .perpetual, .dollars(size))
        ])
    }
  }

  /// Each coin against another at its beta, both ways round.
  private static let spreads: [BacktestBook] = [
    ("ETH", "BTC"), ("LTC", "BTC"), ("SOL", "ETH"), ("XRP", "BTC"), ("BNB", "ETH"), ("ADA", "LTC"),
  ].flatMap { first, second in
    [("long", dollars), ("short", -dollars)].map { side, size in
      BacktestBook(
        "\(side) \(first) against \(second)", .spread,
        [
          BacktestLeg(coin(first), .perpetual, .dollars(size)),
          BacktestLeg(
            coin(second), .perpetual,
            .betaHedge(of: coin(first), dollars: size, days: betaDays)),
        ])
    }
  }

  private static let large = ["BTC", "ETH", "BNB", "XRP"]
  private static let smaller = ["ADA", "LTC", "LINK", "DOGE"]

  private static func legs(_ codes: [String], _ size: Double) -> [BacktestLeg] {
    codes.map { BacktestLeg(coin($0), .perpetual, .dollars(size / Double(codes.count))) }
  }

  private static let baskets = [
    BacktestBook("long basket", .outright, legs(large + smaller, dollars)),
    BacktestBook("short basket", .outright, legs(large + smaller, -dollars)),
    BacktestBook(
      "large against smaller coins", .spread, legs(large, dollars) + legs(smaller, -dollars)),
    BacktestBook(
      "smaller against large coins", .spread, legs(large, -dollars) + legs(smaller, dollars)),
  ]

  private static let carries = [
    BacktestBook(
      "cash and carry", .carry,
      [
        BacktestLeg(.btc, .balance, .dollars(dollars)),
        BacktestLeg(.btc, .inverseFuture(days: 90), .dollars(-dollars)),
      ], hypothetical: "no history of the futures basis: the future moves with spot"),
    BacktestBook(
      "perpetual against future", .carry,
      [
        BacktestLeg(.btc, .inversePerpetual, .dollars(dollars)),
        BacktestLeg(.btc, .inverseFuture(days: 90), .dollars(-dollars)),
      ], hypothetical: "no history of the futures basis: the future moves with spot"),
  ]

  private static let collateralHeavy = [
    BacktestBook(
      "long inverse perpetual on BTC", .collateral,
      [
        BacktestLeg(.btc, .balance, .dollars(dollars)),
        BacktestLeg(.btc, .inversePerpetual, .dollars(dollars)),
      ]),
    BacktestBook(
      "long BTC on ETH", .collateral,
      [
        BacktestLeg(.eth, .balance, .dollars(dollars)),
        BacktestLeg(.btc, .perpetual, .dollars(dollars)),
      ]),
    BacktestBook(
      "short BTC on ETH", .collateral,
      [
        BacktestLeg(.eth, .balance, .dollars(dollars)),
        BacktestLeg(.btc, .perpetual, .dollars(-dollars)),
      ]),
  ]

  private static func option(
    _ coin: Currency, _ right: OptionRight, _ moneyness: Double, _ units: Double,
    days: Double = optionDays
  ) -> BacktestLeg {
    BacktestLeg(coin, .option(right, moneyness: moneyness, days: days), .dollars(units * dollars))
  }

  /// Wings at 0.67 deviations stand near a delta of a quarter.
  private static let wing = 0.67

  private static let optionBooks: [BacktestBook] =
    optionBooks(of: .btc, hypothetical: nil)
    + optionBooks(
      of: .eth, hypothetical: "no history of ETH's volatility index: that of BTC stands in")
    + [
      BacktestBook(
        "short BTC calendar", .hedgedOptions,
        [
          option(.btc, .call, 0, -1), option(.btc, .call, 0, 1, days: 90),
          BacktestLeg(.btc, .inversePerpetual, .deltaHedge),
        ], hypothetical: "one volatility index says nothing of how tenors move apart")
    ]

  private static func optionBooks(of coin: Currency, hypothetical: String?) -> [BacktestBook] {
    let hedge = BacktestLeg(coin, .inversePerpetual, .deltaHedge)
    let straddle = [option(coin, .call, 0, 1), option(coin, .put, 0, 1)]
    let strangle = [option(coin, .call, wing, 1), option(coin, .put, -wing, 1)]
    let butterfly = [
      option(coin, .call, -wing, 1), option(coin, .call, 0, -2), option(coin, .call, wing, 1),
    ]
    func book(_ name: String, _ group: BacktestBook.Group, _ legs: [BacktestLeg]) -> BacktestBook {
      BacktestBook("\(name) \(coin)", group, legs, hypothetical: hypothetical)
    }
    return [
      book("long straddle", .options, straddle),
      book("short straddle", .options, straddle.map(\.reversed)),
      book("long strangle", .options, strangle),
      book("short strangle", .options, strangle.map(\.reversed)),
      book(
        "risk reversal", .options, [option(coin, .call, wing, 1), option(coin, .put, -wing, -1)]),
      book(
        "hedged risk reversal", .hedgedOptions,
        [
          option(coin, .call, wing, 1), option(coin, .put, -wing, -1), hedge,
        ]),
      book("long butterfly", .hedgedOptions, butterfly),
      book("short butterfly", .hedgedOptions, butterfly.map(\.reversed)),
      book(
        "call spread", .hedgedOptions, [option(coin, .call, 0, 1), option(coin, .call, wing, -1)]),
      book("delta-hedged short gamma", .hedgedOptions, straddle.map(\.reversed) + [hedge]),
      book("delta-hedged short call", .hedgedOptions, [option(coin, .call, 0, -1), hedge]),
      book(
        "covered call", .options,
        [
          option(coin, .call, wing, -1), BacktestLeg(coin, .balance, .dollars(dollars)),
        ]),
    ]
  }
}

extension BacktestLeg {
  /// The same leg held the other way.
  var reversed: BacktestLeg {
    switch size {
    case .dollars(let dollars): BacktestLeg(coin, kind, .dollars(-dollars))
    case .deltaHedge: self
    case .betaHedge(let other, let dollars, let days):
      BacktestLeg(coin, kind, .betaHedge(of: other, dollars: -dollars, days: days))
    }
  }
}
