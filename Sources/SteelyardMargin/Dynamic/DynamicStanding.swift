import SteelyardContracts
import SteelyardScenarios

/// One account's sums under the dynamic model on one frame: its scenario rows coin by coin, and what
/// was measured of them.
final class DynamicStanding: Sendable {
  /// What an account has in one coin.
  struct Coin: Sendable {
    /// Profit of contracts and assets; shape `[column]`.
    let row: [Double]
    /// What the coin asks for by itself.
    let measures: CoinMeasures
    /// The lowest scenarios by group; nil where too many would have to be kept, or there is no group.
    let tails: [KeptTail?]
  }

  /// What is the same for all accounts of the frame.
  let plan: DynamicPlan
  /// By coin, the last for what belongs to none; nil where nothing is held.
  let coins: [Coin?]
  /// Positions by block.
  let positions: [(rows: [Int32], quantities: [Double])]
  /// Assets that the scenarios move.
  let displaced: [DisplacedAsset]
  /// Profit over all coins; shape `[column]`.
  let total: [Double]
  /// What the account asks for over all coins.
  let whole: CoinMeasures
  /// The lowest scenarios of all coins together, as those of a coin.
  let tails: [KeptTail?]

  /// What a workspace holds once it has evaluated an account.
  init(_ workspace: DynamicWorkspace) {
    let plan = workspace.plan
    self.plan = plan
    coins = workspace.isHeld.indices.map { coin in
      guard workspace.isHeld[coin] else { return nil }
      let row = workspace.byCoin[coin]
      return Coin(
        row: row, measures: workspace.measures[coin],
        tails: DynamicStanding.tails(of: row, plan.columns, hasBroken: false))
    }
    positions = workspace.positions.map { ($0.rows, $0.quantities) }
    displaced = workspace.displaced
    whole = workspace.whole
    total = workspace.totalRow
    tails = DynamicStanding.tails(of: total, plan.columns, hasBroken: true)
  }

  private static func tails(
    of row: [Double], _ columns: DynamicColumns, hasBroken: Bool
  ) -> [KeptTail?] {
    var tails = [KeptTail?](repeating: nil, count: GroupNumbers.scalarCount)
    for level in [DynamicLevel.initial, .maintenance] {
      let requirement = columns[level]
      for part in DynamicPart.allCases where part != .broken || hasBroken {
        guard let group = requirement.group(part), let share = requirement.tailShare(part)
        else { continue }
        tails[groupPlace(level, part)] = KeptTail(of: row, in: group.columns, share: share)
      }
    }
    return tails
  }

  /// The memory that the rows and their lowest scenarios take, in bytes.
  var byteCount: Int {
    let held = coins.compactMap(\.self)
    // The total of one coin is that coin's row.
    let rows = held.reduce(held.count > 1 ? total.count : 0) { $0 + $1.row.count }
    let kept = coins.compactMap { $0?.tails } + [tails]
    return rows * MemoryLayout<Double>.size
      + kept.joined().reduce(0) { $0 + ($1?.byteCount ?? 0) }
  }

  /// What another account holds more of in assets, in US dollars.
  func differences(
    to others: [DisplacedAsset]
  ) -> [(asset: Currency, coin: Int, valueUSD: Double)] {
    if others == displaced { return [] }
    var differences: [(asset: Currency, coin: Int, valueUSD: Double)] = []
    for other in others {
      let held = displaced.first { $0.asset == other.asset }?.valueUSD ?? 0
      if other.valueUSD != held {
        differences.append((other.asset, other.coin, other.valueUSD - held))
      }
    }
    for held in displaced where !others.contains(where: { $0.asset == held.asset }) {
      differences.append((held.asset, held.coin, -held.valueUSD))
    }
    return differences
  }

  /// What another account holds more of in a block, by row; nil for more rows than are wanted.
  func differences(
    to other: BucketPositions, in block: Int, atMost most: Int
  ) -> [(row: Int32, quantity: Double)]? {
    let held = positions[block]
    let shared = min(held.rows.count, other.rows.count)
    // Most of both is the same, in the same order.
    var first = 0
    while first < shared, held.rows[first] == other.rows[first],
      held.quantities[first] == other.quantities[first]
    {
      first += 1
    }
    var last = 0
    while last < shared - first,
      held.rows[held.rows.count - 1 - last] == other.rows[other.rows.count - 1 - last],
      held.quantities[held.rows.count - 1 - last] == other.quantities[other.rows.count - 1 - last]
    {
      last += 1
    }
    let before = first..<held.rows.count - last
    let after = first..<other.rows.count - last
    if before.isEmpty, after.isEmpty { return [] }
    guard max(before.count, after.count) <= 2 * most else { return nil }
    var differences: [(row: Int32, quantity: Double)] = []
    for place in after { differences.append((other.rows[place], other.quantities[place])) }
    for place in before {
      if let known = differences.firstIndex(where: { $0.row == held.rows[place] }) {
        differences[known].quantity -= held.quantities[place]
      } else {
        differences.append((held.rows[place], -held.quantities[place]))
      }
    }
    differences.removeAll { $0.quantity == 0 }
    return differences.count <= most ? differences : nil
  }
}

/// Which of the two requirements.
enum DynamicLevel {
  case initial, maintenance
}

/// What one coin, or the whole account, asks for by both requirements.
struct CoinMeasures: Equatable {
  var initial = DynamicRequirement()
  var maintenance = DynamicRequirement()

  subscript(level: DynamicLevel) -> DynamicRequirement {
    get {
      switch level {
      case .initial: initial
      case .maintenance: maintenance
      }
    }
    set {
      switch level {
      case .initial: initial = newValue
      case .maintenance: maintenance = newValue
      }
    }
  }

  /// The same of so many times as much, at least 0: losses grow in proportion.
  func times(_ factor: Double) -> CoinMeasures {
    var scaled = self
    for level in [DynamicLevel.initial, .maintenance] {
      scaled[level].core *= factor
      scaled[level].stressed *= factor
      scaled[level].crash *= factor
      scaled[level].broken *= factor
    }
    return scaled
  }
}
