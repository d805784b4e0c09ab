public import SteelyardContracts
public import SteelyardMarket
import SteelyardScenarios

/// The dynamic model: joint scenarios that look forward, measured by expected shortfall.
///
/// Everything is counted in US dollars and netted over coins, expiries and balances; figures stand on
/// the specification and on an explicit state.
public struct DynamicMargin: MarginModel, AccountEvaluation {
  /// The parameters.
  public let specification: DynamicSpecification
  /// What was learned from history.
  public let state: ModelState
  let columns: DynamicColumns

  /// A model from its parameters and a state.
  ///
  /// - Parameter stateName: The state's name and hash, for answers.
  /// - Throws: `invalidInput` where parameters lie outside their ranges, or the state belongs to
  ///   another model or parameter set.
  public init(
    _ specification: DynamicSpecification, state: ModelState, stateName: String
  ) throws(SteelyardError) {
    try specification.check()
    guard state.model == specification.name, state.parameters == specification.provenance.name
    else {
      throw SteelyardError(
        .invalidInput,
        "The state \(state.name) was made for \(state.model) with the parameters "
          + "\(state.parameters), not for \(specification.name) with "
          + "\(specification.provenance.name).",
        remedy: "Make one with `steelyard calibrate`, or pass the parameters it was made with.")
    }
    self.specification = specification
    self.state = state
    columns = try DynamicColumns(specification, state, stateName: stateName)
  }

  /// The model's name.
  public var name: String { specification.name }
  /// Where the parameters come from.
  public var provenance: ParameterProvenance { specification.provenance }
  /// Which volatilities options are priced from.
  public var surfaceSource: SurfaceSource { specification.surfaceSource }
  /// What answers name the state by.
  public var stateName: String? { columns.stateName }

  var optionValue: OptionValueSource { specification.optionValue }

  /// Forwards carry the rate.
  var discounting: Discounting { .none }

  var collateralRule: CollateralRule { specification.collateral }

  var counting: MarkCounting {
    specification.equity == .portfolioAtStableMark
      ? .stable(bandPoints: specification.markBandPoints) : .marks
  }

  func anchors(in snapshot: MarketSnapshot) -> [Underlying] { [] }

  func scenarios(of underlying: Underlying) throws(SteelyardError) -> BlockScenarios? {
    guard let own = columns.coins[underlying.base] else {
      let known = state.knownCoins.map(\.code).joined(separator: ", ")
      throw SteelyardError(
        .unsupported, "The state \(state.name) knows no scenarios of \(underlying.base).",
        remedy: "It knows \(known); calibrate with a history of \(underlying.base).")
    }
    return BlockScenarios(set: ScenarioSet(own), currency: .usd, settlement: .instantaneous)
  }

  func workspace(for batch: PortfolioBatch, in frame: RiskFrame) -> DynamicWorkspace {
    DynamicWorkspace(
      DynamicPlan(columns, specification, in: frame), for: batch, in: frame)
  }

  func evaluate<Trace: MarginTrace>(
    _ account: Int, of batch: PortfolioBatch, in frame: RiskFrame,
    _ workspace: inout DynamicWorkspace, _ trace: inout Trace
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
      addProfitInCoin(of: position, in: batch, frame, &workspace)
    }
    addBalances(of: account, in: batch, frame, &workspace, &figures, &trace)
    if !workspace.measureNear(in: frame) { workspace.sum(in: frame) }
    cutGains(of: account, in: batch, frame, &workspace, &figures, &trace)
    let shortOptions = workspace.shortOptionMinimum(
      specification.shortOptionMinimum, in: frame)
    let initial = workspace.requirement(.initial, shortOptions: shortOptions)
    let maintenance = workspace.requirement(.maintenance, shortOptions: shortOptions)
    trace.record(dynamic: initial, maintenance, workspace)
    var charged = (initial: initial.amount, maintenance: maintenance.amount)
    for block in workspace.positions.indices where !workspace.positions[block].rows.isEmpty {
      let blockColumns = frame.blockColumns[block]
      for applied in workspace.charges[block] {
        let outcome: ChargeOutcome
        if case .liquidity(let rule) = applied.charge {
          guard
            let taken = workspace.liquidity(
              rule, applied.appliesTo, from: block, of: account, in: batch, frame)
          else { continue }
          outcome = taken
          figures.isComplete = figures.isComplete && taken.liquidity?.group.isKnown != false
        } else {
          outcome = applied.charge.outcome(&workspace.positions[block], blockColumns) { _ in 0 }
        }
        let amount = outcome.amount * blockColumns.usdPerUnit
        switch applied.appliesTo {
        case .both:
          charged.initial += amount
          charged.maintenance += amount
        case .initial: charged.initial += amount
        case .maintenance: charged.maintenance += amount
        }
        trace.record(familyCharge: applied, outcome, in: block)
      }
    }
    figures.initialMargin += max(charged.initial, charged.maintenance)
    figures.maintenanceMargin += charged.maintenance
    addStated(
      batch.stated[account], frame, isTaken: { _ in false },
      belongs: { amount in
        specification.statedRequirement(amount.name).map {
          ($0, MarginRatios(initial: 1, maintenance: 1))
        }
      }, &figures, &trace)
    addLeftOut(of: account, in: batch, frame, &figures, &trace)
    return figures
  }

  /// What a future or perpetual that settles in its coin has gained or lost since entry is coins
  /// already, which move with their price as a balance does.
  private func addProfitInCoin(
    of position: Int, in batch: PortfolioBatch, _ frame: RiskFrame,
    _ workspace: inout DynamicWorkspace
  ) {
    let underlying = batch.universe.instruments[Int(batch.instrument[position])].underlying
    guard underlying.isInverse else { return }
    let profit = frame.unrealisedUSD(of: position, in: batch)
    guard profit != 0 else { return }
    _ = workspace.add(balance: profit, of: underlying.settlement)
  }

  /// Displaces balances: coins with spot, stablecoins and staking tokens by their own moves.
  ///
  /// An asset that counts for something and that no scenario moves is charged whole: it could fall
  /// to nothing.
  private func addBalances<Trace: MarginTrace>(
    of account: Int, in batch: PortfolioBatch, _ frame: RiskFrame,
    _ workspace: inout DynamicWorkspace, _ figures: inout AccountFigures, _ trace: inout Trace
  ) {
    for balance in batch.balances(of: account) where batch.amount[balance] != 0 {
      let asset = batch.asset[balance]
      guard asset != .usd, let price = frame.usdPrices[asset] else { continue }
      let value = batch.amount[balance] * price
      // What is not taken counts for nothing, so nothing of it can be lost; a debt grows.
      guard value < 0 || specification.collateral.unitPriceUSD(of: asset, in: frame) != nil
      else { continue }
      guard !workspace.add(balance: value, of: asset) else { continue }
      figures.isComplete = false
      figures.initialMargin += abs(value)
      figures.maintenanceMargin += abs(value)
      trace.record(unstressed: balance, chargeUSD: abs(value))
    }
  }
}

extension DynamicSpecification {
  /// The requirement that a stated amount belongs to, or nil where no coin has such a charge.
  fileprivate func statedRequirement(_ name: String) -> AppliesTo? {
    charges.all.lazy.flatMap { $0 }
      .first { $0.charge == .stated(name: name) }?.appliesTo
  }
}
