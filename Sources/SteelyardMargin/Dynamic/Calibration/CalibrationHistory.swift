public import SteelyardContracts

/// Daily closes of several coins on one calendar: what a state is made from.
///
/// A day's close is known at the day's end, and nothing of a later day is used for it.
public struct CalibrationHistory: Sendable {
  /// One coin's columns; shape `[day]` each, NaN where nothing is known.
  public struct Coin: Sendable {
    /// The coin.
    public let coin: Currency
    /// US dollars for one coin at the day's end.
    public let closes: [Double]
    /// Volatility of the next 30 days by the options market, decimal; empty where there is none.
    public let impliedVolatility: [Double]
    /// Volume of the day in US dollars; empty where there is none.
    public let volumeUSD: [Double]
    /// What the squares of the returns within the day sum to; empty where there are none.
    public let realisedVariance: [Double]

    /// A coin from its columns.
    public init(
      coin: Currency, closes: [Double], impliedVolatility: [Double] = [],
      volumeUSD: [Double] = [], realisedVariance: [Double] = []
    ) {
      self.coin = coin
      self.closes = closes
      self.impliedVolatility = impliedVolatility
      self.volumeUSD = volumeUSD
      self.realisedVariance = realisedVariance
    }
  }

  /// The end of each day, rising by 24 hours.
  public let days: [Timestamp]
  /// The coins; the first one is the market that young coins are related to.
  public let coins: [Coin]
  /// Price of each stablecoin in US dollars, or of a staking token in its coin; NaN where nothing is
  /// known; shape `[day]`.
  public let assets: [Currency: [Double]]
  /// What the columns came from, for people.
  public let sources: [String]

  /// A history from its columns.
  ///
  /// - Throws: `invalidInput` where days do not follow each other, a column has another length, a
  ///   price is not above zero, or the first coin lacks a day.
  public init(
    days: [Timestamp], coins: [Coin], assets: [Currency: [Double]] = [:], sources: [String]
  ) throws(SteelyardError) {
    func refuse(_ message: String, _ remedy: String, _ field: String) -> SteelyardError {
      SteelyardError(
        .invalidInput, message, remedy: remedy,
        subject: .place(file: "history", row: nil, field: field))
    }
    for index in days.indices.dropFirst()
    where days[index].microseconds - days[index - 1].microseconds != 86_400_000_000 {
      throw refuse(
        "The day \(days[index]) does not follow \(days[index - 1]).",
        "Fill the calendar; missing prices are allowed.", "days")
    }
    for coin in coins {
      for (name, column) in [
        ("closes", coin.closes), ("implied volatility", coin.impliedVolatility),
      ] {
        guard column.count == days.count || (column.isEmpty && name != "closes") else {
          throw refuse(
            "\(coin.coin) has \(column.count) \(name) for \(days.count) days.",
            "Give one for each day.", coin.coin.code)
        }
        for (index, value) in column.enumerated() where !value.isNaN && !(value > 0 && value < 1e15)
        {
          throw refuse(
            "\(coin.coin) has \(value) in \(name) of \(days[index]).",
            "Give a finite number above zero, or none.", coin.coin.code)
        }
      }
      guard coin.realisedVariance.isEmpty || coin.realisedVariance.count == days.count else {
        throw refuse(
          "\(coin.coin) has \(coin.realisedVariance.count) realised variances for \(days.count) days.",
          "Give one for each day, or none.", coin.coin.code)
      }
      guard coin.volumeUSD.isEmpty || coin.volumeUSD.count == days.count else {
        throw refuse(
          "\(coin.coin) has \(coin.volumeUSD.count) volumes for \(days.count) days.",
          "Give one for each day, or none.", coin.coin.code)
      }
    }
    for (asset, prices) in assets where prices.count != days.count {
      throw refuse(
        "\(asset) has \(prices.count) prices for \(days.count) days.", "Give one for each day.",
        asset.code)
    }
    guard let market = coins.first, !market.closes.contains(where: \.isNaN) else {
      throw refuse(
        "The first coin has no close on some day.",
        "Give first a coin whose history has no gap; young coins are related to it.", "coins")
    }
    self.days = days
    self.coins = coins
    self.assets = assets
    self.sources = sources
  }
}
