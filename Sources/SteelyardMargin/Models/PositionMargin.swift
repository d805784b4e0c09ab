public import SteelyardContracts
public import SteelyardMarket
import SteelyardScenarios

/// A margin model that sums requirements position by position: the static baseline.
public struct PositionMargin: MarginModel, AccountEvaluation {
  /// The rates.
  public let specification: StandardMarginSpecification

  /// A model from its rates.
  ///
  /// - Throws: `invalidInput` where a maintenance rate exceeds its initial rate or is negative.
  public init(_ specification: StandardMarginSpecification) throws(SteelyardError) {
    for family in specification.families {
      let future = family.future
      let option = family.option
      guard future.initial >= future.maintenance, future.maintenance >= 0,
        future.risePerCoin >= 0, option.initialMin >= option.maintenance,
        option.maintenance >= 0, option.initial >= option.initialMin
      else {
        throw SteelyardError(
          .invalidInput, "The rates of \(family.base) put maintenance above initial margin.",
          remedy: "Give initial >= initialMin >= maintenance >= 0.")
      }
    }
    try specification.collateral.check()
    self.specification = specification
  }

  /// The model's name.
  public var name: String { specification.name }
  /// Where the rates come from.
  public var provenance: ParameterProvenance { specification.provenance }
  /// Which volatilities options without a mark are priced from.
  public var surfaceSource: SurfaceSource { specification.surfaceSource }

  /// Marks count where there are any.
  var optionValue: OptionValueSource { .mark }

  /// Forwards carry the rate.
  var discounting: Discounting { .none }

  func scenarios(of underlying: Underlying) throws(SteelyardError) -> BlockScenarios? {
    _ = try specification.family(of: underlying)
    return nil
  }

  var collateralRule: CollateralRule { specification.collateral }

  func anchors(in snapshot: MarketSnapshot) -> [Underlying] { [] }

  /// The rates of each instrument of the universe.
  func workspace(
    for batch: PortfolioBatch, in frame: RiskFrame
  ) -> [StandardMarginSpecification.Family?] {
    batch.universe.instruments.map { try? specification.family(of: $0.underlying) }
  }

  func evaluate<Trace: MarginTrace>(
    _ account: Int, of batch: PortfolioBatch, in frame: RiskFrame,
    _ families: inout [StandardMarginSpecification.Family?], _ trace: inout Trace
  ) -> AccountFigures {
    var figures = AccountFigures()
    addEquity(
      of: account, in: batch, frame, specification.equity, specification.collateral, &figures,
      &trace)
    for position in batch.positions(of: account) {
      let index = Int(batch.instrument[position])
      guard !frame.isLeftOut(index), let priced = frame.prices[index],
        let family = families[index]
      else { continue }
      let requirement = family.requirement(of: priced, quantity: batch.quantity[position])
      let usd = frame.settlementUSD(of: index)
      figures.initialMargin += requirement.initial * usd
      figures.maintenanceMargin += requirement.maintenance * usd
      trace.record(standard: requirement, of: position)
    }
    addStated(
      batch.stated[account], frame, isTaken: { _ in false }, belongs: { _ in nil }, &figures, &trace
    )
    addLeftOut(of: account, in: batch, frame, &figures, &trace)
    return figures
  }
}
