import SteelyardCommandLine
import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin

/// The options of a liquidation plan beside those of an account.
enum LiquidationOptions {
  static let plan = CommandOption(
    flag: "plan", "make a plan; this program sends no orders, so there is nothing else to ask for")
  static let target = CommandOption<Double>(
    "target", "USD", .once, "the maintenance excess to reach beside the buffer; default: 0"
  ) { text throws(SteelyardError) in try LiquidationOptions.amount(text) }
  static let buffer = CommandOption<Double>(
    "buffer", "SHARE", .once,
    "the share of the maintenance margin left that the excess must reach as well; default: "
      + "\(bufferDefault)"
  ) { text throws(SteelyardError) in try LiquidationOptions.amount(text) }
  static let hedges = CommandOption(
    text: "hedges", "NAME[,NAME...]",
    "what may be traded though it is not held: auto (the perpetual, and the call and put nearest to the "
      + "forward that expire nearest to 30 days, of each underlying held), none, or instruments; default: auto"
  )
  static let budget = CommandOption<Double>(
    "budget", "USD", .once, "most notional of one round, to say how many rounds the plan takes"
  ) { text throws(SteelyardError) in
    let amount = try LiquidationOptions.amount(text)
    guard amount > 0 else {
      throw SteelyardError(
        .invalidInput, "A budget of 0 USD trades nothing.", remedy: "Give an amount above zero.")
    }
    return amount
  }
  static let policies = CommandOption<[LiquidationPolicyName]>(
    "policies", "NAME[,NAME...]", .once,
    "run these policies on the account as well, to compare: all, or some of "
      + LiquidationPolicyName.allCases.map(\.rawValue).joined(separator: ", ")
  ) { text throws(SteelyardError) in
    if text == "all" { return LiquidationPolicyName.allCases }
    var names: [LiquidationPolicyName] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let name = try LiquidationPolicyName(named: String(part))
      if !names.contains(name) { names.append(name) }
    }
    return names
  }
  static let takerFee = rate(
    "taker-fee", "fee for taking liquidity in spot, futures and perpetuals, of the notional",
    TradingRates.usual.takerFee)
  static let optionFee = rate(
    "option-fee", "the same for options, of the underlying's notional", TradingRates.usual.optionFee
  )
  static let liquidationFee = rate(
    "liquidation-fee", "what a liquidation is charged besides, of the notional",
    TradingRates.usual.liquidationFee)
  static let optionLiquidationFee = rate(
    "option-liquidation-fee", "the same for options, of the underlying's notional",
    TradingRates.usual.optionLiquidationFee)
  static let permanentShare = rate(
    "permanent-share", "the share of the impact that stays in the coin's price, 0 to 1",
    TradingRates.usual.permanentShare)
  static let dailyVolume = CommandOption<(Currency, Double)>(
    "daily-volume", "COIN=USD", .repeated,
    "what trades of a coin in a day; default: \(TradingRates.usual.dailyVolumeUSD)"
  ) { text throws(SteelyardError) in try LiquidationOptions.coin(text) }
  static let dailyVolatility = CommandOption<(Currency, Double)>(
    "daily-volatility", "COIN=SHARE", .repeated,
    "deviation of a coin's daily return; default: \(TradingRates.usual.dailyVolatility)"
  ) { text throws(SteelyardError) in try LiquidationOptions.coin(text) }

  static let bufferDefault = 0.05

  static let all: [any DeclaredOption] = [
    plan, target, buffer, hedges, budget, policies, OrderBookInput.option, takerFee, optionFee,
    liquidationFee,
    optionLiquidationFee, permanentShare, dailyVolume, dailyVolatility,
  ]

  private static func rate(
    _ name: String, _ summary: String, _ usual: Double
  ) -> CommandOption<Double> {
    CommandOption(name, "SHARE", .once, "\(summary); default: \((usual * 1e6).rounded() / 1e6)") {
      text throws(SteelyardError) in try LiquidationOptions.amount(text)
    }
  }

  private static func amount(_ text: String) throws(SteelyardError) -> Double {
    let number = try OptionValues.number(text)
    guard number >= 0 else {
      throw SteelyardError(
        .invalidInput, "\(number) is below zero.", remedy: "Give a number from 0 up.")
    }
    return number
  }

  private static func coin(_ text: String) throws(SteelyardError) -> (Currency, Double) {
    let price = try OptionValues.assetPrice(text)
    return (price.asset, price.priceUSD)
  }

  /// The settings that the arguments ask for.
  ///
  /// - Throws: What `TradingRates` and `PlanSettings` throw.
  static func settings(_ arguments: ParsedArguments) throws(SteelyardError) -> PlanSettings {
    let usual = TradingRates.usual
    let rates = try TradingRates(
      takerFee: try arguments.value(takerFee) ?? usual.takerFee,
      optionFee: try arguments.value(optionFee) ?? usual.optionFee,
      liquidationFee: try arguments.value(liquidationFee) ?? usual.liquidationFee,
      optionLiquidationFee: try arguments.value(optionLiquidationFee) ?? usual.optionLiquidationFee,
      optionFeeMaxShare: usual.optionFeeMaxShare, halfSpread: usual.halfSpread,
      halfSpreadPoints: usual.halfSpreadPoints, impactFactor: usual.impactFactor,
      permanentShare: try arguments.value(permanentShare) ?? usual.permanentShare,
      dailyVolatility: usual.dailyVolatility.with(try arguments.values(dailyVolatility)),
      dailyVolumeUSD: usual.dailyVolumeUSD.with(try arguments.values(dailyVolume)),
      vegaShare: usual.vegaShare, volatilityPointsDaily: usual.volatilityPointsDaily)
    return try PlanSettings(
      targetUSD: try arguments.value(target) ?? 0,
      bufferShare: try arguments.value(buffer) ?? bufferDefault, rates: rates)
  }
}

extension PerCoin<Double> {
  /// The same where some coins have values of their own.
  fileprivate func with(_ values: [(Currency, Double)]) -> PerCoin<Double> {
    PerCoin(
      others: others,
      coins: coins.merging(values.map { ($0.0.code, $0.1) }) { _, stated in stated })
  }
}
