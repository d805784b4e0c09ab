import SteelyardFormats
import SteelyardMargin
import TestSupport
import Testing

@Suite("One home for each risk") struct OneHomeTests {
  typealias Homes = [RiskFactor: Set<String>]

  /// Components by risk; a risk that stands nowhere here is not covered.
  static let homes: [String: Homes] = [
    "deribit": extendedMatrix, "deribit-2024-06": extendedMatrix,
    "deribit-classic-2021": classic("futures_contingency", "short_option_contingency"),
    "deribit-classic-2019": classic("offsetting_futures_contingency", "short_option_contingency"),
    "deribit-classic-2018": classic("offsetting_futures_contingency", "option_contingency"),
    "deribit-classic-2017": classic(
      "offsetting_futures_contingency", "option_contingency",
      volatility: ["scenario_loss", "offsetting_vega_contingency"]),
    "isolated": positionByPosition, "cross": positionByPosition,
    "derive": portfolioManager.merging([
      .rates: ["scenario_loss"], .shortTail: ["scenario_loss", "short_option_contingency"],
    ]) { $1 },
    "derive-pmrm": portfolioManager.merging([
      .collateral: ["base_contingency", "haircut", "scenario_loss"],
      .shortTail: ["short_option_contingency"],
    ]) { $1 },
    "dynamic": dynamic,
    "derive-standard": common.merging([
      .spot: ["position_rates"], .basis: ["position_rates"], .shortTail: ["position_rates"],
      .stablecoin: ["depeg_contingency"], .oracle: ["oracle_contingency"],
    ]) { $1 },
  ]

  private static let dynamic = common.merging([
    .spot: ["liquidity_charge", "scenario_loss"], .volatility: ["scenario_loss"],
    .liquidity: ["liquidity_charge"],
    .basis: ["offsetting_futures_contingency", "scenario_loss"], .funding: ["scenario_loss"],
    .stablecoin: ["scenario_loss"], .collateral: ["haircut", "scenario_loss"],
    .shortTail: ["scenario_loss"], .correlation: ["scenario_loss"],
    .oracle: ["oracle_contingency"], .settlement: ["scenario_loss"],
  ]) { $1 }

  /// What every model takes as the caller states it, and what it cannot price.
  private static let common: Homes = [
    .collateral: ["haircut"],
    .stated: ["correlation_contingency", "mmp_margin", "open_orders_margin", "spot_margin"],
    .leftOut: ["left_out"],
  ]

  private static let extendedMatrix = common.merging([
    .spot: ["scenario_loss"], .volatility: ["scenario_loss"], .basis: ["roll_shock"],
    .shortTail: ["scenario_loss"], .liquidity: ["delta_shock"], .settlement: ["scenario_loss"],
  ]) { $1 }

  private static func classic(
    _ basis: String, _ shortOptions: String, volatility: Set<String> = ["scenario_loss"]
  ) -> Homes {
    common.merging([
      .spot: ["scenario_loss"], .volatility: volatility, .basis: [basis],
      .shortTail: [shortOptions], .settlement: ["scenario_loss"],
    ]) { $1 }
  }

  private static let portfolioManager = common.merging([
    .spot: ["scenario_loss"], .volatility: ["scenario_loss"],
    .basis: ["futures_contingency", "scenario_loss"], .stablecoin: ["initial_ratio"],
    .collateral: ["haircut", "scenario_loss"], .oracle: ["oracle_contingency"],
    .settlement: ["scenario_loss"],
  ]) { $1 }

  private static let positionByPosition = common.merging([
    .spot: ["position_rates"], .basis: ["position_rates"], .shortTail: ["position_rates"],
    .liquidity: ["position_rates"],
  ]) { $1 }

  @Test("every model of the catalogue has declared homes, and nothing else")
  func complete() {
    #expect(Set(Self.homes.keys) == Set(MarginModelCatalogue.names))
  }

  @Test(
    "one risk moves and its home answers, alone", arguments: MarginModelCatalogue.names,
    RiskFactor.allCases)
  func home(_ name: String, _ factor: RiskFactor) throws {
    let homes = try #require(Self.homes[name], "\(name) has no declared homes")
    let probe = try RiskProbe(try catalogued(name))
    let declared = homes[factor] ?? []
    let answers = try probe.answers(to: factor)
    #expect(declared == answers, "\(name): \(factor.rawValue) is answered by \(answers.sorted())")
  }
}
