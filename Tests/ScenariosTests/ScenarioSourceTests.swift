import SteelyardContracts
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Scenario sources") struct ScenarioSourceTests {
  static func list(
    _ entries: [ScenarioList.Entry], skew: SkewShocks? = SkewShocksTests.shocks
  ) -> ScenarioList {
    ScenarioList(
      volatility: VolatilityShocks(
        up: 0.5, down: 0.3, risenMin: 0.4, tenor: TenorScalingTests.deribit, skew: skew),
      scenarios: entries)
  }

  static let basis = BasisShock(riseMove: 0.045, fallMove: -0.045, share: 0.5, sharePerYear: 2)

  @Test("sources are united in their order, basis columns last")
  func union() throws {
    let list = Self.list([
      .init(spotMove: 0.18, volatility: .up),
      .init(spotMove: -0.66, volatility: .up, dampening: 0.2),
      .init(label: "own name", spotMove: 0, volatility: .linearSkew, weight: 3),
    ])
    let set = try ScenarioSet([
      .basis(Self.basis), .grid(ScenarioGridTests.grid(tail: [])), .list(list),
    ])
    #expect(set.market.count == 30 && set.columns.count == 32 && set.basis == [Self.basis])
    #expect(set.market[27].label == "spot +18 %, volatility up")
    #expect(set.market[28].label == "spot -66 %, volatility up, dampened")
    #expect(set.market[28].dampening == 0.2 && set.market[28].weight == 1)
    #expect(set.market[29].label == "own name" && set.market[29].weight == 3)
    #expect(set.basisColumns(0) == (30, 31))
    #expect(set.columns[30].spotMove == 0.045 && set.columns[31].spotMove == -0.045)
  }

  @Test("each source displaces by its own volatility cases")
  func ownShocks() throws {
    let steep = ScenarioList(
      volatility: VolatilityShocks(up: 2, down: 0, risenMin: 0, tenor: TenorScalingTests.deribit),
      scenarios: [.init(spotMove: 0, volatility: .up)])
    let option = try SampleMarket.instrument("BTC-27MAR26-70000-C")
    let set = try ScenarioSet([
      .list(Self.list([.init(spotMove: 0, volatility: .up)])), .list(steep),
    ])
    var builder = try ScenarioBlockBuilder(
      underlying: option.underlying, currency: .settlement, scenarios: set,
      settlement: .instantaneous, instrumentCount: 1,
      level: .portable)
    builder.add(try SmallMarket.pricer().price(option), usdPerQuote: 1)
    let block = builder.frozen()
    #expect(block.unitProfit(row: 0, scenario: 1) > block.unitProfit(row: 0, scenario: 0))
    #expect(block.unitProfit(row: 0, scenario: 0) > 0)
  }

  @Test("the basis candidate: the worse move of an expiry, at a share that grows with time")
  func basisProfit() {
    // Half a year: 0.5 + 2 x 0.5 = 1.5.
    #expect(Self.basis.profit(rise: -10, fall: 8, years: 0.5) == -15)
    #expect(Self.basis.profit(rise: 3, fall: -4, years: 0.5) == -6)
    #expect(Self.basis.profit(rise: 3, fall: 4, years: 0.5) == 0)
  }

  @Test(
    "lists that make no scenarios are refused with their place",
    arguments: [
      ([], "scenarios"), ([ScenarioList.Entry(spotMove: -1, volatility: .same)], "scenarios[0]"),
      ([.init(spotMove: .nan, volatility: .same)], "scenarios[0]"),
      (
        [
          .init(spotMove: 0, volatility: .same), .init(spotMove: 0, volatility: .up, dampening: -1),
        ],
        "scenarios[1]"
      ),
      ([.init(spotMove: 0.1, volatility: .linearSkew)], "scenarios[0]"),
      ([.init(spotMove: 0, volatility: .up, weight: .infinity)], "scenarios[0]"),
    ] as [([ScenarioList.Entry], String)])
  func refusals(_ entries: [ScenarioList.Entry], _ field: String) throws {
    let error = #expect(throws: SteelyardError.self) {
      _ = try ScenarioSet([.list(Self.list(entries))])
    }
    #expect(error?.code == .invalidInput)
    #expect(error?.subject == .place(file: "scenario list", row: nil, field: field))
  }

  @Test("a tilt without figures, a basis that falls to nothing, and a market nobody moves")
  func otherRefusals() throws {
    let tilt = Self.list([.init(spotMove: 0, volatility: .absoluteSkew)], skew: nil)
    let basis = BasisShock(riseMove: 0.1, fallMove: -1, share: 1, sharePerYear: 0)
    for sources: [ScenarioSource] in [
      [.list(tilt)], [.grid(ScenarioGridTests.grid()), .basis(basis)], [.basis(Self.basis)], [],
    ] {
      let error = #expect(throws: SteelyardError.self) { _ = try ScenarioSet(sources) }
      #expect(error?.code == .invalidInput)
    }
  }
}
