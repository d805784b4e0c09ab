public import SteelyardContracts
public import SteelyardMarket
public import SteelyardPricing
public import SteelyardScenarios

/// What every answer stood on: snapshot, prices and scenario P&L of a universe; immutable, numbered.
public struct RiskFrame: Sendable {
  /// The frame's number; answers name it.
  public let number: Int
  /// The snapshot the frame was made from.
  public let snapshot: MarketSnapshot
  /// Which volatilities options were priced from.
  public let surfaceSource: SurfaceSource
  /// The kernel level of every number in it.
  public let level: KernelLevel
  /// Prices by universe index; nil where pricing failed.
  public let prices: [PricedInstrument?]
  /// Why instruments are left out, by universe index: no price, or no parameters of the model.
  public let failures: [Int: SteelyardError]
  /// Blocks of the P&L matrix, one for each underlying that the model stresses.
  public let blocks: [ScenarioBlock]
  /// The scenarios of each block.
  let scenarioSets: [ScenarioSet]
  /// The columns of each block.
  let blockColumns: [BlockColumns]
  /// The block of each universe index, or -1.
  let blockIndex: [Int32]
  /// The row in that block of each universe index, or -1.
  let rowIndex: [Int32]
  /// US dollars for one unit of each settlement and quote currency.
  let usdPrices: [Currency: Double]
  /// At which marks instruments count, by universe index; empty where the mark alone decides.
  let countedMarks: [CountedMark?]
  /// Notional of one unit of what could not be priced, by universe index, where it is known.
  let leftOutNotional: [Int: LeftOutNotional]
  /// What a scenario model prepares once for all accounts.
  let scenarioWorkspaces = ScenarioWorkspaceMemo()
  /// What explanations tell of the quotes' smiles after moves.
  let shockedSlices = ShockedSliceMemo()
  /// The measures of rows that changes of accounts are made of.
  let rowMeasures = RowMeasuresMemo()

  /// US dollars for one unit of a currency, or nil where the snapshot has no price.
  public func usdPrice(of currency: Currency) -> Double? { usdPrices[currency] }
}
