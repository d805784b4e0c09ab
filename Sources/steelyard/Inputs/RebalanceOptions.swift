import SteelyardAllocation
import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin

/// The options of a rebalancing.
enum RebalanceOptions {
  static let positions = CommandOption(
    texts: "positions", "FILE",
    "what an account holds, as for `steelyard margin`; as often as there are accounts, each named by its file"
  )
  static let model = CommandOption(
    texts: "model", "NAME",
    "the margin model of all accounts, or one for each in the order of --positions: "
      + "\(MarginModelNames.text); default: \(AccountOptions.modelDefault). rates asks 10 % of the notional of contracts on any coin that settle in USDC"
  )
  static let band = AllocationOptions.share(
    "band", "trade a coin whose weight is further from its target than so many points, such as 5%")
  static let relativeBand = AllocationOptions.share(
    "relative-band", "the same, as a share of the target, such as 20%")
  static let riskBand = AllocationOptions.share(
    "risk-band",
    "trade where a coin's share of the variance is further from that at the targets; needs --history"
  )
  static let costAware = CommandOption<CostAware>(
    choice: "cost-aware", "band|region",
    "trade only what is worth its cost: a band around each weight by itself, or the region of all weights together, "
      + "which needs --history")
  static let riskAversion = AllocationOptions.number(
    "risk-aversion", "relative risk aversion of --cost-aware; default: \(riskAversionDefault)")
  static let horizon = CommandOption<Double>(
    "horizon", "DAYS", .once,
    "how long the weights are to be held: for funding, interest and --cost-aware region; default: \(horizonDefault)"
  ) { text throws(SteelyardError) in try HedgeOptions.amount(text) }
  static let destination = CommandOption<DriftDestination>(
    choice: "to", "target|edge",
    "where a weight that drifted goes: its target, or the edge of its band; default: target, edge with --cost-aware"
  )
  static let every = CommandOption<Int>(
    "every", "DAYS", .once,
    "look only every so many days; without a band every weight then goes to its target"
  ) { text throws(SteelyardError) in try OptionValues.integer(text, in: 1...36_500) }
  static let last = CommandOption<Timestamp>(
    "last", "DATE", .once, "the day of the last rebalancing, for --every"
  ) { text throws(SteelyardError) in
    try Timestamp(parsing: text.count == 10 ? text + "T00:00:00Z" : text)
  }
  static let volatilityLevel = AllocationOptions.share(
    "volatility-level",
    "where the volatility of the targets over the last 30 days of the history is above it, bands are "
      + "--band-factor times as wide"
  )
  static let bandFactor = AllocationOptions.number(
    "band-factor", "what bands are multiplied by above --volatility-level; default: 2")
  static let peakEquity = CommandOption<Double>(
    "peak-equity", "USD", .once,
    "the highest equity since the epoch began, all accounts together: targets and limits shrink with the budget of "
      + "losses that is used (--limit drawdown=0.2)"
  ) { text throws(SteelyardError) in try OptionValues.number(text) }
  static let together = CommandOption(
    flag: "together",
    "hold the weights of all accounts together against the targets, not each account's own")
  static let ways = CommandOption<Set<RebalanceRequest.Kind>>(
    "ways", "KIND[,KIND]", .once,
    "how exposure may be traded, the cheapest is taken: perpetual, spot, pool; default: perpetual,spot, and pool with "
      + "--pools"
  ) { text throws(SteelyardError) in
    var kinds: Set<RebalanceRequest.Kind> = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let kind = RebalanceRequest.Kind(rawValue: String(word)) else {
        let known = RebalanceRequest.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw SteelyardError(
          .invalidInput, "There is no way \"\(word.prefix(40))\" to trade.",
          remedy: "They are \(known).")
      }
      kinds.insert(kind)
    }
    return kinds
  }
  static let pools = CommandOption(
    text: "pools", "FILE", "pools that coins may be swapped in, JSON as in docs/rebalancing.md")
  static let cash = CommandOption<Currency>(
    "cash", "CODE", .once, "what spot and pools are paid in; default: USDC"
  ) { text throws(SteelyardError) in try Currency(text) }
  static let spotFee = CommandOption<Double>(
    "spot-fee", "SHARE", .once, "fee of spot, of the notional; default: \(spotFeeDefault)"
  ) { text throws(SteelyardError) in try HedgeOptions.amount(text) }
  static let funding = CommandOption<AssetShare>(
    "funding", "COIN=SHARE", .repeated,
    "funding that a long perpetual is expected to pay a year, such as BTC=8%; default: 0"
  ) { text throws(SteelyardError) in
    let sides = text.split(separator: "=", omittingEmptySubsequences: false)
    guard sides.count == 2, !sides[0].isEmpty else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(60))\" is not of the form COIN=SHARE.",
        remedy: "Write BTC=8% or BTC=0.08.")
    }
    return AssetShare(
      asset: try Currency(sides[0]).code, share: try AllocationOptions.share(String(sides[1])))
  }
  static let borrowRate = AllocationOptions.share(
    "borrow-rate", "interest a year on cash that is owed for coins; default: none may be borrowed")
  static let coinBorrowRate = AllocationOptions.share(
    "coin-borrow-rate",
    "interest a year on coins that are sold short; default: none may be borrowed")
  static let tradeMin = CommandOption<Double>(
    "min-trade", "USD", .once, "trades of an account in a coin below it are left; default: 10"
  ) { text throws(SteelyardError) in try HedgeOptions.amount(text) }
  static let check = CommandOption(
    flag: "check", "exit with 1 where a limit cuts a trade, or something wanted can't be traded")

  static let riskAversionDefault = 3.0
  static let horizonDefault = 30.0
  static let spotFeeDefault = 0.001

  /// The two cost-aware rules.
  enum CostAware: String, Sendable, CaseIterable {
    case band
    case region
  }

  static let all: [any DeclaredOption] =
    [MarketOptions.market, positions, TargetInput.option, TargetInput.objective]
    + [band, relativeBand, riskBand, costAware, riskAversion, horizon, destination, every, last]
    + [HistoryOptions.history, AllocationOptions.covariance, volatilityLevel, bandFactor]
    + [model, AccountOptions.parameters, AccountOptions.state, StrategyOptions.limit, peakEquity]
    + [together, ways, pools, cash, tradeMin]
    + [
      LiquidationOptions.takerFee, spotFee, LiquidationOptions.dailyVolume,
      LiquidationOptions.dailyVolatility, funding, borrowRate, coinBorrowRate,
    ]
    + [MarketOptions.time, MarketOptions.price, MarketOptions.ageMaximum, AccountOptions.naming]

  /// The rules by the arguments.
  static func rules(_ arguments: ParsedArguments) throws(SteelyardError) -> [DriftRule] {
    var rules: [DriftRule] = []
    if let points = try arguments.value(band) { rules.append(.absolute(points)) }
    if let share = try arguments.value(relativeBand) { rules.append(.relative(share)) }
    if let share = try arguments.value(riskBand) { rules.append(.riskContribution(share)) }
    let aversion = try arguments.value(riskAversion)
    switch try arguments.value(costAware) {
    case .band: rules.append(.costBand(riskAversion: aversion ?? riskAversionDefault))
    case .region:
      rules.append(
        .noTradeRegion(
          riskAversion: aversion ?? riskAversionDefault,
          horizonDays: try arguments.value(horizon) ?? horizonDefault))
    case nil:
      guard aversion == nil else {
        throw SteelyardError(
          .notApplicable, "--risk-aversion belongs to --cost-aware.", remedy: "Leave it out.")
      }
    }
    return rules
  }
}

/// The names of models that a command with several accounts takes.
enum MarginModelNames {
  static let text = MarginModelCatalogue.names.joined(separator: ", ") + ", rates"
}
