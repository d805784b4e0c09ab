import Foundation
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardScenarios
import SteelyardMarket
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Collateral rule") struct CollateralRuleTests {
  /// 0 to 100,000 USD at 10 % and 5 %, to 500,000 at 30 % and 10 %, the rest at 100 % and 50 %.
  static let tiers = [
    CollateralTier(upToUSD: 100_000, initial: 0.1, maintenance: 0.05),
    CollateralTier(upToUSD: 500_000, initial: 0.3, maintenance: 0.1),
    CollateralTier.rest(initial: 1, maintenance: 0.5),
  ]
  static let flat = [CollateralTier.rest(initial: 0.1, maintenance: 0.05)]

  static func rule(
    classes: [String: CollateralClass] = [:], assets: [String: CollateralAsset],
    debts: PermittedDebts = .any, assetsMax: Int? = nil
  ) -> CollateralRule {
    CollateralRule(
      classes: classes, assets: assets, unlisted: .notAccepted, debts: debts, assetsMax: assetsMax)
  }

  static func model(_ rule: CollateralRule) throws -> ScenarioMargin {
    try ScenarioMargin(
      ScenarioMarginSpecification(
        name: "collateral",
        provenance: ParameterProvenance(
          name: "collateral", effective: "2026-01-01", sources: [], superseded: nil),
        surfaceSource: .marks, optionValue: .mark, discounting: .none, measure: .worstLoss,
        decimals: nil,
        capsLongOptionsAtValue: false, collateral: rule, equity: .portfolio, families: []))
  }

  static func explained(
    _ rule: CollateralRule, _ balances: [(code: String, amount: String)],
    prices: [String: Double] = ["ETH": 1, "WSTETH": 1, "BTC": 1]
  ) throws -> MarginExplanation {
    var market = SampleMarket(time: try Timestamp(parsing: "2026-03-02T10:30:00Z"))
    market.add(asset: .usdt, priceUSD: 1)
    for (asset, price) in prices { market.add(asset: try Currency(asset), priceUSD: price) }
    return try model(rule).explanation(of: try book([], balances), in: try market.snapshot())
  }

  /// Initial and maintenance counted equity, with every asset at one dollar.
  static func counted(
    _ rule: CollateralRule, _ balances: [(code: String, amount: String)]
  ) throws -> (initial: Double, maintenance: Double) {
    let figures = try explained(rule, balances).figures
    return (figures.initialCountedEquity, figures.maintenanceCountedEquity)
  }

  @Test(
    "only the part beyond an edge has the higher haircut",
    arguments: [
      ("50000", 45_000.0, 47_500.0), ("100000", 90_000, 95_000), ("200000", 160_000, 185_000),
      ("500000", 370_000, 455_000), ("900000", 370_000, 655_000),
    ])
  func tiers(_ amount: String, _ initial: Double, _ maintenance: Double) throws {
    let rule = Self.rule(assets: ["ETH": CollateralAsset(tiers: Self.tiers)])
    let explained = try Self.explained(rule, [("ETH", amount)])
    expectClose(
      expected: initial, got: explained.figures.initialCountedEquity, .relative(1e-14))
    expectClose(
      expected: maintenance, got: explained.figures.maintenanceCountedEquity, .relative(1e-14))
    let line = try #require(explained.collateral.first)
    expectClose(
      expected: line.countedUSD, got: line.valueUSD * (1 - line.haircut), .relative(1e-12))
    expectClose(
      expected: line.countedMaintenanceUSD, got: line.valueUSD * (1 - line.maintenanceHaircut),
      .relative(1e-12))
  }

  @Test("nothing jumps at an edge or a cap", arguments: [100_000, 300_000, 500_000, 700_000])
  func edges(_ edge: Int) throws {
    for rule in [
      Self.rule(assets: ["ETH": CollateralAsset(tiers: Self.tiers, capUSD: 700_000)]),
      Self.rule(
        classes: ["coins": CollateralClass(tiers: Self.tiers, capUSD: 300_000)],
        assets: ["ETH": CollateralAsset(className: "coins")]),
    ] {
      let below = try Self.counted(rule, [("ETH", "\(edge - 1).99")])
      let above = try Self.counted(rule, [("ETH", "\(edge).01")])
      #expect(above.initial - below.initial >= 0 && above.initial - below.initial <= 0.0201)
      #expect(
        above.maintenance - below.maintenance >= 0
          && above.maintenance - below.maintenance <= 0.0201)
    }
  }

  @Test("a cap on an asset: what is beyond counts nothing, before the tiers cut the rest")
  func assetCap() throws {
    let rule = Self.rule(
      assets: ["ETH": CollateralAsset(tiers: Self.tiers, capUSD: 200_000)])
    let counted = try Self.counted(rule, [("ETH", "5000000")])
    expectClose(expected: 160_000, got: counted.initial, .relative(1e-14))
    expectClose(expected: 185_000, got: counted.maintenance, .relative(1e-14))
  }

  @Test("a cap on a class: the largest holdings are cut first, to one level")
  func classCap() throws {
    let coins = CollateralAsset(className: "coins")
    let rule = Self.rule(
      classes: ["coins": CollateralClass(tiers: Self.flat, capUSD: 100_000)],
      assets: ["ETH": coins, "WSTETH": coins, "BTC": coins])
    // 20,000 and 30,000 stay, 90,000 is cut to 50,000.
    let held = try Self.explained(
      rule, [("BTC", "20000"), ("ETH", "90000"), ("WSTETH", "30000")])
    for (line, taken) in zip(held.collateral, [20_000.0, 50_000, 30_000]) {
      expectClose(expected: 0.9 * taken, got: line.countedUSD, .relative(1e-14))
      #expect(line.className == "coins" && line.why.contains("100000 USD of the class"))
    }
    expectClose(expected: 90_000, got: held.figures.initialCountedEquity, .relative(1e-14))
    // Three large ones share the cap.
    let shared = try Self.explained(
      rule, [("BTC", "200000"), ("ETH", "90000"), ("WSTETH", "300000")])
    for line in shared.collateral {
      expectClose(expected: 30_000, got: line.countedUSD, .relative(1e-14))
    }
  }

  @Test("more collateral never counts less, and initial <= maintenance <= value, by line")
  func monotone() throws {
    var generator = SeededGenerator(seed: 20_260_302)
    let coins = CollateralAsset(className: "coins", capUSD: 400_000)
    let rule = Self.rule(
      classes: ["coins": CollateralClass(tiers: Self.tiers, capUSD: 600_000)],
      assets: ["ETH": coins, "WSTETH": CollateralAsset(className: "coins"), "BTC": coins])
    for _ in 0..<300 {
      var amounts = (0..<3).map { _ in Int.random(in: 0...700_000, using: &generator) }
      func explained() throws -> MarginExplanation {
        try Self.explained(
          rule, zip(["BTC", "ETH", "WSTETH"], amounts).map { ($0, "\($1)") })
      }
      let before = try explained()
      for line in before.collateral {
        #expect(line.countedUSD <= line.countedMaintenanceUSD)
        #expect(line.countedMaintenanceUSD <= line.valueUSD)
      }
      let added = Int.random(in: 0...400_000, using: &generator)
      amounts[Int.random(in: 0..<3, using: &generator)] += added
      let after = try explained()
      let rise = after.figures.initialCountedEquity - before.figures.initialCountedEquity
      #expect(rise >= -1e-9 && rise <= Double(added) + 1e-9, "\(amounts) + \(added)")
      let maintenanceRise =
        after.figures.maintenanceCountedEquity - before.figures.maintenanceCountedEquity
      #expect(maintenanceRise >= -1e-9 && maintenanceRise <= Double(added) + 1e-9)
    }
  }

  @Test("a stablecoin and a staking token count at their own price")
  func ownPrices() throws {
    let rule = Self.rule(
      assets: [
        "USDC": CollateralAsset(tiers: [.rest(initial: 0, maintenance: 0)]),
        "WSTETH": CollateralAsset(tiers: Self.flat),
      ])
    let explained = try Self.explained(
      rule, [("USDC", "1000"), ("WSTETH", "2")], prices: ["USDC": 0.97, "WSTETH": 2_400])
    #expect(explained.collateral.map(\.countedUSD) == [970, 4_320])
    expectClose(expected: 5_770, got: explained.figures.equity, .relative(1e-14))
    #expect(explained.isComplete)

    let unpriced = try Self.explained(
      rule, [("USDC", "1000"), ("WSTETH", "2")], prices: ["USDC": 0.97])
    #expect(!unpriced.isComplete && unpriced.figures.equity == 970)
    #expect(unpriced.failures.map(\.code) == [.missingMarketData])
  }

  @Test("an index read in a stablecoin is not divided by the stablecoin's price")
  func indexPricing() throws {
    let rule = Self.rule(
      assets: [
        "ETH": CollateralAsset(
          tiers: [.rest(initial: 0.25, maintenance: 0.2)], pricedAt: .index(readIn: .usdc))
      ])
    let explained = try Self.explained(
      rule, [("ETH", "2")], prices: ["ETH": 2_000, "USDC": 0.9])
    #expect(explained.figures.equity == 4_000)
    #expect(explained.figures.initialCountedEquity == 2_700)
    expectClose(
      expected: 2_880, got: explained.figures.maintenanceCountedEquity, .relative(1e-14))
    let unpriced = try Self.explained(rule, [("ETH", "2")], prices: ["ETH": 2_000])
    // Without a price of the stablecoin there is nothing to read in: the asset's own price counts.
    #expect(unpriced.isComplete && unpriced.figures.initialCountedEquity == 3_000)
    #expect(unpriced.collateral[0].why.contains("the market has none of USDC"))
  }

  @Test("a debt counts in full and needs its rate on top; caps and tiers do not touch it")
  func debts() throws {
    let rule = Self.rule(
      classes: [
        "coins": CollateralClass(
          tiers: Self.tiers, capUSD: 10, debt: DebtRates(initial: 0.2, maintenance: 0.1))
      ],
      assets: [
        "ETH": CollateralAsset(className: "coins"),
        "BTC": CollateralAsset(
          className: "coins", debt: DebtRates(initial: 0.05, maintenance: 0)),
      ])
    let explained = try Self.explained(
      rule, [("ETH", "-1000"), ("BTC", "-100"), ("DOGE", "-1")],
      prices: ["ETH": 1, "BTC": 1, "DOGE": 1])
    #expect(explained.figures.equity == -1_101)
    #expect(explained.collateral.map(\.countedUSD) == [-105, -1, -1_200])
    #expect(explained.collateral.map(\.countedMaintenanceUSD) == [-100, -1, -1_100])
    expectClose(expected: 0.2, got: explained.collateral[2].haircut, .relative(1e-14))
    #expect(explained.breaches.isEmpty)
  }

  @Test("what may not be owed counts in full and is told; the level is a margin call at best")
  func forbiddenDebt() throws {
    let asset = CollateralAsset(tiers: Self.flat)
    for debts in [PermittedDebts.only([.usdc]), .only([])] {
      let rule = Self.rule(assets: ["ETH": asset, "BTC": asset], debts: debts)
      let explained = try Self.explained(rule, [("ETH", "-1000"), ("BTC", "90000")])
      #expect(explained.breaches.map(\.code) == [.limitExceeded])
      #expect(explained.isComplete && explained.figures.initialCountedEquity == 80_000)
      #expect(explained.health == .marginCall)
    }
    let permitted = Self.rule(assets: ["ETH": asset, "BTC": asset], debts: .only([.eth]))
    let explained = try Self.explained(permitted, [("ETH", "-1000"), ("BTC", "90000")])
    #expect(explained.breaches.isEmpty && explained.health == .healthy)
  }

  @Test("more assets than the venue takes are counted and told")
  func assetCount() throws {
    let asset = CollateralAsset(tiers: Self.flat)
    let rule = Self.rule(assets: ["ETH": asset, "BTC": asset], assetsMax: 1)
    let explained = try Self.explained(rule, [("ETH", "10"), ("BTC", "10")])
    #expect(explained.breaches.map(\.code) == [.limitExceeded] && explained.isComplete)
    #expect(explained.figures.initialCountedEquity == 18 && explained.health == .marginCall)
    #expect(try Self.explained(rule, [("ETH", "10"), ("BTC", "0")]).breaches.isEmpty)
  }

  @Test("an asset that is stressed belongs to its family and says so")
  func stressed() throws {
    let rule = Self.rule(
      assets: [
        "WSTETH": CollateralAsset(
          tiers: [.rest(initial: 0.1, maintenance: 0.086)], stressedIn: .eth),
        "BTC": CollateralAsset(tiers: Self.tiers, family: .eth),
        "ETH": CollateralAsset(tiers: Self.tiers),
      ])
    let wrapped = try Currency("WSTETH")
    #expect(rule.stressedIn(wrapped) == .eth && rule.family(of: wrapped) == .eth)
    #expect(rule.stressedIn(.btc) == nil && rule.family(of: .btc) == .eth)
    #expect(rule.stressedIn(.eth) == nil && rule.family(of: .eth) == nil)
    let explained = try Self.explained(rule, [("WSTETH", "10")])
    #expect(explained.collateral[0].why.contains("moved in the scenarios of ETH"))
  }

  static let refused: [(rule: CollateralRule, field: String)] = [
    (rule(assets: ["ETH": CollateralAsset()]), "collateral.assets.ETH"),
    (
      rule(
        classes: ["a": CollateralClass(tiers: flat)],
        assets: ["ETH": CollateralAsset(className: "a", tiers: flat)]), "collateral.assets.ETH"
    ),
    (rule(assets: ["ETH": CollateralAsset(className: "b")]), "collateral.assets.ETH.class"),
    (rule(assets: ["eth": CollateralAsset(tiers: flat)]), "collateral.assets.eth"),
    (rule(assets: ["ETH": CollateralAsset(tiers: [])]), "collateral.assets.ETH.tiers"),
    (
      rule(
        assets: [
          "ETH": CollateralAsset(
            tiers: [CollateralTier(upToUSD: 5, initial: 0, maintenance: 0)])
        ]), "collateral.assets.ETH.tiers"
    ),
    (
      rule(assets: ["ETH": CollateralAsset(tiers: [.rest(initial: 0.1, maintenance: 0.2)])]),
      "collateral.assets.ETH.tiers[0]"
    ),
    (
      rule(assets: ["ETH": CollateralAsset(tiers: [.rest(initial: 1.1, maintenance: 0)])]),
      "collateral.assets.ETH.tiers[0]"
    ),
    (
      rule(assets: ["ETH": CollateralAsset(tiers: [.rest(initial: .nan, maintenance: 0)])]),
      "collateral.assets.ETH.tiers[0]"
    ),
    (
      rule(
        assets: [
          "ETH": CollateralAsset(tiers: [
            CollateralTier(upToUSD: 5, initial: 0.3, maintenance: 0),
            .rest(initial: 0.2, maintenance: 0),
          ])
        ]), "collateral.assets.ETH.tiers[1]"
    ),
    (
      rule(
        assets: [
          "ETH": CollateralAsset(tiers: [
            CollateralTier(upToUSD: 5, initial: 0, maintenance: 0),
            CollateralTier(upToUSD: 5, initial: 0, maintenance: 0),
            .rest(initial: 0.2, maintenance: 0),
          ])
        ]), "collateral.assets.ETH.tiers[1].up_to_usd"
    ),
    (
      rule(assets: ["ETH": CollateralAsset(tiers: flat, capUSD: -1)]),
      "collateral.assets.ETH.cap_usd"
    ),
    (
      rule(classes: ["a": CollateralClass(tiers: flat, capUSD: .nan)], assets: [:]),
      "collateral.classes.a.cap_usd"
    ),
    (
      rule(
        assets: [
          "ETH": CollateralAsset(tiers: flat, debt: DebtRates(initial: 0, maintenance: 0.1))
        ]), "collateral.assets.ETH.debt"
    ),
    (
      rule(assets: ["ETH": CollateralAsset(tiers: flat, stressedIn: .eth, family: .btc)]),
      "collateral.assets.ETH.family"
    ),
    (
      rule(assets: ["ETH": CollateralAsset(tiers: tiers, stressedIn: .eth)]),
      "collateral.assets.ETH.stressed_in"
    ),
    (
      rule(classes: ["not_accepted": CollateralClass(tiers: flat)], assets: [:]),
      "collateral.classes.not_accepted"
    ),
    (
      CollateralRule(classes: [:], assets: [:], unlisted: .class("c")), "collateral.unlisted"
    ),
    (rule(assets: [:], assetsMax: 0), "collateral.assets_max"),
  ]

  @Test("what counts air, jumps or charges a risk twice is refused", arguments: 0..<refused.count)
  func refusals(_ index: Int) throws {
    let (rule, field) = Self.refused[index]
    let error = #expect(throws: SteelyardError.self) { _ = try Self.model(rule) }
    #expect(error?.code == .invalidInput && error?.remedy.isEmpty == false)
    #expect(error?.subject == .place(file: "", row: nil, field: field), "\(field)")
  }

  @Test("in a file, every field of the rule is known and others are refused")
  func file() throws {
    let full = """
      "collateral": {
        "priced_at": "asset_price", "debts": ["USDC"], "assets_max": 5,
        "classes": {
          "my_coins": {
            "tiers": [
              {"up_to_usd": 1000, "initial": 0.1, "maintenance": 0.05},
              {"initial": 0.2, "maintenance": 0.1}
            ],
            "cap_usd": 5000, "debt": {"initial": 0.2, "maintenance": 0.1}
          }
        },
        "assets": {
          "BTC": {"class": "my_coins", "cap_usd": 10, "family": "ETH"},
          "ETH": {
            "tiers": [{"initial": 0.1, "maintenance": 0.05}], "stressed_in": "ETH",
            "priced_at": {"index_in": "USDC"}, "debt": {"initial": 0, "maintenance": 0}
          }
        },
        "unlisted": "my_coins"
      },
      """
    let text = try MarginModelFileTests.text("cross")
    let start = try #require(text.range(of: "\"collateral\""))
    let end = try #require(text.range(of: "\"equity\""))
    let own = text.replacingCharacters(in: start.lowerBound..<end.lowerBound, with: full)
    let model = try MarginModelFile.model(MarginModelFileTests.input(own))
    let rule = try #require(model as? PositionMargin).specification.collateral
    #expect(
      rule.debts == .only([.usdc]) && rule.assetsMax == 5 && rule.unlisted == .class("my_coins"))
    #expect(rule.classes["my_coins"]?.capUSD == 5_000 && rule.stressedIn(.eth) == .eth)
    #expect(rule.assets["ETH"]?.pricedAt == .index(readIn: .usdc) && rule.family(of: .btc) == .eth)
    for (old, new) in [
      ("\"assets_max\"", "\"asset_max\""), ("\"cap_usd\": 5000", "\"cap\": 5000"),
      ("\"up_to_usd\": 1000,", "\"to_usd\": 1000,"), ("\"stressed_in\"", "\"stressed\""),
      ("[\"USDC\"]", "\"some\""), ("{\"index_in\": \"USDC\"}", "\"index\""),
    ] {
      let error = #expect(throws: SteelyardError.self) {
        _ = try MarginModelFile.model(
          MarginModelFileTests.input(own.replacingOccurrences(of: old, with: new)))
      }
      #expect(error?.code == .invalidInput, "\(new)")
    }
  }
}
