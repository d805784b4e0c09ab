import SteelyardContracts
import SteelyardPricing
import SteelyardScenarios

/// What the dynamic model prepares for a frame and uses anew for each account.
struct DynamicWorkspace {
  /// The columns of the state.
  let columns: DynamicColumns
  /// The share of the coins' own requirements that netting between them may take off.
  let benefitMax: Double
  /// Coins, in the order of their codes.
  let coins: [Currency]
  /// The coin of each block.
  let coinOfBlock: [Int]
  /// How assets move: by asset, with the coin whose requirement they belong to, -1 for none.
  let assets: [Currency: (coin: Int, moves: [Double])]
  /// What owners hold together; nil where no charge looks at it.
  let ownerSizes: OwnerSizes?
  /// What is known of each coin that closing depends on, for initial and maintenance margin.
  let liquidity: [(initial: CoinLiquidity, maintenance: CoinLiquidity)]
  /// The charges of each block.
  let charges: [[AppliedCharge]]
  /// The account's positions in each block.
  var positions: [BucketPositions]
  /// What the account holds of assets that the scenarios move.
  var displaced: [DisplacedAsset] = []
  /// Net unrealised gain of the account in each coin, in US dollars; shape `[coin]`.
  var gains: [Double]
  /// Whether the account has anything in each coin's row; the last is what belongs to no coin.
  var isHeld: [Bool]
  /// Profit of each coin's contracts and assets where it is not that of `near`; shape
  /// `[coin][column]`, padded, made when something is first held in it.
  var byCoin: [[Double]]
  /// Profit over all coins and assets where more than one is held; shape `[column]`.
  var total: [Double] = []
  /// What each coin asks for by itself, for initial and maintenance margin.
  var measures: [CoinMeasures]
  /// What the account asks for over all coins.
  private(set) var whole = CoinMeasures()
  /// An account from which this one differs by little; nil to sum every position.
  var near: DynamicStanding?
  /// Whether each coin's row is that of `near`.
  var isKept: [Bool]
  /// Differences of quantity by row of a block; zero between uses.
  var differences: [Double] = []
  /// Profit of some positions; shape `[column]`, padded, made when first needed.
  var part: [Double] = []
  /// Columns of a block, padded to whole tiles.
  let paddedCount: Int
  /// Which kernels sum.
  let level: KernelLevel
  private var tail: [Double] = []

  init(
    _ columns: DynamicColumns, _ specification: DynamicSpecification, for batch: PortfolioBatch,
    in frame: RiskFrame
  ) {
    self.columns = columns
    benefitMax = specification.benefitMax
    coins = columns.coins.keys.sorted()
    let coins = coins
    let coinOfBlock = frame.blocks.map { coins.firstIndex(of: $0.underlying.base) ?? coins.count }
    self.coinOfBlock = coinOfBlock
    assets = columns.assets
    charges = frame.blocks.map { specification.charges[$0.underlying.base] }
    liquidity = coins.map { columns.liquidity(of: $0, specification) }
    let looksAtSize = charges.contains { $0.contains { $0.charge.needsState } }
    ownerSizes =
      looksAtSize
      ? OwnerSizes(coins: coins, coinOfBlock: coinOfBlock, of: batch, in: frame) : nil
    positions = [BucketPositions](repeating: BucketPositions(), count: frame.blocks.count)
    level = frame.level
    paddedCount = max(frame.blocks.map(\.paddedCount).max() ?? 0, columns.count)
    byCoin = [[Double]](repeating: [], count: coins.count + 1)
    gains = [Double](repeating: 0, count: coins.count)
    isHeld = [Bool](repeating: false, count: coins.count + 1)
    isKept = isHeld
    measures = [CoinMeasures](repeating: CoinMeasures(), count: coins.count + 1)
  }

  /// Coins that the account holds or has contracts on.
  var heldCoins: [Currency] { coins.indices.filter { isHeld[$0] }.map { coins[$0] } }

  /// Empties what an account filled.
  mutating func removeAll() {
    for block in positions.indices { positions[block].removeAll() }
    displaced.removeAll(keepingCapacity: true)
    for coin in isHeld.indices {
      isHeld[coin] = false
      isKept[coin] = false
      measures[coin] = CoinMeasures()
    }
  }

  /// Adds a balance that the scenarios displace.
  ///
  /// - Returns: Whether they do; US dollars never move.
  mutating func add(balance value: Double, of asset: Currency) -> Bool {
    guard let (coin, _) = assets[asset] else { return false }
    isHeld[coin] = true
    if let place = displaced.firstIndex(where: { $0.asset == asset }) {
      displaced[place].valueUSD += value
    } else {
      displaced.append(DisplacedAsset(asset: asset, coin: coin, valueUSD: value))
    }
    return true
  }

  /// What the account needs by one of the two measures, before charges.
  ///
  /// - Parameter shortOptions: The least for options that are net short, in US dollars.
  mutating func requirement(_ level: DynamicLevel, shortOptions: Double) -> DynamicRequirement {
    var whole = near.flatMap { isWhole($0) ? $0.whole[level] : nil } ?? measured(level)
    whole.shortOptions = shortOptions
    whole.amount = max(whole.netted, (1 - benefitMax) * whole.standAlone, shortOptions)
    self.whole[level] = whole
    return whole
  }

  /// Whether another account has every coin of this one as it is, and no other.
  private func isWhole(_ other: DynamicStanding) -> Bool {
    isHeld.indices.allSatisfy { isHeld[$0] ? isKept[$0] : other.coins[$0] == nil }
  }

  private mutating func measured(_ level: DynamicLevel) -> DynamicRequirement {
    let rule = columns[level]
    var heldCount = 0
    var standAlone = 0.0
    for coin in isHeld.indices where isHeld[coin] {
      heldCount += 1
      if isKept[coin], let known = near?.coins[coin]?.measures[level] {
        measures[coin][level] = known
      } else {
        measures[coin][level] = parts(of: coin, rule)
      }
      standAlone += measures[coin][level].kept(rule.measure)
    }
    // The total of one coin is that coin's.
    var whole =
      heldCount == 1 ? measures[isHeld.firstIndex(of: true) ?? 0][level] : parts(of: nil, rule)
    whole.netted = whole.kept(rule.measure) + whole.correlationAddition(rule.measure)
    whole.standAlone = heldCount < 2 ? whole.netted : standAlone
    return whole
  }

  /// The least for options that are net short at their strikes, in US dollars.
  mutating func shortOptionMinimum(
    _ rates: PerCoin<Double>, in frame: RiskFrame
  ) -> Double {
    var sum = 0.0
    for block in positions.indices where !positions[block].rows.isEmpty {
      let columns = frame.blockColumns[block]
      let rule = NetShortStrikes(
        ratePerOption: rates[columns.underlying.base], rollsUp: false, atTheMoneyRange: 0)
      sum += rule.outcome(&positions[block], columns).amount * columns.usdPerUnit
    }
    return sum
  }

  /// Measures of one coin's profit, or of all.
  private mutating func parts(
    of coin: Int?, _ rule: DynamicColumns.Requirement
  ) -> DynamicRequirement {
    let measure = rule.measure.measure
    var parts = DynamicRequirement()
    let core = worst(measure, of: coin, rule.core)
    parts.core = core.loss
    parts.worstColumn = core.index
    if let stressed = rule.stressed { parts.stressed = worst(measure, of: coin, stressed).loss }
    if let crashes = rule.crashes {
      let crash = worst(.worstLoss, of: coin, crashes)
      parts.crash = crash.loss
      parts.crashColumn = crash.index
    }
    // One coin's scenarios in another order are the same scenarios.
    parts.broken = parts.core
    if let broken = rule.broken, coin == nil, isHeld.lazy.filter({ $0 }).count > 1 {
      parts.broken = worst(measure, of: coin, broken).loss
    }
    return parts
  }

  private mutating func worst(
    _ measure: RiskMeasure, of coin: Int?, _ group: DynamicColumns.Group
  ) -> WorstScenario {
    let row = coin.map(row) ?? totalRow
    if case .expectedShortfall(let level) = measure, group.isEven {
      let tail = TailSelection(
        of: row, from: group.columns.lowerBound,
        count: group.columns.count, confidence: level)
      return WorstScenario(
        index: tail.lowestScenario + group.columns.lowerBound, profit: -tail.expectedShortfall)
    }
    tail.removeAll(keepingCapacity: true)
    tail.append(contentsOf: row[group.columns])
    var worst = measure.worst(of: tail, weights: group.weights)
    worst.index += group.columns.lowerBound
    return worst
  }
}
