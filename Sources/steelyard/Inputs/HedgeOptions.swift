import SteelyardCommandLine
import SteelyardContracts
import SteelyardHedging
import SteelyardMargin
import SteelyardScenarios

/// The options of a hedge beside those of an account.
enum HedgeOptions {
  static let minimise = CommandOption<RiskName>(
    choice: "minimise", "RISK",
    "the risk that is weighed against cost: "
      + RiskName.allCases.map(\.rawValue).joined(separator: ", ") + "; default: shortfall")
  static let level = CommandOption<Double>(
    "level", "SHARE", .once,
    "the level of expected shortfalls; default: \(levelDefault)"
  ) { text throws(SteelyardError) in
    let level = try OptionValues.number(text)
    guard level >= 0, level < 1 else {
      throw SteelyardError(
        .invalidInput, "\(level) is no level.", remedy: "Give one from 0 to below 1.")
    }
    return level
  }
  static let weight = CommandOption<Double>(
    "weight", "NUMBER", .once, "what one of risk is worth in cost; default: 1"
  ) { text throws(SteelyardError) in try above(text) }
  static let neutral = CommandOption<NeutralOption>(
    "neutral", "WHAT[:COIN][:UNTIL]=USD", .repeated,
    "keep a sensitivity within so many US dollars: delta, gamma (to the coin's relative move) or vega (a "
      + "volatility point); UNTIL is a date that the expiries are not after, and what has none "
      + "does not count then; or the gain by a principal move of the surface: level "
      + "(volatilities up by a "
      + "tenth) or skew (the smile's slope by 0.1); COIN is all coins where it is left out"
  ) { text throws(SteelyardError) in try NeutralOption(text) }
  static let lossLimit = CommandOption<Double>(
    "loss-limit", "USD", .once,
    "risk tolerance in plain terms: the largest mean loss of the worst days, at --level"
  ) { text throws(SteelyardError) in try amount(text) }
  static let floor = CommandOption<Double>(
    "floor", "USD", .once, "keep equity above it in every historical event of the library"
  ) { text throws(SteelyardError) in try amount(text) }
  static let limitIn = CommandOption<EventLimit>(
    "limit-in", "ID=USD", .repeated, "the largest loss in an event of the library, by its id"
  ) { text throws(SteelyardError) in try EventLimit(text) }
  static let freeMargin = CommandOption<Double>(
    "free-margin", "USD", .once, "lower the initial margin by at least so much"
  ) { text throws(SteelyardError) in try amount(text) }
  static let liquidationProbability = CommandOption<Double>(
    "liquidation-probability", "SHARE", .once,
    "the share of the scenarios in which the maintenance excess may be gone, such as 0.01"
  ) { text throws(SteelyardError) in
    let share = try OptionValues.number(text)
    guard share > 0, share < 1 else {
      throw SteelyardError(
        .invalidInput, "\(share) is no probability.", remedy: "Give one above 0 and below 1.")
    }
    return share
  }
  static let budget = CommandOption<Double>(
    "budget", "USD", .once, "most that costs and net premiums may come to"
  ) { text throws(SteelyardError) in try amount(text) }
  static let trades = CommandOption<Int>(
    "trades", "NUMBER", .once, "most instruments that are traded; default: \(tradesDefault)"
  ) { text throws(SteelyardError) in try OptionValues.integer(text, in: 1...100) }
  static let instruments = CommandOption(
    text: "instruments", "NAME[,NAME...]",
    "what may be traded: instruments, or kinds out of perpetual, future, option, spot, token (an "
      + "inverse token) and token:MULTIPLE (a leveraged one, such as token:-3); default: "
      + "perpetual,future,option")
  static let noShortOptions = CommandOption(
    flag: "no-short-options", "sell no options, not even against a holding")
  static let scenarios = CommandOption<Int>(
    "scenarios", "NUMBER", .once,
    "scenarios of the state that risk is judged by; default: \(scenariosDefault)"
  ) { text throws(SteelyardError) in
    try OptionValues.integer(text, in: 50...HedgeScenarios.countMax)
  }
  static let alternatives = CommandOption(
    text: "alternatives", "COIN",
    "the coin whose protective structures are told side by side, or none; default: the one with the largest delta"
  )
  static let takerFee = rate(
    "taker-fee", "fee for taking liquidity in spot, futures and perpetuals, of the notional",
    HedgeRates.usual.takerFee)
  static let optionFee = rate(
    "option-fee", "the same for options, of the underlying's notional", HedgeRates.usual.optionFee)

  static let funding = CommandOption<(coin: Currency, share: Double)>(
    "funding", "COIN=SHARE", .repeated,
    "what a long perpetual is taken to pay a day, of its notional, such as BTC=0.0003; below zero where it is paid; "
      + "default: 0"
  ) { text throws(SteelyardError) in
    let parts = text.split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(60))\" is no funding.",
        remedy: "Write COIN=SHARE, such as BTC=0.0003.")
    }
    return (try Currency(String(parts[0])), try OptionValues.number(String(parts[1])))
  }
  static let holdingDays = CommandOption<Double>(
    "holding-days", "DAYS", .once,
    "days over which funding and basis that a hedge pays away are counted as cost; default: 1"
  ) { text throws(SteelyardError) in try amount(text) }

  static let levelDefault = 0.975
  static let tradesDefault = 6
  static let scenariosDefault = 512

  static let all: [any DeclaredOption] = [
    minimise, level, weight, neutral, lossLimit, floor, limitIn, freeMargin, liquidationProbability,
    budget, trades, instruments, noShortOptions, scenarios, alternatives, HistoryOptions.history,
    HedgeHistory.threshold, takerFee, optionFee, funding, holdingDays,
  ]

  /// What may be made small.
  enum RiskName: String, Sendable, CaseIterable {
    case shortfall
    case variance
    case margin
  }

  private static func rate(
    _ name: String, _ summary: String, _ usual: Double
  ) -> CommandOption<Double> {
    CommandOption(name, "SHARE", .once, "\(summary); default: \((usual * 1e6).rounded() / 1e6)") {
      text throws(SteelyardError) in try amount(text)
    }
  }

  static func amount(_ text: String) throws(SteelyardError) -> Double {
    let number = try OptionValues.number(text)
    guard number >= 0 else {
      throw SteelyardError(
        .invalidInput, "\(number) is below zero.", remedy: "Give a number from 0 up.")
    }
    return number
  }

  private static func above(_ text: String) throws(SteelyardError) -> Double {
    let number = try OptionValues.number(text)
    guard number > 0 else {
      throw SteelyardError(
        .invalidInput, "\(number) is not above zero.", remedy: "Give a number above zero.")
    }
    return number
  }

  /// What trading costs by the arguments.
  static func rates(_ arguments: ParsedArguments) throws(SteelyardError) -> HedgeRates {
    let usual = HedgeRates.usual
    var funding: [String: Double] = [:]
    for entry in try arguments.values(Self.funding) {
      guard funding.updateValue(entry.share, forKey: entry.coin.code) == nil else {
        throw SteelyardError(
          .invalidInput, "--funding: \(entry.coin) stands twice.", remedy: "Name each coin once.")
      }
    }
    return try HedgeRates(
      takerFee: try arguments.value(takerFee) ?? usual.takerFee,
      optionFee: try arguments.value(optionFee) ?? usual.optionFee,
      optionFeeMaxShare: usual.optionFeeMaxShare, halfSpread: usual.halfSpread,
      halfSpreadPoints: usual.halfSpreadPoints, impactFactor: usual.impactFactor,
      dailyVolatility: usual.dailyVolatility, dailyVolumeUSD: usual.dailyVolumeUSD,
      vegaShare: usual.vegaShare, volatilityPointsDaily: usual.volatilityPointsDaily,
      volumeShareMax: usual.volumeShareMax, quoteMultipleMax: usual.quoteMultipleMax,
      fundingPerDay: PerCoin(others: 0, coins: funding),
      holdingDays: try arguments.value(holdingDays) ?? usual.holdingDays)
  }
}

/// A loss limit in an event: `2020-03-12-covid=50000`.
struct EventLimit: Sendable {
  let id: String
  let most: Double

  init(_ text: String) throws(SteelyardError) {
    let parts = text.split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(60))\" is no limit.",
        remedy: "Write ID=USD, such as 2020-03-12-covid=50000.")
    }
    id = String(parts[0])
    most = try HedgeOptions.amount(String(parts[1]))
  }
}
