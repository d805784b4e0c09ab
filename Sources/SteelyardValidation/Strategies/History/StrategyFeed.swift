public import SteelyardAllocation
import SteelyardContracts

/// Tells a market the rows of a history one by one: what is later is never told.
struct StrategyFeed {
  private let history: StrategyHistory
  /// The next funding payment of each coin.
  private var nextFunding: [Int]
  /// The next chain of each coin.
  private var nextChain: [Int]
  /// The next row.
  private(set) var row = 0

  init(_ history: StrategyHistory) {
    self.history = history
    nextFunding = [Int](repeating: 0, count: history.coins.count)
    nextChain = nextFunding
  }

  /// A rate that was paid in the row that was told last.
  struct PaidFunding {
    let coin: Int
    let rate: Double
  }

  /// Tells the next row.
  ///
  /// - Returns: Funding that was paid in it, in order of time for each coin.
  mutating func tell(_ market: inout MarketPast) throws(SteelyardError) -> [PaidFunding] {
    try market.advance(to: history.rows[row])
    var paid: [PaidFunding] = []
    for (place, coin) in history.coins.enumerated() {
      let close = history.closes[place][row]
      if !close.isNaN { try market.observe(.spot(coin, price: close)) }
      if !history.perpetuals[place].isEmpty {
        let mark = history.perpetuals[place][row]
        if !mark.isNaN { try market.observe(.perpetual(coin, price: mark)) }
      }
      if !history.levels[place].isEmpty {
        let level = history.levels[place][row]
        if !level.isNaN { try market.observe(.impliedVolatility(coin, level: level)) }
      }
      let chains = history.chains[place]
      if nextChain[place] < chains.count, chains[nextChain[place]].row == row {
        try market.observe(.chain(chains[nextChain[place]].chain))
        nextChain[place] += 1
      }
      let funding = history.funding[place]
      while nextFunding[place] < funding.count, funding[nextFunding[place]].row <= row {
        let payment = funding[nextFunding[place]]
        try market.observe(.funding(coin, rate: payment.rate, seconds: payment.seconds))
        paid.append(PaidFunding(coin: place, rate: payment.rate))
        nextFunding[place] += 1
      }
    }
    for future in history.futures where !future.prices[row].isNaN {
      try market.observe(.future(future.instrument, price: future.prices[row]))
    }
    row += 1
    return paid
  }
}

extension StrategyHistory {
  /// What became known in a row, for whoever tells a market by himself.
  ///
  /// - Precondition: The row is one of the history.
  public func facts(in row: Int) -> [MarketFact] {
    var facts: [MarketFact] = []
    for (place, coin) in coins.enumerated() {
      let close = closes[place][row]
      if !close.isNaN { facts.append(.spot(coin, price: close)) }
      if let mark = perpetuals[place].isEmpty ? nil : perpetuals[place][row], !mark.isNaN {
        facts.append(.perpetual(coin, price: mark))
      }
      if let level = levels[place].isEmpty ? nil : levels[place][row], !level.isNaN {
        facts.append(.impliedVolatility(coin, level: level))
      }
      for told in chains[place] where told.row == row { facts.append(.chain(told.chain)) }
      for paid in funding[place] where paid.row == row {
        facts.append(.funding(coin, rate: paid.rate, seconds: paid.seconds))
      }
    }
    for future in futures where !future.prices[row].isNaN {
      facts.append(.future(future.instrument, price: future.prices[row]))
    }
    return facts
  }
}
