import SteelyardAllocation
import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardLiquidation
import SteelyardMargin
import SteelyardPricing
import SteelyardValidation

/// The options of a strategy's backtest.
enum StrategyOptions {
  static let set = CommandOption<(String, Double)>(
    "set", "NAME=VALUE", .repeated,
    "a number of the strategy in place of the usual one; without a strategy's name all are listed"
  ) { text throws(SteelyardError) in try pair(text) }
  static let limit = CommandOption<(String, Double)>(
    "limit", "NAME=VALUE", .repeated,
    "a limit in place of the usual one: \(limitNames.joined(separator: ", "))"
  ) { text throws(SteelyardError) in try pair(text) }
  static let cash = CommandOption<Amount>(
    "cash", "USD", .once, "US dollars at the beginning; default: 100000"
  ) { text throws(SteelyardError) in try Amount(parsing: text) }
  static let model = CommandOption(
    text: "model", "NAME",
    "the margin model: rates (10 % and 5 % of every coin), or a model of `steelyard parameters`; default: rates"
  )
  static let policy = CommandOption<LiquidationPolicyName>(
    "liquidation-policy", "NAME", .once,
    "what is done below maintenance margin: "
      + LiquidationPolicyName.allCases.map(\.rawValue).joined(separator: ", ")
      + "; default: whole"
  ) { text throws(SteelyardError) in try LiquidationPolicyName(named: text) }
  static let delay = CommandOption<Int>(
    "delay", "ROWS", .once, "rows from a decision to its fills, 0 or 1; default: 1"
  ) { text throws(SteelyardError) in try OptionValues.integer(text, in: 0...1) }
  static let borrowRate = rate("borrow-rate", "what a debt costs a year, decimal; default: 0.08")
  static let lendRate = rate("lend-rate", "what idle dollars earn a year; default: 0")
  static let poolFee = rate("pool-fee", "the fee of a pool, decimal; default: 0.003")
  static let poolTurnover = rate(
    "pool-turnover", "what others than arbitrage swap a day, over a pool's value; default: 0")
  static let walkForward = CommandOption<(Double, Double)>(
    "walk-forward", "TRAIN,TEST", .once,
    "choose the numbers on so many days and use them on the next so many, again and again"
  ) { text throws(SteelyardError) in
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(40))\" are no two numbers of days.",
        remedy: "Write them with a comma: 365,90.")
    }
    return (try OptionValues.number(String(parts[0])), try OptionValues.number(String(parts[1])))
  }
  static let seed = CommandOption<UInt64>(
    "seed", "NUMBER", .once, "the seed of the bootstrap; default: 1"
  ) { text throws(SteelyardError) in
    guard let seed = UInt64(text) else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(40))\" is no seed.",
        remedy: "Give a whole number from 0 up.")
    }
    return seed
  }
  static let trades = CommandOption(flag: "trades", "tell every fill, cut and settlement")

  static let all: [any DeclaredOption] = [
    StrategyHistoryInput.interval, ChainInput.chains, ChainInput.prices, set, limit, cash, model,
    policy,
    LiquidationOptions.takerFee, LiquidationOptions.optionFee, LiquidationOptions.dailyVolume,
    LiquidationOptions.dailyVolatility, borrowRate, lendRate, delay, poolFee, poolTurnover,
    walkForward, seed, trades,
  ]

  private static func rate(_ name: String, _ summary: String) -> CommandOption<Double> {
    CommandOption<Double>(name, "SHARE", .once, summary) { text throws(SteelyardError) in
      try OptionValues.number(text)
    }
  }

  private static func pair(_ text: String) throws(SteelyardError) -> (String, Double) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(60))\" is no name with a value.",
        remedy: "Write NAME=VALUE, such as lookback=7.")
    }
    return (String(parts[0]), try OptionValues.number(String(parts[1])))
  }

  private static let limitNames = [
    "drawdown", "epoch_days", "margin_use", "leverage", "delta", "gamma", "vega", "concentration",
    "return",
  ]

  /// The limits, with what the user states in place of the usual ones.
  static func limits(_ arguments: ParsedArguments) throws(SteelyardError) -> RiskLimits {
    var given: [String: Double] = [:]
    for (name, value) in try arguments.values(limit) {
      guard limitNames.contains(name) else {
        throw SteelyardError(
          .invalidInput, "There is no limit \"\(name.prefix(60))\".",
          remedy: "They are \(limitNames.joined(separator: ", ")).")
      }
      given[name] = value
    }
    let usual = RiskLimits.usual
    return try RiskLimits(
      drawdownMax: given["drawdown"] ?? usual.drawdownMax,
      epochDays: given["epoch_days"] ?? usual.epochDays,
      marginUseMax: given["margin_use"] ?? usual.marginUseMax,
      leverageMax: given["leverage"] ?? usual.leverageMax,
      deltaMax: given["delta"] ?? usual.deltaMax, gammaMax: given["gamma"] ?? usual.gammaMax,
      vegaMax: given["vega"] ?? usual.vegaMax,
      concentrationMax: given["concentration"] ?? usual.concentrationMax,
      returnMin: given["return"] ?? usual.returnMin)
  }

  /// The rules of a backtest.
  ///
  /// - Parameters:
  ///   - coins: The coins that are followed.
  ///   - listing: The options that trade.
  static func settings(
    _ arguments: ParsedArguments, coins: [Currency], _ listing: OptionListing
  ) throws(SteelyardError) -> StrategySettings {
    let plan = try LiquidationOptions.settings(arguments)
    let name = try arguments.value(model) ?? "rates"
    guard name != "dynamic" else {
      throw SteelyardError(
        .unsupported, "dynamic needs a state of every day, which this backtest does not make.",
        remedy: "Take rates, cross, isolated, deribit or derive; `backtest margin` tests dynamic.")
    }
    let margin =
      try name == "rates"
      ? StrategyMargin.rates(of: coins)
      : StrategyMargin(
        MarginModelCatalogue.model(
          named: name,
          parameters: try arguments.value(AccountOptions.parameters).map {
            path throws(SteelyardError) in try InputFile(path: path)
          }))
    var settings = StrategySettings(
      margin: margin, cash: try arguments.value(cash) ?? Amount(100_000), rates: plan.rates,
      limits: try limits(arguments), listing: listing,
      borrowRate: try arguments.value(borrowRate) ?? 0.08,
      lendRate: try arguments.value(lendRate) ?? 0, delayRows: try arguments.value(delay) ?? 1,
      poolFee: try arguments.value(poolFee) ?? 0.003,
      poolTurnover: try arguments.value(poolTurnover) ?? 0)
    if let policy = try arguments.value(policy) {
      settings.policy = try policy.policy(plan)
    }
    return settings
  }
}
