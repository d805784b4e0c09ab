import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import TestSupport

/// Books in a small market whose figures a test computes by hand.
struct StressSample {
  /// 2026-05-28T20:26:40Z.
  static let time = Timestamp(microseconds: 1_780_000_000_000_000)
  static let call = "BTC-25SEP26-60000-C"
  /// Expires 11 h 33 min 20 s after the market.
  static let dyingPut = "BTC-29MAY26-62000-P"

  /// Volatility moves alike at every tenor and strike, and does not follow spot.
  static let still = StressResponse(
    parameters: "still", surfaces: PerCoin(others: .none),
    volatility: PerCoin(others: VolatilityResponse(onFall: 0, onRise: 0, deviation: 0)),
    averagingWindowSeconds: 1800, path: .straight, follows: [:])

  static func shipped() throws -> StressResponse {
    guard
      case .dynamic(let shipped) = try MarginModelCatalogue.specification(
        named: "dynamic", parameters: nil)
    else { preconditionFailure("dynamic is a dynamic model") }
    return try StressResponse(shipped)
  }

  static func market() throws -> MarketSnapshot {
    var market = SampleMarket(time: time)
    try market.add(future: "BTC-PERPETUAL", mark: 60_000, index: 60_000)
    try market.add(future: "BTC_USDC-PERPETUAL", mark: 60_000, index: 60_000)
    try market.add(future: "BTC-25SEP26", mark: 60_300, index: 60_000)
    // Marks are Black-76 by scipy on these volatilities.
    try market.add(
      option: call, volatility: 0.6, forward: 60_300, index: 60_000, mark: 0.13844425790778278)
    try market.add(
      option: dyingPut, volatility: 0.5, forward: 60_000, index: 60_000, mark: 0.03359315067585994)
    try market.add(future: "ETH-PERPETUAL", mark: 2_000, index: 2_000)
    market.add(asset: .usdc, priceUSD: 1)
    market.add(asset: try Currency("STETH"), priceUSD: 1_990)
    return try market.snapshot()
  }

  static func evaluator(
    _ portfolio: Portfolio, model: String = "deribit", response: StressResponse = still,
    in market: MarketSnapshot? = nil
  ) throws -> StressEvaluator {
    try StressEvaluator(
      WalkBook(portfolio: portfolio, stated: []), catalogued(model), market ?? Self.market(),
      surfaces: [:], response: response, level: .portable)
  }

  static func shock(
    spot: Double? = nil, volatility: Double? = nil, days: Double = 0,
    assets: [Currency: Double] = [:]
  ) -> MarketShock {
    MarketShock(
      label: "shock", days: days, coins: [:],
      others: CoinShock(spot: spot, volatility: volatility), assets: assets)
  }
}
