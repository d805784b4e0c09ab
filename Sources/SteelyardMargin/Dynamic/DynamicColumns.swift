import SteelyardContracts
import SteelyardScenarios

/// The groups of a state in one row of columns, resolved once for all frames.
final class DynamicColumns: Sendable {
  /// One group's columns and the weights of its scenarios.
  struct Group {
    let columns: Range<Int>
    /// Shape `[scenario]`.
    let weights: [Double]
    /// Whether every scenario counts alike, and counts.
    let isEven: Bool
    /// How the scenarios were chosen.
    let sampling: Sampling
  }

  /// The groups of one requirement.
  struct Requirement {
    let measure: DynamicMeasure
    let core: Group
    let stressed: Group?
    let crashes: Group?
    let broken: Group?

    /// A group; nil where the requirement has none.
    func group(_ part: DynamicPart) -> Group? {
      switch part {
      case .core: core
      case .stressed: stressed
      case .crashes: crashes
      case .broken: broken
      }
    }

    /// How a group is measured.
    func measure(_ part: DynamicPart) -> RiskMeasure {
      part == .crashes ? .worstLoss : measure.measure
    }

    /// The share of a group's scenarios that its tail takes, 0 for the worst alone; nil for another measure
    /// or scenarios of different weights.
    func tailShare(_ part: DynamicPart) -> Double? {
      if part == .crashes { return 0 }
      guard case .expectedShortfall(let level) = measure.measure, group(part)?.isEven == true
      else { return nil }
      return 1 - level
    }
  }

  /// What each coin's contracts are valued in, by coin.
  let coins: [Currency: JointColumns]
  /// How assets' US dollar prices move, with the index of the coin whose requirement they belong to in the order
  /// of the codes; one beyond the last for none.
  let assets: [Currency: (coin: Int, moves: [Double])]
  /// The same moves as changes of an account are made of, with their extremes.
  let assetColumns: [Currency: (column: FrozenColumn, extremes: GroupExtremes)]
  /// How many columns there are.
  let count: Int
  let initial: Requirement
  let maintenance: Requirement
  /// What people call the columns.
  let labels: [String]
  /// What answers name the state by.
  let stateName: String
  /// What the state knows of each coin.
  private let states: [Currency: CoinState]
  /// The instant up to which the state knows history.
  let stateAsOf: Timestamp

  /// The groups of a requirement.
  subscript(level: DynamicLevel) -> Requirement {
    switch level {
    case .initial: initial
    case .maintenance: maintenance
    }
  }

  /// The columns that people look at: current, stressed and crashes of initial margin.
  var shown: [Int] {
    [initial.core, initial.stressed, initial.crashes].compactMap(\.?.columns).flatMap(Array.init)
  }

  /// The columns of a state.
  ///
  /// - Throws: `invalidInput` where a group does not know a coin that the state names.
  init(
    _ specification: DynamicSpecification, _ state: ModelState, stateName: String
  ) throws(SteelyardError) {
    self.stateName = stateName
    stateAsOf = state.asOf
    states = Dictionary(
      state.coins.map { ($0.coin, $0) }, uniquingKeysWith: { first, _ in first })
    var groups: [JointScenarios] = []
    var count = 0
    func place(_ group: JointScenarios?) -> Group? {
      guard let group else { return nil }
      groups.append(group)
      count += group.count
      return Group(
        columns: count - group.count..<count, weights: group.weights,
        isEven: (group.weights.first ?? 0) > 0
          && group.weights.allSatisfy { $0 == group.weights[0] }, sampling: group.sampling)
    }
    func requirement(
      _ measure: DynamicMeasure, _ scenarios: StateScenarios
    ) -> Requirement {
      let broken = scenarios.brokenStride.map { stride in
        scenarios.core.withCorrelationsBroken(stride: stride)
      }
      // The core comes first: explanations name scenarios by their place.
      let core =
        place(scenarios.core)
        ?? Group(
          columns: 0..<0, weights: [], isEven: false, sampling: .independent)
      return Requirement(
        measure: measure, core: core,
        stressed: measure.stressedWeight > 0 ? place(scenarios.stressed) : nil,
        crashes: measure.crashShare > 0 ? place(scenarios.crashes) : nil,
        broken: measure.brokenShare > 0 ? place(broken) : nil)
    }
    initial = requirement(specification.initial, state.initial)
    maintenance = requirement(specification.maintenance, state.maintenance)
    self.count = count
    let rule = try SettlementRule(
      horizonDays: 0,
      averagingWindowSeconds: specification.settlement.averagingWindowSeconds,
      delivery: specification.settlement.delivery, path: specification.settlement.path)
    var coins: [Currency: JointColumns] = [:]
    for coin in state.knownCoins {
      coins[coin] = try JointColumns(
        groups, of: coin, response: specification.surfaces[coin], settlement: rule)
    }
    self.coins = coins
    labels = coins.keys.min().flatMap { coins[$0]?.scenarios.map(\.label) } ?? []
    let order = coins.keys.sorted()
    let spotMoves = coins.mapValues(\.spotMove)
    let moving = Set(groups.flatMap { $0.assets.keys })
    let assetMoves = Dictionary(
      uniqueKeysWithValues: moving.map { asset in
        (
          asset,
          groups.flatMap { $0.assets[asset] ?? [Double](repeating: 0, count: $0.count) }
        )
      })
    // Every asset that the scenarios move, by itself or with its coin; a code that is none moves nothing.
    let listed = specification.collateral.assets.keys.compactMap { try? Currency($0) }
    var assets: [Currency: (coin: Int, moves: [Double])] = [:]
    for asset in moving.union(order).union(listed) {
      let coin = specification.collateral.stressedIn(asset)
      guard
        let moves = DynamicColumns.moves(
          own: assetMoves[asset], with: spotMoves[coin ?? asset])
      else { continue }
      assets[asset] = (order.firstIndex(of: coin ?? asset) ?? order.count, moves)
    }
    self.assets = assets
    let requirements = (initial, maintenance)
    assetColumns = assets.mapValues { moved in
      let column = FrozenColumn(moved.moves)
      return (
        column,
        GroupExtremes(
          of: column.source, initial: requirements.0, maintenance: requirements.1)
      )
    }
  }

  /// What is known of a coin that closing depends on.
  func liquidity(
    of coin: Currency, _ specification: DynamicSpecification
  ) -> (initial: CoinLiquidity, maintenance: CoinLiquidity) {
    func known(_ deviation: Double?, _ measure: DynamicMeasure) -> CoinLiquidity {
      CoinLiquidity(
        coin: coin, deviation: deviation ?? 0, dailyVolumeUSD: states[coin]?.dailyVolumeUSD,
        horizonDays: measure.horizonDays[coin])
    }
    return (
      known(states[coin]?.initialScale, specification.initial),
      known(states[coin]?.maintenanceScale, specification.maintenance)
    )
  }

  /// How an asset's US dollar price moves; nil where no scenario says so.
  ///
  /// A staking token moves with its coin and against it.
  ///
  /// - Parameters:
  ///   - own: How it moves by itself, or against its coin.
  ///   - spot: How the coin moves whose price it follows; nil for a stablecoin.
  private static func moves(own: [Double]?, with spot: [Double]?) -> [Double]? {
    guard let spot else { return own }
    guard let own else { return spot }
    return spot.indices.map { (1 + spot[$0]) * (1 + own[$0]) - 1 }
  }
}
