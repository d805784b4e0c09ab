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
  }

  /// By coin, the last for what belongs to none; nil where nothing is held.
  let coins: [Coin?]
  /// Positions by block.
  let positions: [(rows: [Int32], quantities: [Double])]
  /// Assets that the scenarios move.
  let displaced: [DisplacedAsset]
  /// What the account asks for over all coins.
  let whole: CoinMeasures
  private let blocks: [ScenarioBlock]
  private let columns: DynamicColumns

  /// What a workspace holds once it has evaluated an account.
  init(_ workspace: DynamicWorkspace, in frame: RiskFrame) {
    coins = workspace.isHeld.indices.map { coin in
      workspace.isHeld[coin]
        ? Coin(row: workspace.row(of: coin), measures: workspace.measures[coin]) : nil
    }
    positions = workspace.positions.map { ($0.rows, $0.quantities) }
    displaced = workspace.displaced
    whole = workspace.whole
    blocks = frame.blocks
    columns = workspace.columns
  }

  /// Numbers of the rows that are kept.
  var byteCount: Int { coins.reduce(0) { $0 + ($1?.row.count ?? 0) } * MemoryLayout<Double>.size }

  /// Whether a frame's numbers are the very ones that the sums are of.
  func isOf(_ frame: RiskFrame, _ own: DynamicColumns) -> Bool {
    columns === own && blocks.count == frame.blocks.count
      && zip(blocks, frame.blocks).allSatisfy { $0.sharesNumbers(with: $1) }
  }

  /// Whether another account holds the same in a coin.
  func isSame(
    _ others: [DisplacedAsset], _ positions: [BucketPositions], in coin: Int, _ coinOfBlock: [Int]
  ) -> Bool {
    for block in positions.indices where coinOfBlock[block] == coin {
      guard self.positions[block].rows == positions[block].rows,
        self.positions[block].quantities == positions[block].quantities
      else { return false }
    }
    return differences(to: others, in: coin).isEmpty
  }

  /// What another account holds more of in the assets of a coin, in US dollars.
  func differences(
    to others: [DisplacedAsset], in coin: Int
  ) -> [(asset: Currency, valueUSD: Double)] {
    var differences: [(asset: Currency, valueUSD: Double)] = []
    for other in others where other.coin == coin {
      let held = displaced.first { $0.asset == other.asset }?.valueUSD ?? 0
      if other.valueUSD != held { differences.append((other.asset, other.valueUSD - held)) }
    }
    for held in displaced
    where held.coin == coin && !others.contains(where: { $0.asset == held.asset }) {
      differences.append((held.asset, -held.valueUSD))
    }
    return differences
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
}
