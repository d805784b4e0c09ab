import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardValidation
import TestSupport
import Testing

@Suite("The adversary: requirements and credit stay within their bounds") struct AdversaryTests {
  private static let seed: UInt64 = 20_261_121

  private static func snapshot() throws -> MarketSnapshot {
    var market = SampleMarket(time: try Timestamp(parsing: "2026-03-13T00:00:00Z"))
    for (coin, index) in [("BTC", 70_000.0), ("ETH", 2080)] {
      try market.add(future: "\(coin)-PERPETUAL", mark: index, index: index)
      try market.add(future: "\(coin)_USDC-PERPETUAL", mark: index, index: index)
      for expiry in ["27MAR26", "26JUN26"] {
        for share in [0.6, 0.8, 0.9, 1, 1.1, 1.25, 1.6] {
          for right in ["C", "P"] {
            let strike = Int((index * share / 20).rounded()) * 20
            try market.add(
              option: "\(coin)_USDC-\(expiry)-\(strike)-\(right)",
              volatility: 0.55 + 0.3 * (share - 1) * (share - 1), forward: index, index: index)
          }
        }
      }
      market.add(asset: try Currency(coin), priceUSD: index)
    }
    market.add(asset: .usdc, priceUSD: 1)
    return try market.snapshot()
  }

  private static func adversary() throws -> Adversary {
    print("adversary: seed \(seed)")
    let model = try #require(try SyntheticState.model(named: "dynamic") as? DynamicMargin)
    return Adversary(
      against: model, in: try snapshot(), surfaces: [:], level: .detected, seed: seed)
  }

  /// Books by what they are.
  private static let books: [String: [(String, String, String?)]] = [
    "long": [("BTC_USDC-PERPETUAL", "10", "70000")],
    "short": [("ETH_USDC-PERPETUAL", "-300", "2080")],
    "spread": [("BTC_USDC-PERPETUAL", "10", "70000"), ("ETH_USDC-PERPETUAL", "-336", "2080")],
    "sold straddle": [
      ("BTC_USDC-26JUN26-70000-C", "-10", nil), ("BTC_USDC-26JUN26-70000-P", "-10", nil),
    ],
    "bought wing, hedged": [
      ("BTC_USDC-26JUN26-56000-P", "20", nil), ("BTC_USDC-PERPETUAL", "4", "70000"),
    ],
    "coin held": [("BTC-PERPETUAL", "-300000", "70000"), ("BTC", "10", nil)],
  ]

  private static func book(_ name: String) throws -> Portfolio {
    let rows = try #require(books[name])
    return try Portfolio(
      positions: try rows.filter { $0.0.contains("-") }.map { row in
        Position(
          instrument: try SampleMarket.instrument(row.0), quantity: try Amount(parsing: row.1),
          averagePrice: try row.2.map { try Amount(parsing: $0) })
      },
      balances: try rows.filter { !$0.0.contains("-") }.map { row in
        AssetBalance(asset: try Currency(row.0), amount: try Amount(parsing: row.1))
      })
  }

  private static func told(_ name: String, _ finding: AdversaryFinding) {
    print(
      "\(finding.attack.rawValue), \(name): relief \(finding.relief), credit \(finding.creditShare),"
        + " cost \(finding.costUSD), of \(finding.triedCount): \(finding.action)")
  }

  @Test(
    "one of five sources at any value moves requirement and credit by 2 % at most",
    arguments: books.keys.sorted())
  func oneSource(_ name: String) throws {
    let finding = try Self.adversary().oneSource(
      against: try Self.book(name), rules: .fiveVenues, dispersion: 0.0005, panelCount: 3,
      bound: 0.02)
    Self.told(name, finding)
    #expect(finding.isHeld && finding.triedCount >= 50)
  }

  @Test(
    "dividing a book over accounts of one owner never lowers what it needs",
    arguments: books.keys.sorted())
  func split(_ name: String) throws {
    let finding = try Self.adversary().splitAccounts(
      of: try Self.book(name), accountsMax: 50, splitCount: 60, bound: 0)
    Self.told(name, finding)
    #expect(finding.isHeld)
  }

  @Test("washed volume of up to three days in thirty lowers nothing", arguments: [1, 2, 3])
  func washed(_ days: Int) throws {
    var random = SeededGenerator(seed: Self.seed)
    let volumes = (0..<30).map { _ in Double.random(in: 2e7...4e8, using: &random) }
    let finding = try Self.adversary().washedVolume(
      against: try Self.book("long"), volumesUSD: [.btc: volumes], washedDays: days, factor: 1000,
      bound: 0)
    Self.told("long, \(days) days", finding)
    #expect(finding.isHeld && finding.costUSD > 0)
  }

  @Test("washing every day for a month does lower the charge, which is what the test can see")
  func washedWhole() throws {
    let finding = try Self.adversary().washedVolume(
      against: try Self.book("long"), volumesUSD: [.btc: [Double](repeating: 1e7, count: 30)],
      washedDays: 30, factor: 1000, bound: 0)
    Self.told("long, 30 days", finding)
    #expect(!finding.isHeld)
    // 30 days of 9.99 billion dollars at 0.1 % for both sides.
    expectClose(expected: 299_700_000, got: finding.costUSD, .relative(1e-12))
  }

  @Test(
    "a mark pushed for ten minutes gives credit of 3 % of the position at most",
    arguments: [0.01, 0.05, 0.2, 1, 9])
  func pushed(_ move: Double) throws {
    let finding = try Self.adversary().pushedMark(
      of: try SampleMarket.instrument("BTC_USDC-PERPETUAL"), in: try Self.book("long"),
      moves: [move, -move / (1 + move)], minutes: 10, bound: 1)
    Self.told("long, \(move)", finding)
    #expect(finding.creditAfter - finding.creditBefore <= 0.03 * 700_000 * 1.0000001)
    #expect(finding.creditAfter - finding.creditBefore < finding.costUSD)
  }

  @Test("options where the scenarios see least are margined near what denser scenarios say")
  func corners() throws {
    let adversary = try Self.adversary()
    let dense = try DynamicMargin(
      adversary.model.specification,
      state: try SyntheticState.state(scenarioCount: 4000, seed: 77), stateName: "dense")
    let finding = try adversary.gridCorners(
      against: dense, quantity: .one, pairCount: 200, bound: 0.25)
    Self.told("corners", finding)
    #expect(finding.isHeld)
  }
}
