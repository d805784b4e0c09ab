public import SteelyardContracts
import SteelyardScenarios

/// What an account comes to at one value of the input that a walk varies.
public struct WalkPoint: Sendable {
  /// What a bucket's requirement stands on.
  public struct Binding: Sendable, Hashable {
    /// The bucket: `btc_btc`.
    public let bucket: String
    /// The scenario's label, or the part of a requirement that decides; nil where none loses after
    /// offsets.
    public let scenario: String?
    /// What the scenarios ask for, in US dollars, >= 0: the loss in that one.
    public let lossUSD: Double
  }

  /// The price of a coin at the point.
  public struct CoinPrice: Sendable, Hashable {
    /// The coin.
    public let coin: Currency
    /// US dollars for one.
    public let priceUSD: Double
  }

  /// The value: a relative move, days, or a quantity.
  public let value: Double
  /// The figures there, in US dollars, the same to the bit as those of a batch.
  public let figures: AccountFigures
  /// How near the account is to being closed there.
  public let health: HealthLevel
  /// What binds in each bucket; empty for a model without scenarios.
  public let bindings: [Binding]
  /// Prices of the coins that the book holds or has contracts on, in their order.
  public let coinPrices: [CoinPrice]
  /// How many positions or balances were left out.
  public let leftOutCount: Int

  init(
    value: Double, explanation: MarginExplanation, coinPrices: [CoinPrice]
  ) {
    self.value = value
    figures = explanation.figures
    health = explanation.health
    bindings = explanation.buckets.map { bucket in
      Binding(
        bucket: bucket.name, scenario: bucket.binding,
        lossUSD: bucket.scenarioRequirement * bucket.usdPerUnit)
    }
    self.coinPrices = coinPrices
    leftOutCount = explanation.failures.count
  }

  /// What binds in the bucket that loses most; nil where none loses.
  public var heaviestBinding: Binding? {
    bindings.filter { $0.scenario != nil }.max { $0.lossUSD < $1.lossUSD }
  }
}
