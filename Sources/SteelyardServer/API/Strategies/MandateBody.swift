import SteelyardAllocation
import SteelyardContracts
import SteelyardEngine
import SteelyardFormats

/// A mandate as a body writes it; what is left out has the value that the description names.
struct MandateBody {
  let mandate: StrategyMandate
  let reason: String

  /// Reads a body that is as described.
  ///
  /// - Throws: `invalidInput`, with the field, for what can't be; `notFound` for a strategy that there is not.
  init(_ body: APIBody, for account: AccountName) throws(SteelyardError) {
    let strategy = try body.text("strategy")
    let parameters = try MandateBody.numbers(body.root.present("parameters"))
    var coins: [Currency] = []
    for coin in try body.root.required("coins").elements() {
      coins.append(
        try coin.at(try coin.string()) { text throws(SteelyardError) in try Currency(text) })
    }
    mandate = try StrategyMandate(
      account: account, strategy: strategy, parameters: parameters,
      level: try body.choice("level", StrategyMandate.Level.self), coins: coins,
      limits: try MandateBody.limits(body.root.present("limits")),
      budget: try MandateBody.budget(try body.root.required("budget")),
      pace: try MandateBody.pace(
        body.root.present("pace"),
        pastDays: try MandateBody.longestLookBack(of: strategy, parameters)),
      slippageMax: try body.root.present("slippage_max")?.number() ?? 0.002,
      expiry: try body.value("expiry") { text throws(SteelyardError) in
        try Timestamp(parsing: text)
      })
    reason = try body.text("reason")
  }

  private static func numbers(
    _ value: JSONValue?
  ) throws(SteelyardError) -> [String: Double] {
    guard let value else { return [:] }
    var numbers: [String: Double] = [:]
    for (key, member) in try value.members() { numbers[key] = try member.number() }
    return numbers
  }

  private static func limits(_ value: JSONValue?) throws(SteelyardError) -> RiskLimits {
    let given = try numbers(value)
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

  private static func budget(
    _ value: JSONValue
  ) throws(SteelyardError) -> StrategyMandate.Budget {
    StrategyMandate.Budget(
      lookUSD: try value.required("look_usd").number(),
      windowUSD: try value.required("window_usd").number(),
      windowSeconds: try value.present("window_seconds")?.integer() ?? 86_400)
  }

  private static func pace(
    _ value: JSONValue?, pastDays: Double
  ) throws(SteelyardError) -> StrategyMandate.Pace {
    func count(_ key: StaticString, _ usual: Int64) throws(SteelyardError) -> Int64 {
      try value?.present(key)?.integer() ?? usual
    }
    return StrategyMandate.Pace(
      cadenceSeconds: try count("cadence_seconds", 60),
      orderSeconds: try count("order_seconds", 30),
      proposalSeconds: try count("proposal_seconds", 3600),
      rehearsalLooks: Int(try count("rehearsal_looks", 60)),
      refusalsMax: Int(try count("refusals_max", 5)),
      pastDays: try value?.present("past_days")?.number() ?? pastDays)
  }

  /// The days that a strategy looks back on by its own numbers.
  private static func longestLookBack(
    of strategy: String, _ given: [String: Double]
  ) throws(SteelyardError) -> Double {
    let lookBacks = ["lookback", "slow", "fast", "realised"]
    let parameters = try StrategyCatalogue.entry(named: strategy).parameters
    return parameters.filter { lookBacks.contains($0.name) }
      .map { given[$0.name] ?? $0.usual }.max() ?? 0
  }
}
