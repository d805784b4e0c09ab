import SteelyardContracts
import SteelyardScenarios

/// What a screen needs of a dynamic model: everything that changes neither with prices nor with accounts.
///
/// A screen tells of every account what its requirements lie between, at a fiftieth of the cost of
/// `figures`: close enough for the level of most accounts. See `docs/risk-cycle.md`.
package struct DynamicScreen: Sendable {
  /// The coins of the model, in the order of their codes.
  let coins: [Currency]
  /// Assets that the scenarios move, by the row that they have in the matrix.
  let assets: [(asset: Currency, coin: Int, moves: [Double])]
  /// The row of each.
  let rowOfAsset: [Currency: Int]
  /// The scenarios of all groups.
  let layout: ScreenLayout
  let initial: ScreenRequirement
  let maintenance: ScreenRequirement
  /// By coin.
  let charges: [ScreenCharges]
  /// Whether any charge looks at what owners hold together.
  let looksAtSize: Bool
  let specification: DynamicSpecification

  /// The share of what coins are kept for alone that a requirement is at the least.
  var aloneShare: Double { 1 - specification.benefitMax }

  /// The screen of a model; nil where it has a measure or a charge that can't be bounded in one pass.
  package init?(_ model: DynamicMargin) {
    let columns = model.columns
    specification = model.specification
    coins = columns.coins.keys.sorted()
    var charges: [ScreenCharges] = []
    for coin in coins {
      guard let own = ScreenCharges(of: coin, columns, model.specification) else { return nil }
      charges.append(own)
    }
    self.charges = charges
    looksAtSize = model.specification.charges.all.contains { list in
      list.contains { $0.charge.needsState }
    }
    assets = columns.assets.sorted { $0.key < $1.key }.map {
      ($0.key, $0.value.coin, $0.value.moves)
    }
    rowOfAsset = Dictionary(
      assets.enumerated().map { ($1.asset, $0) }, uniquingKeysWith: { first, _ in first })
    var groups: [ScreenLayout.Group] = []
    guard let initial = ScreenRequirement(columns.initial, assets.map(\.moves), addingTo: &groups),
      let maintenance = ScreenRequirement(
        columns.maintenance, assets.map(\.moves), addingTo: &groups)
    else { return nil }
    self.initial = initial
    self.maintenance = maintenance
    layout = ScreenLayout(groups)
  }
}

extension ScreenRequirement {
  /// The groups of a requirement; nil where its measure is no expected shortfall.
  ///
  /// - Parameter moves: How each asset's price moves; shape `[asset][column]`.
  fileprivate init?(
    _ rule: DynamicColumns.Requirement, _ moves: [[Double]],
    addingTo groups: inout [ScreenLayout.Group]
  ) {
    guard case .expectedShortfall(let level) = rule.measure.measure else { return nil }
    func place(_ group: DynamicColumns.Group?, _ measure: ScreenLayout.Measure) -> Int? {
      guard let group, !group.columns.isEmpty else { return nil }
      let mass = (1 - level) * group.weights.reduce(0, +)
      groups.append(
        ScreenLayout.Group(
          columns: group.columns, weights: group.weights.map { $0 / mass }, measure: measure))
      return groups.count - 1
    }
    measure = rule.measure
    guard let core = place(rule.core, .tail) else { return nil }
    self.core = core
    stressed = place(rule.stressed, .tail)
    crashes = place(rule.crashes, .worst)
    broken = place(rule.broken, .tailOfTotal)
    linear = moves.map { [groups, stressed, crashes] moves in
      LinearRequirement(
        rule.measure, moves: moves, core: groups[core], stressed: stressed.map { groups[$0] },
        crashes: crashes.map { groups[$0] })
    }
  }
}
