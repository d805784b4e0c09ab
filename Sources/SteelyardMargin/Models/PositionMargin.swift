public import SteelyardContracts
public import SteelyardMarket
import SteelyardScenarios

/// A margin model that sums requirements position by position: the static baseline.
///
/// Options of one expiry may net by their largest loss, and families may have charges.
public struct PositionMargin: MarginModel, AccountEvaluation {
  /// The rates.
  public let specification: StandardMarginSpecification

  /// A model from its rates.
  ///
  /// - Throws: `invalidInput` where a maintenance rate exceeds its initial rate or is negative, or a
  ///   part is none that such a model can have.
  public init(_ specification: StandardMarginSpecification) throws(SteelyardError) {
    try specification.check()
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

  /// Families with charges, which may fall on balances where no instrument is held.
  func anchors(in snapshot: MarketSnapshot) -> [Underlying] {
    snapshot.underlyings.map(\.underlying).filter { underlying in
      (try? specification.family(of: underlying))?.charges.isEmpty == false
    }
  }

  /// The rates of what accounts hold, and what families do with their positions.
  func workspace(for batch: PortfolioBatch, in frame: RiskFrame) -> PositionWorkspace {
    PositionWorkspace(
      specification, instrumentCount: batch.universe.instruments.count,
      blocks: frame.blockColumns.map { try? specification.family(of: $0.underlying) },
      bases: frame.blockColumns.map(\.underlying.base))
  }

  func evaluate<Trace: MarginTrace>(
    _ account: Int, of batch: PortfolioBatch, in frame: RiskFrame,
    _ workspace: inout PositionWorkspace, _ trace: inout Trace
  ) -> AccountFigures {
    var figures = AccountFigures()
    addEquity(
      of: account, in: batch, frame, specification.equity, specification.collateral, &figures,
      &trace)
    workspace.removeAll(frame)
    for position in batch.positions(of: account) {
      let index = Int(batch.instrument[position])
      guard !frame.isLeftOut(index), let priced = frame.prices[index],
        let family = workspace.family(at: index, priced.instrument)
      else { continue }
      let quantity = batch.quantity[position]
      let requirement = family.requirement(of: priced, quantity: quantity)
      trace.record(standard: requirement, of: position)
      if family.looksAtBuckets {
        let block = Int(frame.blockIndex[index])
        let row = frame.rowIndex[index]
        workspace.buckets[block].rows.append(row)
        workspace.buckets[block].quantities.append(quantity)
        if family.netting != .none, priced.instrument.isOption {
          workspace.expiries[block].add(
            requirement, row: Int(row), quantity: quantity, frame.blockColumns[block])
          continue
        }
      }
      let usd = frame.settlementUSD(of: index)
      figures.initialMargin += requirement.initial * usd
      figures.maintenanceMargin += requirement.maintenance * usd
    }
    for block in workspace.blocks.indices {
      addNetted(block, frame, &workspace, &figures, &trace)
      addCharges(block, of: account, in: batch, frame, &workspace, &figures, &trace)
    }
    addStated(
      batch.stated[account], frame, isTaken: { _ in false },
      belongs: { amount in
        specification.families.lazy.filter { $0.settlements.contains(amount.currency) }
          .compactMap { $0.appliesTo(statedName: amount.name) }.first
          .map { ($0, MarginRatios(initial: 1, maintenance: 1)) }
      }, &figures, &trace)
    addLeftOut(of: account, in: batch, frame, &figures, &trace)
    return figures
  }

  /// Adds what the options of each expiry need together.
  private func addNetted<Trace: MarginTrace>(
    _ block: Int, _ frame: RiskFrame, _ workspace: inout PositionWorkspace,
    _ figures: inout AccountFigures, _ trace: inout Trace
  ) {
    guard case .expiryMaxLoss(let rule) = workspace.blocks[block]?.netting,
      !workspace.buckets[block].rows.isEmpty
    else { return }
    let columns = frame.blockColumns[block]
    workspace.expiries[block].settle(&workspace.buckets[block], columns, rule)
    for slot in workspace.expiries[block].expiries.indices {
      let requirement = workspace.expiries[block].expiries[slot]
      guard requirement.isHeld else { continue }
      figures.initialMargin += requirement.initial * columns.usdPerSettlement
      figures.maintenanceMargin += requirement.maintenance * columns.usdPerSettlement
      trace.record(expiry: requirement, slot: slot, in: block)
    }
  }

  /// Adds the charges of a family.
  private func addCharges<Trace: MarginTrace>(
    _ block: Int, of account: Int, in batch: PortfolioBatch, _ frame: RiskFrame,
    _ workspace: inout PositionWorkspace, _ figures: inout AccountFigures, _ trace: inout Trace
  ) {
    guard let family = workspace.blocks[block], !family.charges.isEmpty else { return }
    let columns = frame.blockColumns[block]
    if workspace.takesBalances[block] {
      workspace.buckets[block].addBalances(
        of: account, in: batch, frame, specification.collateral, base: family.base,
        usdPerUnit: columns.usdPerUnit)
    }
    guard !workspace.buckets[block].rows.isEmpty || !workspace.buckets[block].balances.isEmpty
    else { return }
    for applied in family.charges where !applied.charge.isStated {
      let outcome = applied.charge.outcome(&workspace.buckets[block], columns) { _ in 0 }
      figures.initialMargin += outcome.amount * columns.usdPerUnit
      if applied.appliesTo == .both {
        figures.maintenanceMargin += outcome.amount * columns.usdPerUnit
      }
      trace.record(familyCharge: applied, outcome, in: block)
    }
  }
}

/// What a position-by-position model prepares for a frame and uses anew for each account.
struct PositionWorkspace {
  private let specification: StandardMarginSpecification
  /// Families of the underlyings that were met so far; nil where the model has none.
  private var families: [(underlying: Underlying, family: StandardMarginSpecification.Family?)] = []
  /// The place in `families` of each instrument of the universe; -1 until it is met, because an account
  /// holds few of a universe's thousands.
  private var familyPlaces: [Int32]
  /// The family of each block; nil where the model has none.
  let blocks: [StandardMarginSpecification.Family?]
  /// Whether a block takes the balances of its base coin's family: the first of each coin does, so
  /// that none is charged twice.
  let takesBalances: [Bool]
  /// The account's positions in each block.
  var buckets: [BucketPositions]
  /// The account's options in each block by expiry.
  var expiries: [ExpiryRequirements]

  init(
    _ specification: StandardMarginSpecification, instrumentCount: Int,
    blocks: [StandardMarginSpecification.Family?], bases: [Currency]
  ) {
    self.specification = specification
    familyPlaces = [Int32](repeating: -1, count: instrumentCount)
    self.blocks = blocks
    takesBalances = bases.indices.map { bases.firstIndex(of: bases[$0]) == $0 }
    buckets = [BucketPositions](repeating: BucketPositions(), count: blocks.count)
    expiries = [ExpiryRequirements](repeating: ExpiryRequirements(), count: blocks.count)
  }

  /// The family of an instrument; nil where the model has none.
  mutating func family(
    at index: Int, _ instrument: Instrument
  ) -> StandardMarginSpecification.Family? {
    if familyPlaces[index] < 0 {
      let underlying = instrument.underlying
      let place = families.firstIndex { $0.underlying == underlying } ?? families.count
      if place == families.count {
        families.append((underlying, try? specification.family(of: underlying)))
      }
      familyPlaces[index] = Int32(place)
    }
    return families[Int(familyPlaces[index])].family
  }

  /// Empties what an account filled.
  mutating func removeAll(_ frame: RiskFrame) {
    for block in blocks.indices {
      guard let family = blocks[block], family.looksAtBuckets else { continue }
      buckets[block].removeAll()
      if family.netting != .none {
        expiries[block].removeAll(expiryCount: frame.blockColumns[block].expiryYears.count)
      }
    }
  }
}

extension StandardMarginSpecification.Family {
  /// Whether positions matter beyond their own requirement.
  fileprivate var looksAtBuckets: Bool { netting != .none || !charges.isEmpty }
}

extension Charge {
  fileprivate var isStated: Bool {
    if case .stated = self { true } else { false }
  }
}
