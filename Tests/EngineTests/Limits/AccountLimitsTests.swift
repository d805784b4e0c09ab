import FoundationEssentials
import SteelyardContracts
import SteelyardEngine
import TestSupport
import Testing

extension LimitExposure {
  /// A book on BTC: 1,000 USD of equity, one instrument of a notional, with a delta and a vega.
  static func btc(
    notional: Double = 0, delta: Double = 0, gamma: Double = 0, vega: Double = 0,
    equity: Double = 1000, openInterest: Double? = 10_000, depth: Double? = 500
  ) -> LimitExposure {
    var exposure = LimitExposure()
    exposure.equityUSD = equity
    exposure.grossNotionalUSD = notional
    exposure.positionCount = notional > 0 ? 1 : 0
    var coin = OnCoin(coin: .btc)
    coin.deltaUSD = delta
    coin.gammaUSD = gamma
    coin.vegaUSD = vega
    coin.notionalUSD = notional
    coin.openInterestUSD = openInterest
    coin.depthUSD = depth
    exposure.coins = [coin]
    var instrument = OnInstrument(instrument: "BTC perpetual")
    instrument.notionalUSD = notional
    instrument.openInterestUSD = openInterest
    instrument.depthUSD = depth
    exposure.instruments = notional > 0 ? [instrument] : []
    return exposure
  }
}

@Suite("Limits of an account")
struct AccountLimitsTests {
  func full() throws -> AccountLimits {
    try AccountLimits(
      leverageMax: 3, positionCountMax: 0,
      greeks: [GreekLimit(coin: .btc, deltaUSDMax: 1500, gammaUSDMax: 20, vegaUSDMax: 30)],
      concentration: [
        ConcentrationLimit(
          scope: .coin(.btc), notionalUSDMax: 3000, openInterestShareMax: 0.3, depthShareMax: 2),
        ConcentrationLimit(scope: .anyInstrument, notionalUSDMax: 3500),
        ConcentrationLimit(scope: .instrument("BTC perpetual"), notionalUSDMax: 3600),
      ], orderNotionalUSDMax: 500, orderRate: OrderRateLimit(countMax: 2, seconds: 10),
      drawdown: DrawdownLimit(epoch: .week, budget: .shareOfHighWater(0.1)))
  }

  @Test("every broken limit is told, with its numbers, and none that is kept")
  func all() throws {
    let breaches = try full().breaches(
      of: .init(notionalUSD: 501, recentCount: 2), direction: .adds, before: .btc(),
      after: .btc(notional: 4000, delta: -2000, gamma: -21, vega: 31), stage: .near)
    #expect(
      breaches.map(\.kind) == [
        .drawdown, .orderNotional, .orderRate, .leverage, .positionCount, .delta, .gamma, .vega,
        .notional, .openInterestShare, .depthShare, .notional, .notional,
      ])
    #expect(
      breaches.map(\.message)[3...6] == [
        "The leverage would be 4.0 times equity; 3.0 times equity is allowed.",
        "The count of positions would be 1; 0 is allowed.",
        "The delta of BTC would be 2,000.00 USD; 1,500.00 USD is allowed.",
        "The gamma for a move of 1 % of BTC would be 21.00 USD; 20.00 USD is allowed.",
      ])
    #expect(
      breaches[9].message == "The share of open interest of BTC would be 40 %; 30 % is allowed.")
    #expect(breaches.map(\.measured)[8...10] == [4000, 0.4, 8])
    let error = try #require(LimitBreach.error(of: breaches, account: AccountName("desk")))
    #expect(error.code == .limitExceeded)
    #expect(error.message.contains("It is order 3 within 10 s; 2 are allowed."))
  }

  @Test("at its limits an account may trade, one step beyond not")
  func edges() throws {
    let limits = try AccountLimits(
      leverageMax: 3, greeks: [GreekLimit(coin: .btc, deltaUSDMax: 1500)])
    func kinds(_ notional: Double, _ delta: Double) -> [LimitBreach.Kind] {
      limits.breaches(
        of: nil, direction: .adds, before: .btc(), after: .btc(notional: notional, delta: delta),
        stage: .within
      ).map(\.kind)
    }
    #expect(kinds(3000, 1500) == [])
    #expect(kinds(3000.001, 1500) == [.leverage])
    #expect(kinds(3000, -1500.001) == [.delta])
    #expect(kinds(.nan, .nan) == [.leverage, .delta])
  }

  @Test("what reduces risk passes whatever the limits say")
  func reducing() throws {
    let breaches = try full().breaches(
      of: .init(notionalUSD: 1e9, recentCount: 100), direction: .reduces,
      before: .btc(notional: 9000, delta: 9000),
      after: .btc(notional: 8000, delta: 9500), stage: .exhausted)
    #expect(breaches.isEmpty)
  }

  @Test("beyond a limit an account may trade what leaves that number alone or better")
  func notWorse() throws {
    let limits = try AccountLimits(
      leverageMax: 3,
      greeks: [GreekLimit(coin: .btc, deltaUSDMax: 1500, vegaUSDMax: 30)])
    func kinds(_ after: LimitExposure) -> [LimitBreach.Kind] {
      limits.breaches(
        of: nil, direction: .adds, before: .btc(notional: 5000, delta: 2000, vega: 0),
        after: after, stage: .within
      ).map(\.kind)
    }
    #expect(kinds(.btc(notional: 5000, delta: 2000, vega: 29)) == [])
    #expect(kinds(.btc(notional: 4900, delta: 1900, vega: 31)) == [.vega])
    #expect(kinds(.btc(notional: 4900, delta: -2000)) == [])
    #expect(kinds(.btc(notional: 4900, delta: -2001)) == [.delta])
    #expect(kinds(.btc(notional: 5001, delta: 2000)) == [.leverage])
  }

  @Test("without equity any further notional is beyond any leverage")
  func noEquity() throws {
    let limits = try AccountLimits(leverageMax: 3)
    let before = LimitExposure.btc(notional: 100, equity: -5)
    let more = LimitExposure.btc(notional: 101, equity: -5)
    #expect(
      limits.breaches(of: nil, direction: .adds, before: before, after: more, stage: .within)
        .map(\.message) == [
          "The leverage would be beyond any equity; 3.0 times equity is allowed."
        ])
    #expect(
      limits.breaches(of: nil, direction: .adds, before: more, after: before, stage: .within)
        .isEmpty)
  }

  @Test("a share that can't be measured is not kept by a larger position")
  func unknown() throws {
    let limits = try AccountLimits(
      concentration: [ConcentrationLimit(scope: .anyInstrument, openInterestShareMax: 0.5)])
    func breaches(_ before: Double, _ after: Double) -> [LimitBreach] {
      limits.breaches(
        of: nil, direction: .adds, before: .btc(notional: before, openInterest: nil),
        after: .btc(notional: after, openInterest: nil), stage: .within)
    }
    #expect(breaches(100, 101).map(\.measured) == [nil])
    #expect(breaches(0, 1).count == 1)
    #expect(breaches(100, 99).isEmpty)
    #expect(breaches(1, 0).isEmpty)
  }

  @Test("the standing of an account is watched without a trade")
  func standing() throws {
    let limits = try AccountLimits(leverageMax: 3)
    #expect(limits.breaches(of: .btc(notional: 3001)).map(\.kind) == [.leverage])
    #expect(limits.breaches(of: .btc(notional: 3000)).isEmpty)
    #expect(AccountLimits.none.breaches(of: .btc(notional: 1e12, delta: .nan)).isEmpty)
  }

  @Test("limits survive JSON and bytes")
  func codecs() throws {
    let limits = try full()
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys]
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let json = try encoder.encode(limits)
    #expect(try decoder.decode(AccountLimits.self, from: json) == limits)
    let text = try #require(String(bytes: json, encoding: .utf8))
    #expect(text.contains(#""order_notional_usd_max":500"#))
    #expect(text.contains(#"{"coin":"BTC","delta_usd_max":1500"#))
    #expect(text.contains(#""drawdown":{"budget_share":0.1,"epoch":"week"}"#))
    try expectSurvivesBytes(limits)
    #expect(try AccountLimits(bytes: limits.bytes) == limits)
    try expectSurvivesBytes(AccountLimits.none)
    #expect(try decoder.decode(AccountLimits.self, from: Data("{}".utf8)) == .none)
  }

  @Test(
    "files that are refused",
    arguments: [
      #"{"leverage_max": -1}"#, #"{"order_rate": {"count_max": 0, "seconds": 1}}"#,
      #"{"drawdown": {"epoch": "day"}}"#,
      #"{"drawdown": {"epoch": "day", "budget_usd": 1, "budget_share": 1}}"#,
      #"{"drawdown": {"epoch": "day", "budget_share": 1.5}}"#,
      #"{"drawdown": {"epoch": "month", "budget_usd": 1}}"#,
      #"{"concentration": [{"coin": "BTC", "instrument": "x"}]}"#,
      #"{"greeks": [{"coin": "BTC"}, {"coin": "BTC"}]}"#,
    ])
  func refused(json: String) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    #expect(throws: (any Error).self) {
      try decoder.decode(AccountLimits.self, from: Data(json.utf8))
    }
  }
}
