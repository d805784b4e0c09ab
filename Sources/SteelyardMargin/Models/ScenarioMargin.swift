public import SteelyardContracts
public import SteelyardMarket
import SteelyardScenarios

/// A margin model built from scenarios, offsets and charges.
///
/// Buckets are the underlyings, each counted in its settlement currency; requirements add up over
/// buckets in US dollars at the index.
public struct ScenarioMargin: MarginModel, AccountEvaluation {
  /// The parts.
  public let specification: ScenarioMarginSpecification

  /// A model from its parts.
  ///
  /// - Throws: `invalidInput` where maintenance would exceed initial margin, a family's grid makes
  ///   no scenarios, or a rate or haircut lies outside its range.
  public init(_ specification: ScenarioMarginSpecification) throws(SteelyardError) {
    guard specification.initialRatio >= specification.maintenanceRatio,
      specification.maintenanceRatio >= 0, specification.initialRatio.isFinite
    else {
      throw SteelyardError(
        .invalidInput,
        "The initial ratio \(specification.initialRatio) is below the maintenance ratio "
          + "\(specification.maintenanceRatio).",
        remedy: "Initial margin must be at least maintenance margin.")
    }
    try specification.check()
    self.specification = specification
  }

  /// The model's name.
  public var name: String { specification.name }
  /// Where the parameters come from.
  public var provenance: ParameterProvenance { specification.provenance }
  /// Which volatilities options are priced from.
  public var surfaceSource: SurfaceSource { specification.surfaceSource }

  func grid(of underlying: Underlying) throws(SteelyardError) -> ScenarioGrid? {
    try specification.family(of: underlying).grid
  }

  var collateralRule: CollateralRule { specification.collateral }

  func offsets(in frame: RiskFrame) -> [GainOffset] { families(in: frame).map(\.offset) }

  func workspace(for batch: PortfolioBatch, in frame: RiskFrame) -> ScenarioWorkspace {
    ScenarioWorkspace(families: families(in: frame))
  }

  /// The family of each block; a frame of this model has one for every block.
  private func families(in frame: RiskFrame) -> [ScenarioMarginSpecification.Family] {
    frame.blocks.map { block in
      guard let family = try? specification.family(of: block.underlying) else {
        preconditionFailure("the frame was made by another model")
      }
      return family
    }
  }

  func evaluate<Trace: MarginTrace>(
    _ account: Int, of batch: PortfolioBatch, in frame: RiskFrame,
    _ workspace: inout ScenarioWorkspace, _ trace: inout Trace
  ) -> AccountFigures {
    let families = workspace.families
    var figures = AccountFigures()
    addEquity(
      of: account, in: batch, frame, specification.equity, specification.collateral, &figures,
      &trace)
    for block in workspace.buckets.indices { workspace.buckets[block].removeAll() }
    for position in batch.positions(of: account) {
      let index = Int(batch.instrument[position])
      let block = frame.blockIndex[index]
      guard block >= 0 else { continue }
      workspace.buckets[Int(block)].rows.append(frame.rowIndex[index])
      workspace.buckets[Int(block)].quantities.append(batch.quantity[position])
    }
    // The first bucket that an account holds in a currency takes what is stated in it, once.
    func takesStated(_ block: Int, _ buckets: [BucketPositions]) -> Bool {
      let settlement = frame.blocks[block].underlying.settlement
      return !buckets[block].rows.isEmpty
        && !(0..<block).contains {
          !buckets[$0].rows.isEmpty && frame.blocks[$0].underlying.settlement == settlement
        }
    }
    for block in workspace.buckets.indices where !workspace.buckets[block].rows.isEmpty {
      let takesStated = takesStated(block, workspace.buckets)
      let requirement = requirement(
        of: &workspace.buckets[block], block, families[block], frame, &workspace.profit,
        stated: takesStated ? batch.stated[account] : [], &trace)
      let usd = frame.blockColumns[block].usdPerSettlement
      figures.initialMargin += requirement.initial * usd
      figures.maintenanceMargin += requirement.maintenance * usd
    }
    addStated(
      batch.stated[account], frame,
      ratios: (specification.initialRatio, specification.maintenanceRatio),
      isTaken: { amount in
        families.indices.contains { block in
          frame.blocks[block].underlying.settlement == amount.currency
            && takesStated(block, workspace.buckets)
            && families[block].appliesTo(statedName: amount.name) != nil
        }
      },
      appliesTo: { amount in
        specification.families.lazy.filter { $0.settlements.contains(amount.currency) }
          .compactMap { $0.appliesTo(statedName: amount.name) }.first
      }, &figures, &trace)
    addLeftOut(of: account, in: batch, frame, &figures, &trace)
    return figures
  }

  /// The requirement of one bucket, in its settlement currency.
  private func requirement<Trace: MarginTrace>(
    of positions: inout BucketPositions, _ block: Int,
    _ family: ScenarioMarginSpecification.Family, _ frame: RiskFrame, _ profit: inout [Double],
    stated: [StatedAmount], _ trace: inout Trace
  ) -> BucketRequirement {
    let scenarios = frame.blocks[block]
    let columns = frame.blockColumns[block]
    if profit.count < scenarios.paddedCount {
      profit = [Double](repeating: 0, count: scenarios.paddedCount)
    }
    var span = profit.mutableSpan
    scenarios.portfolioProfit(
      level: frame.level, rows: positions.rows.span, quantities: positions.quantities.span,
      into: &span)
    let worst = worstLoss(profit, scenarios, columns, family.offset)
    trace.record(scenarios: block, profit: profit, worst: worst)

    let settlement = scenarios.underlying.settlement
    var scaled = rounded(worst.loss)
    var initialOnly = 0.0
    var maintenanceOnly = 0.0
    for applied in family.charges {
      let outcome = applied.charge.outcome(&positions, columns) { name in
        stated.reduce(0) { sum, amount in
          amount.name == name && amount.currency == settlement ? sum + amount.amount : sum
        }
      }
      switch applied.appliesTo {
      case .both: scaled += outcome.amount
      case .initial: initialOnly += outcome.amount
      case .maintenance: maintenanceOnly += outcome.amount
      }
      trace.record(charge: applied, outcome, in: block)
    }
    var initialMax = Double.infinity
    if specification.capsLongOptionsAtValue, positions.isLongOptionsOnly(columns) {
      let value = positions.optionValue(columns)
      if scaled > value {
        trace.record(cap: value, of: scaled, in: block)
        scaled = value
        // Rounding up would ask for more than the options are worth.
        initialMax = specification.initialRatio * value + initialOnly
      }
    }
    let maintenance = specification.maintenanceRatio * scaled + maintenanceOnly
    let initial = min(rounded(specification.initialRatio * scaled + initialOnly), initialMax)
    let requirement = BucketRequirement(
      initial: max(initial, maintenance), maintenance: maintenance)
    trace.record(requirement: requirement, in: block)
    return requirement
  }

  /// The worst scenario after offset and dampener; ties go to the lowest index.
  private func worstLoss(
    _ profit: [Double], _ block: ScenarioBlock, _ columns: BlockColumns, _ offset: GainOffset
  ) -> WorstScenario {
    var worst = WorstScenario(index: 0, loss: 0)
    var lowest = Double.infinity
    for index in block.scenarios.indices {
      let counted = offset.applied(
        to: profit[index], in: block.scenarios[index], usdPerUnit: columns.usdPerSettlement,
        isInverse: block.underlying.isInverse)
      if counted < lowest {
        lowest = counted
        worst = WorstScenario(index: index, loss: max(0, -counted))
      }
    }
    return worst
  }

  private func rounded(_ amount: Double) -> Double {
    guard let decimals = specification.decimals else { return amount }
    let scale = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    return (amount * scale).rounded() / scale
  }
}

/// The scenario with the largest loss of one bucket.
struct WorstScenario: Equatable {
  /// Its index.
  var index: Int
  /// The loss after offsets, >= 0, in settlement currency.
  var loss: Double
}

/// The requirement of one bucket, in settlement currency.
struct BucketRequirement: Equatable {
  var initial: Double
  var maintenance: Double
}

/// What a scenario model prepares for a frame and uses anew for each account.
struct ScenarioWorkspace {
  /// The family of each block.
  let families: [ScenarioMarginSpecification.Family]
  /// The account's positions in each block.
  var buckets: [BucketPositions]
  /// Profit of the bucket at hand by scenario.
  var profit: [Double] = []

  init(families: [ScenarioMarginSpecification.Family]) {
    self.families = families
    buckets = [BucketPositions](repeating: BucketPositions(), count: families.count)
  }
}
