import SteelyardContracts
import SteelyardPricing
import SteelyardScenarios

/// What the dynamic model uses anew for each account of a batch.
struct DynamicWorkspace {
  /// What is the same for all accounts.
  let plan: DynamicPlan
  /// What owners hold together; nil where no charge looks at it.
  let ownerSizes: OwnerSizes?
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
  var whole = CoinMeasures()
  /// Whether everything was measured already, by the tails that are kept of `near`.
  var isMeasured = false
  /// An account from which this one differs by little; nil to sum every position.
  var near: DynamicStanding?
  /// Profit of some positions; shape `[column]`, padded, made when first needed.
  var part: [Double] = []
  private var tail: [Double] = []

  init(
    _ plan: DynamicPlan, for batch: PortfolioBatch, in frame: RiskFrame,
    near standing: DynamicStanding? = nil
  ) {
    self.plan = plan
    near = standing
    ownerSizes =
      plan.looksAtSize
      ? OwnerSizes(coins: plan.coins, coinOfBlock: plan.coinOfBlock, of: batch, in: frame) : nil
    positions = [BucketPositions](repeating: BucketPositions(), count: frame.blocks.count)
    byCoin = [[Double]](repeating: [], count: plan.coins.count + 1)
    gains = [Double](repeating: 0, count: plan.coins.count)
    isHeld = [Bool](repeating: false, count: plan.coins.count + 1)
    measures = [CoinMeasures](repeating: CoinMeasures(), count: plan.coins.count + 1)
  }

  /// The columns of the state.
  var columns: DynamicColumns { plan.columns }
  /// Coins, in the order of their codes.
  var coins: [Currency] { plan.coins }
  /// The coin of each block.
  var coinOfBlock: [Int] { plan.coinOfBlock }
  /// How assets move: by asset, with the coin whose requirement they belong to.
  var assets: [Currency: (coin: Int, moves: [Double])] { plan.columns.assets }
  /// What is known of each coin that closing depends on.
  var liquidity: [(initial: CoinLiquidity, maintenance: CoinLiquidity)] { plan.liquidity }
  /// The charges of each block.
  var charges: [[AppliedCharge]] { plan.charges }
  /// Columns of a block, padded to whole tiles.
  var paddedCount: Int { plan.paddedCount }
  /// Which kernels sum.
  var level: KernelLevel { plan.level }
  /// The share of the coins' own requirements that netting between them may take off.
  var benefitMax: Double { plan.benefitMax }

  /// Coins that the account holds or has contracts on.
  var heldCoins: [Currency] { coins.indices.filter { isHeld[$0] }.map { coins[$0] } }

  /// Empties what an account filled.
  mutating func removeAll() {
    isMeasured = false
    for block in positions.indices { positions[block].removeAll() }
    displaced.removeAll(keepingCapacity: true)
    for coin in isHeld.indices {
      isHeld[coin] = false
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
    var whole = isMeasured ? self.whole[level] : measured(level)
    whole.shortOptions = shortOptions
    whole.amount = max(whole.netted, (1 - benefitMax) * whole.standAlone, shortOptions)
    self.whole[level] = whole
    return whole
  }

  private mutating func measured(_ level: DynamicLevel) -> DynamicRequirement {
    let rule = columns[level]
    var heldCount = 0
    var standAlone = 0.0
    for coin in isHeld.indices where isHeld[coin] {
      heldCount += 1
      measures[coin][level] = parts(of: coin, rule)
      standAlone += measures[coin][level].kept(rule.measure)
    }
    // The total of one coin is that coin's.
    let whole =
      heldCount == 1 ? measures[isHeld.firstIndex(of: true) ?? 0][level] : parts(of: nil, rule)
    return netted(whole, rule.measure, standAlone: standAlone, heldCount: heldCount)
  }

  /// What the parts of the whole ask for together.
  func netted(
    _ parts: DynamicRequirement, _ measure: DynamicMeasure, standAlone: Double, heldCount: Int
  ) -> DynamicRequirement {
    var whole = parts
    whole.netted = whole.kept(measure) + whole.correlationAddition(measure)
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
  mutating func parts(
    of coin: Int?, _ rule: DynamicColumns.Requirement
  ) -> DynamicRequirement {
    let hasBroken = coin == nil && isHeld.lazy.filter({ $0 }).count > 1
    var parts = DynamicRequirement()
    for part in DynamicPart.allCases {
      guard let group = rule.group(part), part != .broken || hasBroken else { continue }
      parts.set(part, worst(rule.measure(part), of: coin, group))
    }
    return parts
  }

  private mutating func worst(
    _ measure: RiskMeasure, of coin: Int?, _ group: DynamicColumns.Group
  ) -> WorstScenario {
    worst(
      measure, of: coin.map { byCoin[$0] } ?? totalRow, from: group.columns.lowerBound, group)
  }

  /// The measure of a group's scenarios, which stand in a row from some place on.
  mutating func worst(
    _ measure: RiskMeasure, of row: [Double], from first: Int, _ group: DynamicColumns.Group
  ) -> WorstScenario {
    if case .expectedShortfall(let level) = measure, group.isEven {
      let tail = TailSelection(
        of: row, from: first, count: group.columns.count, confidence: level)
      return WorstScenario(
        index: tail.lowestScenario + group.columns.lowerBound, profit: -tail.expectedShortfall)
    }
    tail.removeAll(keepingCapacity: true)
    tail.append(contentsOf: row[first..<first + group.columns.count])
    var worst = measure.worst(of: tail, weights: group.weights)
    worst.index += group.columns.lowerBound
    return worst
  }
}
