public import SteelyardContracts

/// How fast and how much the service liquidates; what it does to an account is its policy's matter.
public struct LiquidationRules: Sendable, Hashable {
  /// Seconds after which a round's orders are cancelled that have not filled.
  public private(set) var roundSeconds: Int64
  /// Least milliseconds from one round of an account to its next.
  public let pauseMilliseconds: Int64
  /// Who takes over what a liquidation leaves.
  public enum TakeOver: String, Sendable, Hashable, Codable, CaseIterable {
    /// The insurance fund, at once: positions at the mark, balances and debts.
    case insuranceFund = "insurance_fund"
    /// Whoever the house decides: the account waits.
    case house
  }

  /// What may be traded that an account does not hold, of its underlyings, quoted on both sides.
  public enum Hedges: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nothing.
    case none
    /// Perpetuals and futures.
    case linear
    /// These, and of each underlying two options, which are bought and never written.
    case all
  }

  /// US dollars of notional that one round of one account trades at the most.
  public let roundBudgetUSD: Double
  /// US dollars of notional that all accounts together trade in one window at the most.
  public let windowBudgetUSD: Double
  /// Seconds of a window.
  public let windowSeconds: Int64
  /// What may be traded that an account does not hold.
  public let hedges: Hedges
  /// Who takes over what a liquidation leaves.
  public let takeOver: TakeOver
  /// What is paid to the insurance fund of the notional filled in spot, futures and perpetuals, 0 to 0.1.
  public let fee: Double
  /// The same for options, of the underlying's notional, 0 to 0.1.
  public let optionFee: Double
  /// What others pay of a loss that the fund can't carry.
  public let waterfall: WaterfallRules

  /// Orders that one round has at the most: what the writer checks in one turn.
  public static let legsMax = 32
  /// Largest fee, of the notional.
  public static let feeMax = 0.1
  /// Longest span of any rule: a day.
  public static let secondsMax: Int64 = 86_400

  /// Rules from their parts.
  ///
  /// - Throws: `invalidInput` for a round or window that is not 1 s to a day, a pause that is not 0 to a minute,
  ///   budgets that are not above zero, and fees outside 0 to `feeMax`.
  public init(
    roundSeconds: Int64, pauseMilliseconds: Int64, roundBudgetUSD: Double, windowBudgetUSD: Double,
    windowSeconds: Int64, hedges: Hedges, takeOver: TakeOver, fee: Double = 0,
    optionFee: Double = 0, waterfall: WaterfallRules = .house
  ) throws(SteelyardError) {
    for fee in [fee, optionFee] where !(0...LiquidationRules.feeMax).contains(fee) {
      throw SteelyardError(
        .invalidInput, "A liquidation fee of \(fee) is outside 0 to \(LiquidationRules.feeMax).",
        remedy: "Give a share of the notional, such as 0.005.")
    }
    for (name, seconds) in [("round", roundSeconds), ("window", windowSeconds)]
    where !(1...LiquidationRules.secondsMax).contains(seconds) {
      throw SteelyardError(
        .invalidInput, "A liquidation's \(name) of \(seconds) s is outside 1 s and a day.",
        remedy: "Give 1 to \(LiquidationRules.secondsMax) seconds.")
    }
    guard (0...60_000).contains(pauseMilliseconds) else {
      throw SteelyardError(
        .invalidInput,
        "A pause of \(pauseMilliseconds) ms between rounds is outside 0 and a minute.",
        remedy: "Give 0 to 60000 milliseconds.")
    }
    for (name, budget) in [("round", roundBudgetUSD), ("window", windowBudgetUSD)]
    where !(budget > 0 && budget.isFinite) {
      throw SteelyardError(
        .invalidInput, "A liquidation's \(name) budget of \(budget) USD is not above zero.",
        remedy: "Give an amount of US dollars above zero.")
    }
    self.roundSeconds = roundSeconds
    self.pauseMilliseconds = pauseMilliseconds
    self.roundBudgetUSD = roundBudgetUSD
    self.windowBudgetUSD = windowBudgetUSD
    self.windowSeconds = windowSeconds
    self.hedges = hedges
    self.takeOver = takeOver
    self.fee = fee
    self.optionFee = optionFee
    self.waterfall = waterfall
  }

  /// The rules of the demonstration and of the sample configuration: rounds of 10 s and 250,000 USD, half a second
  /// apart, 5,000,000 USD a minute over all accounts, perpetuals and futures as hedges, the insurance fund takes over, fees of 0.5 % and 0.19 %.
  public static let sample: LiquidationRules = {
    guard
      let rules = try? LiquidationRules(
        roundSeconds: 10, pauseMilliseconds: 500, roundBudgetUSD: 250_000,
        windowBudgetUSD: 5_000_000, windowSeconds: 60, hedges: .linear,
        takeOver: .insuranceFund, fee: 0.005, optionFee: 0.0019)
    else { preconditionFailure("The sample rules are in range.") }
    return rules
  }()
}

extension LiquidationRules {
  /// The same with rounds of so many seconds at least, up to `secondsMax`.
  public func withRounds(ofSeconds seconds: Int64) -> LiquidationRules {
    var changed = self
    changed.roundSeconds = min(max(roundSeconds, seconds), LiquidationRules.secondsMax)
    return changed
  }
}

extension LiquidationRules: Codable {
  private enum CodingKeys: String, CodingKey {
    case roundSeconds, pauseMilliseconds, roundBudgetUSD = "roundBudgetUsd"
    case windowBudgetUSD = "windowBudgetUsd"
    case windowSeconds, hedges, takeOver, fee, optionFee, waterfall
  }

  /// What configurations had before there were kinds of hedges: whether there are any.
  private enum FormerKeys: String, CodingKey { case allowsHedges }

  /// Reads the parts and checks them as the initialiser does; `allowsHedges` in the place of `hedges` stands for `linear`
  /// or `none`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let former = try decoder.container(keyedBy: FormerKeys.self)
    let allowed = try former.decodeIfPresent(Bool.self, forKey: .allowsHedges)
    let hedges: Hedges =
      if let allowed {
        allowed ? .linear : .none
      } else {
        try container.decode(Hedges.self, forKey: .hedges)
      }
    if allowed != nil, container.contains(.hedges) {
      throw SteelyardError(
        .invalidInput, "The rules say `allows_hedges` and `hedges`, which mean the same.",
        remedy: "Leave out allows_hedges.")
    }
    self = try LiquidationRules(
      roundSeconds: try container.decode(Int64.self, forKey: .roundSeconds),
      pauseMilliseconds: try container.decode(Int64.self, forKey: .pauseMilliseconds),
      roundBudgetUSD: try container.decode(Double.self, forKey: .roundBudgetUSD),
      windowBudgetUSD: try container.decode(Double.self, forKey: .windowBudgetUSD),
      windowSeconds: try container.decode(Int64.self, forKey: .windowSeconds),
      hedges: hedges,
      takeOver: try container.decode(TakeOver.self, forKey: .takeOver),
      fee: try container.decode(Double.self, forKey: .fee),
      optionFee: try container.decode(Double.self, forKey: .optionFee),
      waterfall: try container.decodeIfPresent(WaterfallRules.self, forKey: .waterfall) ?? .house)
  }
}
