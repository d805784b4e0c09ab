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
  /// Profit over all coins and assets; shape `[column]`, padded.
  var total: [Double]
  /// Profit of each coin's contracts and assets; shape `[coin][column]`, padded; the last is what
  /// belongs to no coin.
  var byCoin: [[Double]]
  /// Profit of the account's balances alone; shape `[column]`.
  var balances: [Double]
  /// Net unrealised gain of the account in each coin, in US dollars; shape `[coin]`.
  var gains: [Double]
  /// Whether the account has anything in each coin's row.
  var isHeld: [Bool]
  private var part: [Double]
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
    let padded = max(frame.blocks.map(\.paddedCount).max() ?? 0, columns.count)
    let blank = [Double](repeating: 0, count: padded)
    total = blank
    // A coin's row is made when something is first held in it.
    byCoin = [[Double]](repeating: [], count: coins.count + 1)
    balances = blank
    gains = [Double](repeating: 0, count: coins.count)
    isHeld = [Bool](repeating: false, count: coins.count + 1)
    part = blank
  }

  /// Coins that the account holds or has contracts on.
  var heldCoins: [Currency] { coins.indices.filter { isHeld[$0] }.map { coins[$0] } }

  /// Profit of each coin that the account holds or has contracts on; nil names what is of no coin.
  var heldProfits: [(coin: Currency?, profit: [Double])] {
    isHeld.indices.filter { isHeld[$0] }.map {
      ($0 < coins.count ? coins[$0] : nil, byCoin[$0])
    }
  }

  mutating func removeAll() {
    for block in positions.indices { positions[block].removeAll() }
    for coin in isHeld.indices where isHeld[coin] {
      isHeld[coin] = false
      ProfitColumns.clear(&byCoin[coin])
    }
    ProfitColumns.clear(&total)
    ProfitColumns.clear(&balances)
  }

  /// Marks a coin as held.
  private mutating func hold(_ coin: Int) {
    isHeld[coin] = true
    if byCoin[coin].isEmpty { byCoin[coin] = [Double](repeating: 0, count: total.count) }
  }

  /// Adds a balance that the scenarios displace.
  ///
  /// - Returns: Whether they do; US dollars never move.
  mutating func add(balance value: Double, of asset: Currency) -> Bool {
    guard let (coin, moves) = assets[asset] else { return false }
    hold(coin)
    ProfitColumns.add(moves, times: value, to: &byCoin[coin])
    ProfitColumns.add(moves, times: value, to: &balances)
    return true
  }

  /// Adds the profit of the positions, and sums over coins.
  mutating func sum(in frame: RiskFrame) {
    for block in positions.indices where !positions[block].rows.isEmpty {
      let coin = coinOfBlock[block]
      hold(coin)
      frame.blocks[block].portfolioProfit(
        level: frame.level, rows: positions[block].rows, quantities: positions[block].quantities,
        into: &part)
      ProfitColumns.add(part, to: &byCoin[coin], count: columns.count)
    }
    for coin in isHeld.indices where isHeld[coin] {
      ProfitColumns.add(byCoin[coin], to: &total, count: columns.count)
    }
  }

  /// What the account needs by one of the two measures, before charges.
  ///
  /// - Parameter shortOptions: The least for options that are net short, in US dollars.
  mutating func requirement(
    _ rule: DynamicColumns.Requirement, shortOptions: Double
  ) -> DynamicRequirement {
    var whole = parts(of: nil, rule)
    whole.shortOptions = shortOptions
    let held = isHeld.indices.filter { isHeld[$0] }
    whole.netted = whole.kept(rule.measure) + whole.correlationAddition(rule.measure)
    if held.count < 2 {
      whole.standAlone = whole.netted
    } else {
      for coin in held {
        let own = parts(of: coin, rule)
        whole.standAlone += own.kept(rule.measure)
      }
    }
    whole.amount = max(whole.netted, (1 - benefitMax) * whole.standAlone, shortOptions)
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
    if case .expectedShortfall(let level) = measure, group.isEven {
      let tail = TailSelection(
        of: coin.map { byCoin[$0] } ?? total, from: group.columns.lowerBound,
        count: group.columns.count, confidence: level)
      return WorstScenario(
        index: tail.lowestScenario + group.columns.lowerBound, profit: -tail.expectedShortfall)
    }
    tail.removeAll(keepingCapacity: true)
    if let coin {
      tail.append(contentsOf: byCoin[coin][group.columns])
    } else {
      tail.append(contentsOf: total[group.columns])
    }
    var worst = measure.worst(of: tail, weights: group.weights)
    worst.index += group.columns.lowerBound
    return worst
  }
}
