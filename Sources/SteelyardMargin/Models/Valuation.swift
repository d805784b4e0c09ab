import SteelyardContracts
public import SteelyardMarket
import SteelyardScenarios

/// Prices portfolios and asks for no margin: what sensitivities of any underlying stand on.
public struct Valuation: MarginModel, AccountEvaluation {
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

  /// Marks count where there are any.
  var optionValue: OptionValueSource { .mark }

  /// Forwards carry the rate.
  var discounting: Discounting { .none }

  var collateralRule: CollateralRule { .everything }

  func scenarios(of underlying: Underlying) throws(SteelyardError) -> BlockScenarios? { nil }

  func anchors(in snapshot: MarketSnapshot) -> [Underlying] { [] }

  func workspace(for batch: PortfolioBatch, in frame: RiskFrame) {}

  /// What each account is worth; requirements are zero but for what could not be priced.
  func evaluate<Trace: MarginTrace>(
    _ account: Int, of batch: PortfolioBatch, in frame: RiskFrame, _ workspace: inout Void,
    _ trace: inout Trace
  ) -> AccountFigures {
    var figures = AccountFigures()
    addEquity(of: account, in: batch, frame, .portfolio, .everything, &figures, &trace)
    addLeftOut(of: account, in: batch, frame, &figures, &trace)
    return figures
  }
}
