import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import TestSupport

/// A case of Derive's portfolio managers as a market, a portfolio and a model of one family.
///
/// The managed coin is called `BASE`, because a case may hold ETH as collateral of a manager of BTC.
struct DerivePortfolioCase {
  let snapshot: MarketSnapshot
  let portfolio: Portfolio
  let family: ScenarioMarginSpecification.Family
  let shocks: VolatilityShocks
  let discount: ExpiryDiscount
  /// US dollars for one unit of cash.
  let stable: Double
  private let model: ScenarioMargin

  private static let time = DeriveMarket.time
  private static let origin = InstrumentObservation.Origin(file: "case", row: 1)

  init(_ input: JSONValue, isSecond: Bool) throws {
    let underlying = try Underlying(
      base: try Currency("BASE"), quote: .usdc, settlement: .usdc)
    stable = input["stable"].double
    snapshot = try Self.snapshot(input, underlying)
    portfolio = try Self.portfolio(input, underlying)
    let parameters = DerivePortfolioParameters(input, isSecond: isSecond)
    shocks = parameters.shocks
    discount = parameters.discount
    family = try parameters.family(base: underlying.base)
    model = try ScenarioMargin(
      ScenarioMarginSpecification(
        name: "conformance",
        provenance: ParameterProvenance(
          name: "conformance", effective: "2026-01-21", sources: [], superseded: nil),
        surfaceSource: .marks, optionValue: .model, discounting: isSecond ? .rate : .none,
        measure: .worstLoss, decimals: nil, capsLongOptionsAtValue: false,
        collateral: try parameters.collateral(base: underlying.base), equity: .portfolio,
        families: [family]))
  }

  func explanation() throws -> MarginExplanation { try explanation(of: portfolio) }

  /// Another portfolio of the same instruments on the case's market.
  func explanation(of portfolio: Portfolio) throws -> MarginExplanation {
    let batch = try PortfolioBatch(portfolio)
    let frame = try model.frame(
      number: 1, of: batch.universe, in: snapshot, surfaces: [:], level: .portable)
    let explained = model.explanation(of: 0, in: batch, frame: frame)
    if let failure = explained.failures.first { throw failure }
    return explained
  }

  private static func snapshot(
    _ input: JSONValue, _ underlying: Underlying
  ) throws -> MarketSnapshot {
    var builder = MarketSnapshotBuilder(
      time: time, limits: .init(ageSecondsMax: nil, aheadSecondsMax: 0))
    var rows: [InstrumentObservation] = []
    var expiries: [ExpiryObservation] = []
    let perpetual = input["perp"]
    if perpetual["amount"].double != 0 {
      var row = try InstrumentObservation(
        instrument: Instrument(underlying, .perpetual), time: time, origin: origin)
      row.markPrice = perpetual["mark"].double
      row.confidence = try perpetual["confidence"].amount()
      rows.append(row)
    }
    for expiry in input["expiries"].elements {
      let date = date(of: expiry)
      var observation = ExpiryObservation(underlying: underlying, expiry: date, origin: origin)
      let fixed = expiry["forward_fixed"].double
      let forward = fixed + expiry["forward_variable"].double
      // A case that tests the static contingency alone has no forward, which nothing in it reads.
      observation.forward = forward > 0 ? forward : input["spot"].double
      observation.rate = expiry["rate"].double
      if fixed > 0 { observation.settlementAverage = .init(average: 2 * fixed, elapsed: 0.5) }
      observation.confidence = ExpiryConfidence(
        forward: try expiry["forward_confidence"].amount(),
        rate: try expiry["rate_confidence"].amount(),
        volatility: try expiry["vol_confidence"].amount())
      expiries.append(observation)
      for option in expiry["options"].elements {
        var row = InstrumentObservation(
          instrument: try instrument(option, date, underlying), time: time, origin: origin)
        let volatility = option["vol"].double
        row.markVolatility = volatility > 0 ? volatility : 1e-9
        rows.append(row)
      }
    }
    try builder.add(rows)
    try builder.add(expiries)
    try builder.add([
      IndexObservation(
        underlying: underlying, origin: origin, price: input["spot"].double,
        confidence: try input["spot_confidence"].amount())
    ])
    var prices = [
      AssetPrice(asset: .usdc, priceUSD: input["stable"].double, source: "case"),
      AssetPrice(asset: underlying.base, priceUSD: input["spot"].double, source: "case"),
    ]
    for asset in input["collateral"].elements {
      prices.append(
        AssetPrice(
          asset: try Currency(asset["name"].string ?? ""), priceUSD: asset["price"].double,
          source: "case", confidence: try asset["confidence"].amount()))
    }
    try builder.add(prices)
    let outcome = try builder.build()
    if let problem = outcome.problems.first { throw problem }
    return outcome.snapshot
  }

  private static func portfolio(
    _ input: JSONValue, _ underlying: Underlying
  ) throws -> Portfolio {
    var positions: [Position] = []
    var cash = try input["cash"].amount()
    let perpetual = input["perp"]
    let size = try perpetual["amount"].amount()
    let unsettled = perpetual["unsettled"].double
    let entry = perpetual["mark"].double - (size.isZero ? 0 : unsettled / size.doubleValue)
    if !size.isZero {
      let isEntry = entry > 0
      if !isEntry { cash = try cash.adding(try perpetual["unsettled"].amount()) }
      positions.append(
        Position(
          instrument: try Instrument(underlying, .perpetual), quantity: size,
          averagePrice: try Amount(parsing: "\(isEntry ? entry : perpetual["mark"].double)")))
    } else {
      cash = try cash.adding(try perpetual["unsettled"].amount())
    }
    for expiry in input["expiries"].elements {
      let date = date(of: expiry)
      for option in expiry["options"].elements {
        positions.append(
          Position(
            instrument: try instrument(option, date, underlying),
            quantity: try option["amount"].amount()))
      }
    }
    var balances = [AssetBalance(asset: .usdc, amount: cash)]
    if !input["base"].isNull {
      balances.append(AssetBalance(asset: underlying.base, amount: try input["base"].amount()))
    }
    for asset in input["collateral"].elements {
      balances.append(
        AssetBalance(
          asset: try Currency(asset["name"].string ?? ""), amount: try asset["amount"].amount()))
    }
    return try Portfolio(positions: positions, balances: balances)
  }

  static func date(of expiry: JSONValue) -> Timestamp {
    let seconds = Int64(expiry["seconds_to_expiry"].double)
    return Timestamp(microseconds: time.microseconds + seconds * 1_000_000)
  }

  private static func instrument(
    _ option: JSONValue, _ date: Timestamp, _ underlying: Underlying
  ) throws -> Instrument {
    let right: OptionRight = option["type"].string == "call" ? .call : .put
    return try Instrument(
      underlying,
      .option(OptionTerms(expiry: date, strike: try option["strike"].amount(), right: right)))
  }

}
