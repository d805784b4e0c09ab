public import SteelyardContracts
public import SteelyardMargin

/// What the engine goes by, besides the governed parameters.
public struct EngineRules: Sendable {
  /// When accounts are warned, called and handed over.
  public let marginCalls: MarginCallRules
  /// How parameters change.
  public let governance: GovernanceRules
  /// When limits, oracles and feeds are incidents.
  public let incidents: IncidentRules
  /// How fast and how much is liquidated.
  public let liquidations: LiquidationRules
  /// Which strategies there are, and what they are told.
  public let strategies: StrategyRules
  /// Makes margin models out of parameter files.
  public let models: any ModelMaking

  /// Rules from their parts.
  public init(
    marginCalls: MarginCallRules, governance: GovernanceRules, models: any ModelMaking,
    incidents: IncidentRules = .standard, liquidations: LiquidationRules = .sample,
    strategies: StrategyRules = .standard
  ) {
    self.strategies = strategies
    self.marginCalls = marginCalls
    self.incidents = incidents
    self.liquidations = liquidations
    self.governance = governance
    self.models = models
  }
}

/// Makes margin models out of parameter files; the engine does not know how they are written.
public protocol ModelMaking: Sendable {
  /// A model on parameters and, where it learns from history, on what it has learned.
  ///
  /// - Throws: What is wrong with a file, with the place in it.
  func model(
    named name: String, parameters file: [UInt8], state: [UInt8]?
  ) throws(SteelyardError) -> any MarginModel

  /// The name of the parameter set that a file holds.
  ///
  /// - Throws: What is wrong with the file, with the place in it.
  func parameterSet(named name: String, parameters file: [UInt8]) throws(SteelyardError) -> String

  /// Refuses what is no state of a model, or one that was made for another parameter set.
  ///
  /// - Throws: What is wrong with the file, with the place in it.
  func checkState(
    _ file: [UInt8], of name: String, parameterSet: String
  ) throws(SteelyardError)
}
