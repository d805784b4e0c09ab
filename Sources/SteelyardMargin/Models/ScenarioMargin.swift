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
  /// Tells what it prepared for a frame from what another model did.
  private let identity = ScenarioWorkspaceMemo.Owner()

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
      set: try ScenarioSet(family.sources), currency: family.countedIn,
      settlement: family.settlement ?? .instantaneous)
  }

  var collateralRule: CollateralRule { specification.collateral }

  /// The contracts whose block takes balances: of each family that takes any, those in the first
  /// settlement currency that has a price.
  func anchors(in snapshot: MarketSnapshot) -> [Underlying] {
    let taking = Set(
      specification.collateral.assets.values.compactMap { $0.stressedIn ?? $0.family })
    return specification.families.filter { taking.contains($0.base) }.compactMap { family in
      family.settlements.lazy.compactMap { settlement in
        try? Underlying(
          base: family.base, quote: settlement == family.base ? .usd : settlement,
          settlement: settlement)
      }.first { (try? UnderlyingPrices(of: $0, in: snapshot)) != nil }
    }
  }

  func workspace(for batch: PortfolioBatch, in frame: RiskFrame) -> ScenarioWorkspace {
    frame.scenarioWorkspaces.workspace(of: identity) { emptyWorkspace(in: frame) }
  }

  /// The family of each block; a frame of this model has one for every block.
  private func emptyWorkspace(in frame: RiskFrame) -> ScenarioWorkspace {
    let families = frame.blocks.indices.map { block in
      guard let family = try? specification.family(of: frame.blocks[block].underlying) else {
        preconditionFailure("the frame was made by another model")
      }
      return ScenarioFamily(family, frame.scenarioSets[block], frame.blockColumns[block])
    }
    let balanceBlocks = anchors(in: frame.snapshot).compactMap { anchor in
      frame.blocks.firstIndex { $0.underlying == anchor }.map { (base: anchor.base, block: $0) }
    }
    return ScenarioWorkspace(families: families, balanceBlocks: balanceBlocks, in: frame)
  }

  func evaluate<Trace: MarginTrace>(
    _ account: Int, of batch: PortfolioBatch, in frame: RiskFrame,
    _ workspace: inout ScenarioWorkspace, _ trace: inout Trace
  ) -> AccountFigures {
    var figures = AccountFigures()
    addEquity(
      of: account, in: batch, frame, specification.equity, specification.collateral, &figures,
      &trace)
    workspace.removeAll()
    for position in batch.positions(of: account) {
      let index = Int(batch.instrument[position])
      let block = frame.blockIndex[index]
      guard block >= 0 else { continue }
      workspace.positions[Int(block)].rows.append(frame.rowIndex[index])
      workspace.positions[Int(block)].quantities.append(batch.quantity[position])
    }
    addBalances(of: account, in: batch, frame, &workspace, &figures, &trace)
    for bucket in workspace.buckets.indices where workspace.holds(bucket) {
      let requirement = requirement(
        of: bucket, frame, &workspace, stated: batch.stated[account], &trace)
      let usd = frame.blockColumns[workspace.buckets[bucket][0]].usdPerUnit
      figures.initialMargin += requirement.initial * usd
      figures.maintenanceMargin += requirement.maintenance * usd
    }
    addStated(
      batch.stated[account], frame,
      isTaken: { amount in
        workspace.families.indices.contains { block in
          frame.blocks[block].underlying.settlement == amount.currency
            && workspace.takesStated(block, in: frame)
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

  /// Puts balances into the buckets of the families that take them.
  ///
  /// Where the market does not say how the coin moves, what a held balance counts for is charged
  /// whole: it could fall to nothing.
  private func addBalances<Trace: MarginTrace>(
    of account: Int, in batch: PortfolioBatch, _ frame: RiskFrame,
    _ workspace: inout ScenarioWorkspace, _ figures: inout AccountFigures, _ trace: inout Trace
  ) {
    for (base, block) in workspace.balanceBlocks {
      workspace.positions[block].addBalances(
        of: account, in: batch, frame, specification.collateral, base: base,
        usdPerUnit: frame.blockColumns[block].usdPerUnit)
    }
    for balance in batch.balances(of: account) where batch.amount[balance] != 0 {
      let asset = batch.asset[balance]
      guard let base = specification.collateral.stressedIn(asset),
        let price = frame.usdPrices[asset]
      else { continue }
      let value = batch.amount[balance] * price
      if let block = workspace.balanceBlocks.first(where: { $0.base == base })?.block {
        workspace.balanceValues[workspace.bucketOfBlock[block]] +=
          value / frame.blockColumns[block].usdPerUnit
      } else {
        figures.isComplete = false
        if value <= 0 { figures.isBounded = false }
        figures.initialMargin += max(0, value)
        figures.maintenanceMargin += max(0, value)
        trace.record(unstressed: balance, chargeUSD: value > 0 ? value : nil)
      }
    }
  }

  /// The requirement of one bucket, in its unit.
  private func requirement<Trace: MarginTrace>(
    of bucket: Int, _ frame: RiskFrame, _ workspace: inout ScenarioWorkspace,
    stated: [StatedAmount], _ trace: inout Trace
  ) -> BucketRequirement {
    workspace.addOutcomes(of: bucket, in: frame)
    let blocks = workspace.buckets[bucket]
    let family = workspace.families[blocks[0]]
    let worst = specification.measure.worst(
      of: workspace.counted, weights: family.weights)
    trace.record(
      bucket: blocks, balance: workspace.balanceValues[bucket], profit: workspace.profit,
      counted: workspace.counted, worst: worst)

    var scaled = rounded(worst.loss)
    var initialOnly = 0.0
    var maintenanceOnly = 0.0
    for applied in family.family.charges {
      var outcome = ChargeOutcome()
      for block in blocks where !workspace.positions[block].isEmpty {
        outcome += workspace.outcome(of: applied.charge, block, frame, stated: stated)
      }
      switch applied.appliesTo {
      case .both: scaled += outcome.amount
      case .initial: initialOnly += outcome.amount
      case .maintenance: maintenanceOnly += outcome.amount
      }
      trace.record(charge: applied, outcome)
    }
    var initialMax = Double.infinity
    if specification.capsLongOptionsAtValue,
      let value = workspace.valueOfLongOptionsOnly(bucket, in: frame), scaled > value
    {
      trace.record(cap: value, of: scaled)
      scaled = value
      // Rounding up would ask for more than the options are worth.
      initialMax = family.initialRatio * value + initialOnly
    }
    let maintenance = family.maintenanceRatio * scaled + maintenanceOnly
    let initial = min(rounded(family.initialRatio * scaled + initialOnly), initialMax)
    let requirement = BucketRequirement(
      initial: max(initial, maintenance), maintenance: maintenance, initialUnraised: initial)
    trace.record(requirement: requirement)
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
