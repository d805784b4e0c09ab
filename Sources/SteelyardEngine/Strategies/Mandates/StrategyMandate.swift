public import SteelyardAllocation
public import SteelyardContracts
import SteelyardDigests

/// What a strategy may do on an account, and within which limits: what is signed for, stored as canonical bytes and
/// named by their digest.
public struct StrategyMandate: EngineFact {
  /// What becomes of its decisions, from the least to the most.
  public enum Level: String, Sendable, Hashable, CaseIterable, Comparable {
    /// People are told.
    case alert
    /// Somebody has to say yes to each.
    case scripted
    /// They are carried out.
    case autonomous

    private var rank: Int {
      switch self {
      case .alert: 0
      case .scripted: 1
      case .autonomous: 2
      }
    }

    /// From the least to the most.
    public static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }
  }

  /// How much may be opened, in US dollars of notional.
  public struct Budget: Sendable, Hashable {
    /// By one look.
    public let lookUSD: Double
    /// In each whole window of time; what is closed counts, and is never held up.
    public let windowUSD: Double
    /// How long a window is.
    public let windowSeconds: Int64

    /// A budget from its parts.
    public init(lookUSD: Double, windowUSD: Double, windowSeconds: Int64) {
      self.lookUSD = lookUSD
      self.windowUSD = windowUSD
      self.windowSeconds = windowSeconds
    }
  }

  /// How often it looks, and how long things stand.
  public struct Pace: Sendable, Hashable {
    /// Seconds between two looks.
    public let cadenceSeconds: Int64
    /// Seconds after which what has not filled is cancelled.
    public let orderSeconds: Int64
    /// Seconds for which a proposal waits for an answer.
    public let proposalSeconds: Int64
    /// Looks in rehearsal before it may be let loose.
    public let rehearsalLooks: Int
    /// Refusals one after another after which it pauses by itself.
    public let refusalsMax: Int
    /// Days of prices that have to be known before it is asked.
    public let pastDays: Double

    /// A pace from its parts.
    public init(
      cadenceSeconds: Int64, orderSeconds: Int64, proposalSeconds: Int64, rehearsalLooks: Int,
      refusalsMax: Int, pastDays: Double
    ) {
      self.cadenceSeconds = cadenceSeconds
      self.orderSeconds = orderSeconds
      self.proposalSeconds = proposalSeconds
      self.rehearsalLooks = rehearsalLooks
      self.refusalsMax = refusalsMax
      self.pastDays = pastDays
    }
  }

  /// The account that it trades for; an account has one mandate at most.
  public let account: AccountName
  /// The strategy's name in the catalogue.
  public let strategy: String
  /// Numbers of the strategy in place of its usual ones.
  public let parameters: [String: Double]
  /// What becomes of its decisions.
  public let level: Level
  /// The coins that it may trade.
  public let coins: [Currency]
  /// The limits between the strategy and its orders.
  public let limits: RiskLimits
  /// How much may be opened.
  public let budget: Budget
  /// How often it looks.
  public let pace: Pace
  /// How far from the mark an order's limit may be, decimal: 0.002 is 20 basis points.
  public let slippageMax: Double
  /// When it ends by itself.
  public let expiry: Timestamp

  /// A mandate from its parts.
  ///
  /// - Throws: `invalidInput`, with the field, for what can't be.
  public init(
    account: AccountName, strategy: String, parameters: [String: Double], level: Level,
    coins: [Currency], limits: RiskLimits, budget: Budget, pace: Pace, slippageMax: Double,
    expiry: Timestamp
  ) throws(SteelyardError) {
    self.account = account
    self.strategy = strategy
    self.parameters = parameters
    self.level = level
    self.coins = coins
    self.limits = limits
    self.budget = budget
    self.pace = pace
    self.slippageMax = slippageMax
    self.expiry = expiry
    try check()
  }

  /// SHA-256 of the canonical bytes, in hexadecimal.
  public var digest: String { SHA256Digest(of: bytes).description }

  private func check() throws(SteelyardError) {
    func require(
      _ isFine: Bool, _ field: String, _ value: Any, _ remedy: String
    ) throws(SteelyardError) {
      guard isFine else {
        throw SteelyardError(
          .invalidInput, "The mandate's \(field) is \(value).", remedy: remedy,
          subject: .place(file: "mandate", row: nil, field: field))
      }
    }
    try require(
      (1...60).contains(strategy.utf8.count), "strategy", strategy, "Name one of the catalogue.")
    try require(
      parameters.count <= 32
        && parameters.allSatisfy { $0.value.isFinite && (1...60).contains($0.key.utf8.count) },
      "parameters", parameters, "Give at most 32 numbers by name.")
    try require(
      (1...StrategyMandate.coinsMax).contains(coins.count) && Set(coins).count == coins.count,
      "coins", coins.map(\.code), "Name 1 to \(StrategyMandate.coinsMax) coins, each once.")
    let shares = [
      limits.drawdownMax, limits.epochDays, limits.marginUseMax, limits.leverageMax,
      limits.deltaMax, limits.gammaMax, limits.vegaMax, limits.concentrationMax, limits.returnMin,
    ]
    try require(shares.allSatisfy(\.isFinite), "limits", shares, "Give finite numbers.")
    let money = [("budget.look_usd", budget.lookUSD), ("budget.window_usd", budget.windowUSD)]
    for (field, value) in money {
      try require(value > 0 && value <= 1e12, field, value, "Give a number above 0 of US dollars.")
    }
    let times: [(String, Int64, ClosedRange<Int64>)] = [
      ("budget.window_seconds", budget.windowSeconds, 60...2_592_000),
      ("pace.cadence_seconds", pace.cadenceSeconds, 1...2_592_000),
      ("pace.order_seconds", pace.orderSeconds, 1...86_400),
      ("pace.proposal_seconds", pace.proposalSeconds, 1...2_592_000),
      ("pace.rehearsal_looks", Int64(pace.rehearsalLooks), 1...1_000_000),
      ("pace.refusals_max", Int64(pace.refusalsMax), 1...1000),
    ]
    for (field, value, range) in times {
      try require(
        range.contains(value), field, value,
        "Give \(range.lowerBound) to \(range.upperBound).")
    }
    try require(
      pace.pastDays >= 0 && pace.pastDays <= 3650, "pace.past_days", pace.pastDays,
      "Give 0 to 3650 days.")
    try require(
      slippageMax > 0 && slippageMax <= 0.1, "slippage_max", slippageMax,
      "Give more than 0 and at most 0.1.")
  }

  /// Most coins of one mandate.
  public static let coinsMax = 20
}

extension StrategyMandate {
  /// What a mandate allows that another one does not: the first field that is wider; nil where it is the same, or
  /// narrower everywhere.
  ///
  /// The strategy, its numbers, its coins, windows and looks have to be the same: nobody can say which of two
  /// strategies is the wider one.
  public func widening(of before: StrategyMandate) -> String? {
    func wider(_ own: Double, _ other: Double, _ field: String) -> String? {
      own > other ? field : nil
    }
    if strategy != before.strategy { return "strategy" }
    if parameters != before.parameters { return "parameters" }
    if !Set(coins).isSubset(of: before.coins) { return "coins" }
    if level > before.level { return "level" }
    if expiry > before.expiry { return "expiry" }
    if limits.epochDays != before.limits.epochDays { return "limits.epoch_days" }
    if limits.returnMin < before.limits.returnMin { return "limits.return" }
    if budget.windowSeconds != before.budget.windowSeconds { return "budget.window_seconds" }
    if pace.cadenceSeconds < before.pace.cadenceSeconds { return "pace.cadence_seconds" }
    if pace.orderSeconds > before.pace.orderSeconds { return "pace.order_seconds" }
    if pace.proposalSeconds > before.pace.proposalSeconds { return "pace.proposal_seconds" }
    if pace.rehearsalLooks < before.pace.rehearsalLooks { return "pace.rehearsal_looks" }
    if pace.refusalsMax > before.pace.refusalsMax { return "pace.refusals_max" }
    if pace.pastDays < before.pace.pastDays { return "pace.past_days" }
    return wider(slippageMax, before.slippageMax, "slippage_max")
      ?? wider(budget.lookUSD, before.budget.lookUSD, "budget.look_usd")
      ?? wider(budget.windowUSD, before.budget.windowUSD, "budget.window_usd")
      ?? wider(limits.drawdownMax, before.limits.drawdownMax, "limits.drawdown")
      ?? wider(limits.marginUseMax, before.limits.marginUseMax, "limits.margin_use")
      ?? wider(limits.leverageMax, before.limits.leverageMax, "limits.leverage")
      ?? wider(limits.deltaMax, before.limits.deltaMax, "limits.delta")
      ?? wider(limits.gammaMax, before.limits.gammaMax, "limits.gamma")
      ?? wider(limits.vegaMax, before.limits.vegaMax, "limits.vega")
      ?? wider(limits.concentrationMax, before.limits.concentrationMax, "limits.concentration")
  }
}
