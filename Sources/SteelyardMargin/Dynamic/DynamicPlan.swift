import SteelyardContracts
import SteelyardPricing
import SteelyardScenarios

/// What the dynamic model prepares for a frame, the same for all accounts.
final class DynamicPlan: Sendable {
  /// The columns of the state.
  let columns: DynamicColumns
  /// The share of the coins' own requirements that netting between them may take off.
  let benefitMax: Double
  /// Coins, in the order of their codes.
  let coins: [Currency]
  /// The coin of each block; one beyond the last for none.
  let coinOfBlock: [Int]
  /// What is known of each coin that closing depends on, for initial and maintenance margin.
  let liquidity: [(initial: CoinLiquidity, maintenance: CoinLiquidity)]
  /// The charges of each block.
  let charges: [[AppliedCharge]]
  /// Whether a charge looks at what owners hold together.
  let looksAtSize: Bool
  /// Columns of a block, padded to whole tiles.
  let paddedCount: Int
  /// Which kernels sum.
  let level: KernelLevel
  private let blocks: [ScenarioBlock]

  init(_ columns: DynamicColumns, _ specification: DynamicSpecification, in frame: RiskFrame) {
    self.columns = columns
    benefitMax = specification.benefitMax
    let coins = columns.coins.keys.sorted()
    self.coins = coins
    coinOfBlock = frame.blocks.map { coins.firstIndex(of: $0.underlying.base) ?? coins.count }
    charges = frame.blocks.map { specification.charges[$0.underlying.base] }
    liquidity = coins.map { columns.liquidity(of: $0, specification) }
    looksAtSize = charges.contains { $0.contains { $0.charge.needsState } }
    level = frame.level
    paddedCount = max(frame.blocks.map(\.paddedCount).max() ?? 0, columns.count)
    blocks = frame.blocks
  }

  /// Whether a frame's numbers are the very ones that this was prepared for.
  func isOf(_ frame: RiskFrame, _ own: DynamicColumns) -> Bool {
    columns === own && blocks.count == frame.blocks.count
      && blocks.indices.allSatisfy { blocks[$0].sharesNumbers(with: frame.blocks[$0]) }
  }
}
