import SteelyardAllocation
import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket
import SteelyardMath
import SteelyardPricing

/// A market of our own with perpetuals that are settled in USDC, and accounts in it.
struct RebalanceWorld {
  static let prices: [(coin: String, price: Double)] = [("BTC", 50_000), ("ETH", 2_500)]
  let snapshot: MarketSnapshot
  let perpetuals: [Instrument]
  let model: any MarginModel

  static func coin(_ code: String) throws -> Currency { try Currency(code) }

  /// - Parameter cashCounts: Whether dollars are collateral; where they are not, coins alone are.
  init(cashCounts: Bool = true) throws {
    let time = try Timestamp(parsing: "2026-06-12T09:00:00Z")
    var rows: [InstrumentObservation] = []
    var perpetuals: [Instrument] = []
    for (code, price) in RebalanceWorld.prices {
      let instrument = try Instrument(
        Underlying(base: Currency(code), quote: .usdc, settlement: .usdc), .perpetual)
      var row = InstrumentObservation(
        instrument: instrument, time: time, origin: .init(file: "world", row: rows.count + 1))
      row.indexPrice = price
      row.markPrice = price
      rows.append(row)
      perpetuals.append(instrument)
    }
    var builder = MarketSnapshotBuilder(
      time: time, limits: .init(ageSecondsMax: nil, aheadSecondsMax: 0))
    try builder.add(rows)
    try builder.add(
      [AssetPrice(asset: .usdc, priceUSD: 1, source: "world")]
        + RebalanceWorld.prices.map {
          try AssetPrice(asset: Currency($0.coin), priceUSD: $0.price, source: "world")
        })
    snapshot = try builder.build().snapshot
    self.perpetuals = perpetuals
    let coins = try RebalanceWorld.prices.map { try Currency($0.coin) }
    model =
      cashCounts ? try StrategyMargin.rates(of: coins).model : try RebalanceWorld.coinsOnly(coins)
  }

  /// 10 % of any notional, coins counted at 95 % and dollars not at all.
  private static func coinsOnly(_ coins: [Currency]) throws -> any MarginModel {
    let option = StandardMarginSpecification.OptionRates(
      reference: .forward, initial: 0.15, initialMin: 0.1, callMaintenance: 0.075,
      putMaintenance: 0.075, putMaintenanceOfMark: 0.075, putInitialScale: 1)
    let future = StandardMarginSpecification.FutureRates(
      perpetualReference: .index, initial: 0.1, maintenance: 0.05, risePerCoin: 0)
    return try PositionMargin(
      StandardMarginSpecification(
        name: "coins-only",
        provenance: ParameterProvenance(
          name: "coins-only", effective: "2026-06-01", sources: ["this test"], superseded: nil),
        surfaceSource: .marks,
        collateral: CollateralRule(
          classes: [
            "dollars": CollateralClass(tiers: [.rest(initial: 1, maintenance: 1)]),
            "coins": CollateralClass(tiers: [.rest(initial: 0.05, maintenance: 0.025)]),
          ],
          assets: ["USDC": CollateralAsset(className: "dollars")], unlisted: .class("coins")),
        equity: .cash,
        families: coins.map {
          StandardMarginSpecification.Family(
            base: $0, settlements: [.usdc], option: option, future: future, netting: .none,
            charges: [])
        }))
  }

  /// An account with coins, USDC and perpetuals that were entered at their marks.
  func account(
    _ name: String, usdc: Double, btc: Double = 0, eth: Double = 0, perpetualBTC: Double = 0,
    perpetualETH: Double = 0
  ) throws -> RebalanceAccount {
    var positions: [Position] = []
    for (place, quantity) in [perpetualBTC, perpetualETH].enumerated() where quantity != 0 {
      positions.append(
        Position(
          instrument: perpetuals[place], quantity: try Amount(nearest: quantity),
          averagePrice: try Amount(nearest: RebalanceWorld.prices[place].price)))
    }
    var balances = [AssetBalance(asset: .usdc, amount: try Amount(nearest: usdc))]
    for (code, quantity) in [("BTC", btc), ("ETH", eth)] where quantity != 0 {
      balances.append(
        AssetBalance(asset: try Currency(code), amount: try Amount(nearest: quantity)))
    }
    return RebalanceAccount(
      name: name, portfolio: try Portfolio(positions: positions, balances: balances), model: model)
  }

  func book(_ accounts: [RebalanceAccount]) throws -> RebalanceBook {
    let frames = try RebalanceFrames(
      accounts, in: snapshot, perpetuals: perpetuals, surfaces: [:], level: .detected)
    return try RebalanceBook(
      accounts, frames, in: snapshot, cash: .usdc,
      coins: RebalanceWorld.prices.map { try Currency($0.coin) }, perpetuals: perpetuals)
  }

  /// Rates without impact, so that costs are told by hand: 5 basis points of fee and 2 of half spread.
  static func rates(
    impact: Double = 0, funding: [String: Double] = [:], horizonDays: Double = 0,
    cashBorrowRate: Double? = nil, coinBorrowRate: Double? = nil, spotFee: Double = 0.001
  ) throws -> WayRates {
    let usual = TradingRates.usual
    return try WayRates(
      trading: TradingRates(
        takerFee: 0.0005, optionFee: usual.optionFee, liquidationFee: usual.liquidationFee,
        optionLiquidationFee: usual.optionLiquidationFee,
        optionFeeMaxShare: usual.optionFeeMaxShare, halfSpread: PerCoin(others: 0.0002),
        halfSpreadPoints: usual.halfSpreadPoints, impactFactor: impact,
        permanentShare: usual.permanentShare, dailyVolatility: PerCoin(others: 0.04),
        dailyVolumeUSD: PerCoin(others: 1e8), vegaShare: usual.vegaShare,
        volatilityPointsDaily: usual.volatilityPointsDaily),
      spotFee: spotFee, fundingPerYear: PerCoin(others: 0, coins: funding),
      cashBorrowRate: cashBorrowRate, coinBorrowRate: coinBorrowRate, horizonDays: horizonDays)
  }

  /// A request with an absolute band of five points.
  static func request(
    _ weights: [String: Double], kinds: Set<RebalanceRequest.Kind> = [.perpetual],
    rules: [DriftRule] = [.absolute(0.05)], destination: DriftDestination = .target,
    rates: WayRates? = nil, limits: RiskLimits = .usual
  ) throws -> RebalanceRequest {
    let named = weights.sorted { $0.key < $1.key }
    return RebalanceRequest(
      targets: try TargetWeights(
        coins: try named.map { try Currency($0.key) }, weights: named.map(\.value)),
      question: try Drift.Question(rules: rules, destination: destination), limits: limits,
      rates: try rates ?? RebalanceWorld.rates(), kinds: kinds)
  }
}
