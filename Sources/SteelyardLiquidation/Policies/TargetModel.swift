import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios

/// A margin model whose maintenance margin is what a liquidation is to reach; everything else is the account's own model's.
struct TargetModel: MarginModel {
  let base: any MarginModel
  let cause: LiquidationCause

  var name: String { base.name }
  var provenance: ParameterProvenance { base.provenance }
  var surfaceSource: SurfaceSource { base.surfaceSource }
  var stateName: String? { base.stateName }

  func frame(
    number: Int, of universe: InstrumentUniverse, in snapshot: MarketSnapshot,
    surfaces: [Underlying: VolatilitySurface], level: KernelLevel, reuse: FrameReuse?,
    sharing: WorkSharing
  ) throws(SteelyardError) -> RiskFrame {
    try base.frame(
      number: number, of: universe, in: snapshot, surfaces: surfaces, level: level, reuse: reuse,
      sharing: sharing)
  }

  func figures(of batch: PortfolioBatch, in frame: RiskFrame) -> MarginFigures {
    raised(base.figures(of: batch, in: frame))
  }

  func figures(
    of accounts: [Int], in batch: PortfolioBatch, frame: RiskFrame
  ) -> [AccountFigures] {
    base.figures(of: accounts, in: batch, frame: frame).map(cause.figures)
  }

  func figures(
    of batch: PortfolioBatch, in frame: RiskFrame, near standing: AccountStanding?
  ) -> MarginFigures { raised(base.figures(of: batch, in: frame, near: standing)) }

  var keepsStandings: Bool { base.keepsStandings }

  func standing(of account: Int, in batch: PortfolioBatch, frame: RiskFrame) -> AccountStanding? {
    base.standing(of: account, in: batch, frame: frame)
  }

  /// What led to the figures of the account's own model: a target has no parts of its own.
  func explanation(
    of account: Int, in batch: PortfolioBatch, frame: RiskFrame
  ) -> MarginExplanation { base.explanation(of: account, in: batch, frame: frame) }

  private func raised(_ found: MarginFigures) -> MarginFigures {
    MarginFigures(found.equity.indices.map { cause.figures(found[$0]) })
  }
}
