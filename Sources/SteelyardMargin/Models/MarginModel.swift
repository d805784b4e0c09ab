public import SteelyardContracts
public import SteelyardMarket
public import SteelyardPricing
public import SteelyardScenarios

/// A method that turns portfolios and a risk frame into figures, and explains them.
public protocol MarginModel: Sendable {
  /// The model's name: `deribit`.
  var name: String { get }
  /// The parameter set it runs on: its name, date and sources.
  var provenance: ParameterProvenance { get }
  /// Which volatilities it prices options from.
  var surfaceSource: SurfaceSource { get }
  /// What answers name the model's state by: its name and hash; nil for a model that keeps none.
  var stateName: String? { get }

  /// The frame that the model needs for a universe: prices, and scenario P&L where it uses any.
  ///
  /// Instruments that cannot be priced are kept as failures; accounts that hold them are marked
  /// incomplete.
  ///
  /// - Parameters:
  ///   - reuse: What may be taken from the frame before; nil makes everything anew.
  ///   - sharing: Who prices and revalues; the numbers are the same to the bit.
  /// - Throws: `limitExceeded`, or `invalidInput` for parameters that make no scenarios.
  func frame(
    number: Int, of universe: InstrumentUniverse, in snapshot: MarketSnapshot,
    surfaces: [Underlying: VolatilitySurface], level: KernelLevel, reuse: FrameReuse?,
    sharing: WorkSharing
  ) throws(SteelyardError) -> RiskFrame

  /// The figures of every account of a batch. Nothing is allocated per account.
  ///
  /// - Precondition: The frame was made by this model for the batch's universe.
  func figures(of batch: PortfolioBatch, in frame: RiskFrame) -> MarginFigures

  /// The figures of some accounts of a batch, in the order given; the same to the bit.
  ///
  /// - Precondition: The frame was made by this model for the batch's universe, or for one that
  ///   continues it.
  func figures(
    of accounts: [Int], in batch: PortfolioBatch, frame: RiskFrame
  ) -> [AccountFigures]

  /// Whether it keeps the sums of accounts: else `standing` is always nil, and nobody need prepare for it.
  var keepsStandings: Bool { get }

  /// An account with the sums that its figures are made of; nil from a model that keeps none.
  ///
  /// - Precondition: As `figures(of:in:)`.
  func standing(
    of account: Int, in batch: PortfolioBatch, frame: RiskFrame
  ) -> AccountStanding?

  /// The figures of every account of a batch; the same but for rounding, 10⁻¹² of what an account's
  /// positions gain or lose one by one.
  ///
  /// - Parameter standing: An account that those of the batch differ from by little, on this frame; nil
  ///   for none.
  /// - Precondition: As `figures(of:in:)`.
  func figures(
    of batch: PortfolioBatch, in frame: RiskFrame, near standing: AccountStanding?
  ) -> MarginFigures

  /// The figures of one account, the same to the bit, and everything that led to them.
  func explanation(
    of account: Int, in batch: PortfolioBatch, frame: RiskFrame
  ) -> MarginExplanation
}

extension MarginModel {
  /// A frame that is made whole, by the caller alone.
  ///
  /// - Throws: As `frame(number:of:in:surfaces:level:reuse:sharing:)`.
  public func frame(
    number: Int, of universe: InstrumentUniverse, in snapshot: MarketSnapshot,
    surfaces: [Underlying: VolatilitySurface], level: KernelLevel
  ) throws(SteelyardError) -> RiskFrame {
    try frame(
      number: number, of: universe, in: snapshot, surfaces: surfaces, level: level, reuse: nil,
      sharing: .callerAlone)
  }

  /// Most models are fast enough without.
  public var keepsStandings: Bool { false }

  /// Most models have no sums that are worth keeping.
  public func standing(
    of account: Int, in batch: PortfolioBatch, frame: RiskFrame
  ) -> AccountStanding? { nil }

  /// Most models evaluate every account by itself.
  public func figures(
    of batch: PortfolioBatch, in frame: RiskFrame, near standing: AccountStanding?
  ) -> MarginFigures { figures(of: batch, in: frame) }

  /// Most models keep no state.
  public var stateName: String? { nil }
}

/// Where a model's parameters come from.
public struct ParameterProvenance: Sendable, Hashable, Codable {
  /// The name of the parameter set: `deribit-2026-02`.
  public let name: String
  /// The day from which the set holds, `YYYY-MM-DD`.
  public let effective: String
  /// Documents the figures were read from.
  public let sources: [String]
  /// What replaced the set, where a later notice is known.
  public let superseded: String?

  /// A provenance from its parts.
  public init(name: String, effective: String, sources: [String], superseded: String?) {
    self.name = name
    self.effective = effective
    self.sources = sources
    self.superseded = superseded
  }
}
