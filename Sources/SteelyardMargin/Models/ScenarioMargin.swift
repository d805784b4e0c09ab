public import SteelyardContracts
public import SteelyardMarket
import SteelyardScenarios

/// A margin model built from scenarios, offsets and charges.
///
/// Buckets are the underlyings, each counted in its settlement currency or in US dollars;
/// requirements add up over buckets in US dollars at the index.
public struct ScenarioMargin: MarginModel, AccountEvaluation {
  /// The parts.
  public let specification: ScenarioMarginSpecification

  /// A model from its parts.
  ///
  /// - Throws: `invalidInput` where a family's sources make no scenarios, or a ratio, rate or haircut
  ///   lies outside its range.
  public init(_ specification: ScenarioMarginSpecification) throws(SteelyardError) {
    try specification.check()
    self.specification = specification
  }

  /// The model's name.
  public var name: String { specification.name }
  /// Where the parameters come from.
  public var provenance: ParameterProvenance { specification.provenance }
  /// Which volatilities options are priced from.
  public var surfaceSource: SurfaceSource { specification.surfaceSource }

  /// Which worth of an option counts.
  var optionValue: OptionValueSource { specification.optionValue }

  /// Whether option prices are discounted.
  var discounting: Discounting { specification.discounting }

  func scenarios(of underlying: Underlying) throws(SteelyardError) -> BlockScenarios? {
    let family = try specification.family(of: underlying)
    return BlockScenarios(
      set: try ScenarioSet(family.sources), currency: family.countedIn)
  }

  var collateralRule: CollateralRule { specification.collateral }

  func anchors(in snapshot: MarketSnapshot) -> [Underlying] { [] }

  /// The family of each block; a frame of this model has one for every block.
  func workspace(for batch: PortfolioBatch, in frame: RiskFrame) -> ScenarioWorkspace {
    ScenarioWorkspace(
      families: frame.blocks.indices.map { block in
        guard let family = try? specification.family(of: frame.blocks[block].underlying) else {
          preconditionFailure("the frame was made by another model")
        }
        return ScenarioFamily(family, frame.blockColumns[block])
      })
  }

  func evaluate<Trace: MarginTrace>(
    _ account: Int, of batch: PortfolioBatch, in frame: RiskFrame,
    _ workspace: inout ScenarioWorkspace, _ trace: inout Trace
  ) -> AccountFigures {
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
        of: block, frame, &workspace, stated: takesStated ? batch.stated[account] : [], &trace)
      let usd = frame.blockColumns[block].usdPerUnit
      figures.initialMargin += requirement.initial * usd
      figures.maintenanceMargin += requirement.maintenance * usd
    }
    addStated(
      batch.stated[account], frame,
      isTaken: { amount in
        workspace.families.indices.contains { block in
          frame.blocks[block].underlying.settlement == amount.currency
            && takesStated(block, workspace.buckets)
            && workspace.families[block].family.appliesTo(statedName: amount.name) != nil
        }
      },
      belongs: { amount in
        specification.families.lazy.filter { $0.settlements.contains(amount.currency) }
          .compactMap { family in
            family.appliesTo(statedName: amount.name).map { ($0, family.ratios) }
          }.first
      }, &figures, &trace)
    addLeftOut(of: account, in: batch, frame, &figures, &trace)
    return figures
  }

  /// The requirement of one bucket, in its unit.
  private func requirement<Trace: MarginTrace>(
    of block: Int, _ frame: RiskFrame, _ workspace: inout ScenarioWorkspace,
    stated: [StatedAmount], _ trace: inout Trace
  ) -> BucketRequirement {
    let columns = frame.blockColumns[block]
    workspace.addOutcomes(of: block, in: frame)
    let family = workspace.families[block]
    let worst = specification.measure.worst(
      of: workspace.counted, weights: family.weights, order: &workspace.order)
    trace.record(
      outcomes: block, profit: workspace.profit, counted: workspace.counted, worst: worst)

    let settlement = frame.blocks[block].underlying.settlement
    let unitPerSettlement = columns.usdPerSettlement / columns.usdPerUnit
    var scaled = rounded(worst.loss)
    var initialOnly = 0.0
    var maintenanceOnly = 0.0
    for applied in family.family.charges {
      let outcome = applied.charge.outcome(&workspace.buckets[block], columns) { name in
        stated.reduce(0) { sum, amount in
          amount.name == name && amount.currency == settlement
            ? sum + amount.amount * unitPerSettlement : sum
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
    if specification.capsLongOptionsAtValue,
      workspace.buckets[block].isLongOptionsOnly(columns)
    {
      let value = workspace.buckets[block].optionValue(columns)
      if scaled > value {
        trace.record(cap: value, of: scaled, in: block)
        scaled = value
        // Rounding up would ask for more than the options are worth.
        initialMax = family.initialRatio * value + initialOnly
      }
    }
    let maintenance = family.maintenanceRatio * scaled + maintenanceOnly
    let initial = min(rounded(family.initialRatio * scaled + initialOnly), initialMax)
    let requirement = BucketRequirement(
      initial: max(initial, maintenance), maintenance: maintenance, initialUnraised: initial)
    trace.record(requirement: requirement, in: block)
    return requirement
  }

  private func rounded(_ amount: Double) -> Double {
    guard let decimals = specification.decimals else { return amount }
    let scale = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    return (amount * scale).rounded() / scale
  }
}

/// The requirement of one bucket, in its unit.
struct BucketRequirement: Equatable {
  /// Initial margin, at least maintenance margin.
  var initial: Double
  /// Maintenance margin.
  var maintenance: Double
  /// Initial margin by its own ratio, before it was raised to maintenance margin.
  var initialUnraised: Double
}
