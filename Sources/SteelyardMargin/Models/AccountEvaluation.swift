import SteelyardContracts
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios

/// What the models share: one evaluation of an account, run for a batch without a listener and for
/// an explanation with one, so that the numbers of both are the same to the bit.
protocol AccountEvaluation: MarginModel {
  /// What is prepared once for a frame and used anew for each account.
  associatedtype Workspace

  /// Which worth of an option counts.
  var optionValue: OptionValueSource { get }

  /// At which marks instruments count as equity.
  var counting: MarkCounting { get }

  /// Whether option prices are discounted.
  var discounting: Discounting { get }

  /// The scenarios of an underlying, or nil from a model without scenarios.
  ///
  /// - Throws: `unsupported` where the model has no parameters for it.
  func scenarios(of underlying: Underlying) throws(SteelyardError) -> BlockScenarios?

  /// Underlyings whose scenarios displace balances, which therefore need a block in any frame.
  func anchors(in snapshot: MarketSnapshot) -> [Underlying]

  /// What balances count for.
  var collateralRule: CollateralRule { get }

  func workspace(for batch: PortfolioBatch, in frame: RiskFrame) -> Workspace

  func evaluate<Trace: MarginTrace>(
    _ account: Int, of batch: PortfolioBatch, in frame: RiskFrame, _ workspace: inout Workspace,
    _ trace: inout Trace
  ) -> AccountFigures
}

extension AccountEvaluation {
  /// Most models count at the mark.
  var counting: MarkCounting { .marks }

  /// Prices of a universe, and scenario P&L where the model has grids.
  public func frame(
    number: Int, of universe: InstrumentUniverse, in snapshot: MarketSnapshot,
    surfaces: [Underlying: VolatilitySurface], level: KernelLevel, reuse: FrameReuse?,
    sharing: WorkSharing
  ) throws(SteelyardError) -> RiskFrame {
    try FrameBuilder(
      snapshot: snapshot, surfaceSource: surfaceSource, surfaces: surfaces,
      optionValue: optionValue, discounting: discounting, level: level, counting: counting,
      reuse: reuse, sharing: sharing
    ).frame(
      number: number, of: universe, anchors: anchors(in: snapshot), scenarios: scenarios)
  }

  /// The figures of every account of a batch.
  public func figures(of batch: PortfolioBatch, in frame: RiskFrame) -> MarginFigures {
    var figures = MarginFigures(accountCount: batch.accountCount)
    var workspace = workspace(for: batch, in: frame)
    var trace = NoTrace()
    for account in 0..<batch.accountCount {
      figures.set(evaluate(account, of: batch, in: frame, &workspace, &trace), at: account)
    }
    return figures
  }

  /// The figures of some accounts of a batch.
  public func figures(
    of accounts: [Int], in batch: PortfolioBatch, frame: RiskFrame
  ) -> [AccountFigures] {
    var workspace = workspace(for: batch, in: frame)
    var trace = NoTrace()
    return accounts.map { evaluate($0, of: batch, in: frame, &workspace, &trace) }
  }

  /// The figures of one account and everything that led to them.
  public func explanation(
    of account: Int, in batch: PortfolioBatch, frame: RiskFrame
  ) -> MarginExplanation {
    var workspace = workspace(for: batch, in: frame)
    var trace = RecordingTrace()
    let figures = evaluate(account, of: batch, in: frame, &workspace, &trace)
    return MarginExplanation(
      figures: figures, trace: trace, account: account, batch: batch, frame: frame,
      collateralRule: collateralRule, modelName: name, provenance: provenance)
  }
}
