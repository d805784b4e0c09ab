public import SteelyardContracts
public import SteelyardMarket
public import SteelyardPricing

/// Prices portfolios and asks for no margin: what sensitivities of any underlying stand on.
public struct Valuation: MarginModel {
  /// Which volatilities options are priced from.
  public let surfaceSource: SurfaceSource

  /// A valuation from a source of volatilities.
  public init(surfaceSource: SurfaceSource) { self.surfaceSource = surfaceSource }

  /// `valuation`.
  public var name: String { "valuation" }
  /// A valuation has no parameters.
  public var provenance: ParameterProvenance {
    ParameterProvenance(name: "none", effective: "1970-01-01", sources: [], superseded: nil)
  }

  /// Prices of a universe.
  public func frame(
    number: Int, of universe: InstrumentUniverse, in snapshot: MarketSnapshot,
    surfaces: [Underlying: VolatilitySurface], level: KernelLevel
  ) throws(SteelyardError) -> RiskFrame {
    try FrameBuilder(
      snapshot: snapshot, surfaceSource: surfaceSource, surfaces: surfaces, level: level
    ).frame(number: number, of: universe) { _ throws(SteelyardError) in nil }
  }

  /// What each account is worth; requirements are zero but for what could not be priced.
  public func figures(of batch: PortfolioBatch, in frame: RiskFrame) -> MarginFigures {
    var figures = MarginFigures(accountCount: batch.accountCount)
    var trace = NoTrace()
    for account in 0..<batch.accountCount {
      figures.set(evaluate(account, of: batch, in: frame, &trace), at: account)
    }
    return figures
  }

  /// What one account is worth, position by position.
  public func explanation(
    of account: Int, in batch: PortfolioBatch, frame: RiskFrame
  ) -> MarginExplanation {
    var trace = RecordingTrace()
    let figures = evaluate(account, of: batch, in: frame, &trace)
    return MarginExplanation(
      figures: figures, trace: trace, account: account, batch: batch, frame: frame, offsets: [],
      modelName: name, provenance: provenance)
  }

  private func evaluate<Trace: MarginTrace>(
    _ account: Int, of batch: PortfolioBatch, in frame: RiskFrame, _ trace: inout Trace
  ) -> AccountFigures {
    let everything = CollateralRule(haircuts: [:], unlistedHaircut: 0)
    var figures = AccountFigures()
    addEquity(of: account, in: batch, frame, .portfolio, everything, &figures, &trace)
    addLeftOut(of: account, in: batch, frame, &figures, &trace)
    return figures
  }
}
