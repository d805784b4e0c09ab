public import SteelyardContracts
public import SteelyardMargin
import SteelyardMarket

/// What a liquidation is decided on: the model of the account, its frame, and what can be traded.
public struct LiquidationMarket: Sendable {
  /// What may be done with options that an account does not hold.
  public enum OptionHedges: String, Sendable, Hashable, Codable, CaseIterable {
    /// They are bought, never written.
    case bought
    /// They are bought or written.
    case boughtOrSold = "bought_or_sold"
  }

  /// The model whose maintenance margin is to be kept.
  public let model: any MarginModel
  /// Its frame.
  public let frame: RiskFrame
  /// The instruments of the frame.
  public let universe: InstrumentUniverse
  /// Instruments of the frame that may be traded though the account holds none of them: liquid ones.
  public let hedges: [Instrument]
  /// What may be done with options among the hedges.
  public let optionHedges: OptionHedges
  /// Lots and ticks where they are known; without terms an instrument is traded in any quantity.
  public let terms: [Instrument: ContractTerms]
  /// When it is decided.
  public let time: Timestamp

  /// A market from its parts.
  ///
  /// - Parameters:
  ///   - optionHedges: By itself a plan may write options against long ones.
  ///   - time: When it is decided; nil for the instant of the frame's market.
  /// - Precondition: The frame was made by the model for the universe.
  public init(
    model: any MarginModel, frame: RiskFrame, universe: InstrumentUniverse,
    hedges: [Instrument] = [], optionHedges: OptionHedges = .boughtOrSold,
    terms: [Instrument: ContractTerms] = [:], time: Timestamp? = nil
  ) {
    self.time = time ?? frame.snapshot.time
    self.model = model
    self.frame = frame
    self.universe = universe
    self.hedges = hedges
    self.optionHedges = optionHedges
    self.terms = terms
  }

  /// The same a while later.
  func at(_ time: Timestamp) -> LiquidationMarket {
    LiquidationMarket(
      model: model, frame: frame, universe: universe, hedges: hedges, optionHedges: optionHedges,
      terms: terms, time: time)
  }
}
