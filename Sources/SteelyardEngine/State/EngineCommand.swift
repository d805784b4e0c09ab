public import SteelyardContracts
public import SteelyardLedger

/// What is asked of the engine.
public enum EngineCommand: Sendable, Hashable {
  /// Accounts, orders, trades, money.
  case ledger(LedgerCommand)
  /// What a risk cycle saw of margin calls; only the engine itself says so.
  case marginCalls([MarginCallEvent])
  /// What a risk cycle saw of drawdowns; only the engine itself says so.
  case drawdowns([DrawdownEvent])
  /// What a risk cycle saw of limits, oracles and feeds; only the engine itself says so.
  case incidents([IncidentEvent])
  /// The first parameters of a model, from the configuration.
  case adoptParameters(model: String, file: [UInt8])
  /// A change of parameters, with its effect on every book.
  case proposeParameters(ParameterProposal)
  /// A change back to the version before, with its effect.
  case rollBackParameters(model: String, reason: String, effect: ParameterEffect)
  /// An approval, with the effect on the books of now.
  case approveParameters(change: Int, effect: ParameterEffect)
  /// The end of a change that is not in force.
  case cancelParameters(change: Int, reason: String)
  /// Brings into force what is due and lets old proposals expire; the engine asks for it.
  case advanceParameters
  /// Limits of an account, of everyone who has none (nil), or none of its own any more.
  case setLimits(account: AccountName?, limits: AccountLimits?, reason: String)
  /// A step of a liquidation, with what it does to the margin call; only the liquidator says so.
  case liquidation(LiquidationEvent, call: MarginCallEvent?)
  /// Stops the liquidation of an account, or all of them (nil), or lets it go on.
  case switchLiquidation(
    account: AccountName?, position: LiquidationSwitch.Position, reason: String)
  /// Has others than an account pay for its liquidation: the liquidator by its rules, or the house.
  case waterfall(WaterfallAsk)
  /// Gives a strategy a mandate, answers it, stops it; or takes a step of it, as only the strategist does.
  case mandate(MandateAsk)
}

/// A change of a model's parameters as it is proposed.
public struct ParameterProposal: Sendable, Hashable {
  /// The model.
  public let model: String
  /// The parameter file.
  public let file: [UInt8]
  /// Its SHA-256 as the proposer has it, in hexadecimal.
  public let hash: String
  /// When it shall come into force at the earliest.
  public let notBefore: Timestamp
  /// Why.
  public let reason: String
  /// What it does to every book of now.
  public let effect: ParameterEffect

  /// A proposal from its parts.
  public init(
    model: String, file: [UInt8], hash: String, notBefore: Timestamp, reason: String,
    effect: ParameterEffect
  ) {
    self.model = model
    self.file = file
    self.hash = hash
    self.notBefore = notBefore
    self.reason = reason
    self.effect = effect
  }
}

/// A command and who gave it.
public struct AuthoredCommand: Sendable, Hashable {
  /// Who: an API key's name, or `engine`.
  public let author: String
  /// What.
  public let command: EngineCommand

  /// A command of an author.
  public init(_ command: EngineCommand, by author: String) {
    self.command = command
    self.author = author
  }

  /// The author of what the engine asks of itself.
  public static let engine = "engine"
}
