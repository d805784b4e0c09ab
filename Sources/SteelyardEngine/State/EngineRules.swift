public import SteelyardContracts
public import SteelyardMargin

/// What the engine goes by, besides the governed parameters.
public struct EngineRules: Sendable {
  /// When accounts are warned, called and handed over.
  public let marginCalls: MarginCallRules
  /// How parameters change.
  public let governance: GovernanceRules
  /// Makes margin models out of parameter files.
  public let models: any ModelMaking

  /// Rules from their parts.
  public init(
    marginCalls: MarginCallRules, governance: GovernanceRules, models: any ModelMaking
  ) {
    self.marginCalls = marginCalls
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
}

/// What a model's state is governed as: beside its parameters, under a name of its own.
enum GovernedName {
  private static let suffix = "/state"

  /// The name of a model's state.
  static func state(of model: String) -> String { model + suffix }

  /// The model whose state a name means; nil for the name of parameters.
  static func modelOfState(_ name: String) -> String? {
    name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : nil
  }
}
