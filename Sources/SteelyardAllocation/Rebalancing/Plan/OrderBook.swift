import SteelyardContracts
import SteelyardMargin

/// What every account wants of every coin, on its way from dollars to lots of the cheapest way.
struct OrderBook {
  /// In US dollars; shape `[coin × account]`.
  private(set) var wanted: [[Double]]
  /// Quotes of each coin, the chosen one first.
  private(set) var quotes: [[WayQuote]]
  /// What the quotes are for.
  private(set) var quoted: [Double]
  /// In whole lots of the chosen way; shape `[coin × account]`.
  private(set) var lots: [[Int64]]
  /// Costs that no later netting exceeds, for a lot and whatever the size; shape `[coin]`.
  private var worst: [(perLot: Double, gas: Double)]
  /// What is left.
  private(set) var left: [RebalancePlan.Left] = []

  init(coinCount: Int, accountCount: Int) {
    wanted = Array(repeating: Array(repeating: 0, count: accountCount), count: coinCount)
    quotes = Array(repeating: [], count: coinCount)
    quoted = Array(repeating: 0, count: coinCount)
    lots = Array(repeating: Array(repeating: 0, count: accountCount), count: coinCount)
    worst = Array(repeating: (0, 0), count: coinCount)
  }

  /// Takes in what a group's drift asks for; each of its accounts trades its share of the equity.
  mutating func want(_ group: RebalancePlan.Group, in book: RebalanceBook) {
    for (coin, pair) in zip(group.drift.aims, group.drift.held).enumerated() where pair.0 != pair.1
    {
      for account in group.accounts {
        wanted[coin][account] = (pair.0 - pair.1) * book.figures[account].equity
      }
    }
  }

  /// Chooses the cheapest way of each coin and turns dollars into lots.
  ///
  /// - Throws: `limitExceeded` for more lots than can be counted.
  mutating func choose(_ coins: [Currency], _ market: WayMarket) throws(SteelyardError) {
    for (place, coin) in coins.enumerated() {
      for account in wanted[place].indices {
        let dollars = wanted[place][account]
        guard dollars != 0, abs(dollars) < market.request.tradeMinUSD else { continue }
        leave(
          place, account, coin,
          "It is less than the least trade of \(decimal(market.request.tradeMinUSD)) USD.",
          isTooSmall: true)
      }
      let bought = wanted[place].reduce(0) { $0 + max(0, $1) }
      let sold = wanted[place].reduce(0) { $0 + max(0, -$1) }
      guard bought > 0 || sold > 0 else { continue }
      // Where nearly all crosses, the larger side says which way is cheap.
      let net = bought - sold
      let dollars =
        abs(net) >= max(market.request.tradeMinUSD, 1) ? net : bought >= sold ? bought : -sold
      let side = max(bought, sold) * (dollars < 0 ? -1 : 1)
      quoted[place] = dollars
      quotes[place] = market.ways(of: coin).map {
        market.quote($0, coin, dollars, side: side, wanted: wanted[place])
      }.enumerated().sorted { left, right in
        let one = left.element.cost?.total ?? .infinity
        let other = right.element.cost?.total ?? .infinity
        return (one, left.offset) < (other, right.offset)
      }.map(\.element)
      guard let chosen = quotes[place].first, chosen.cost != nil else {
        let reasons = Set(quotes[place].compactMap(\.obstacle)).sorted()
        for account in wanted[place].indices where wanted[place][account] != 0 {
          leave(
            place, account, coin,
            reasons.isEmpty
              ? "No way to trade \(coin) is in this market." : reasons.joined(separator: " "))
        }
        continue
      }
      for account in wanted[place].indices where wanted[place][account] != 0 {
        let count = OrderBook.lots(wanted[place][account], chosen)
        guard abs(count) <= Double(ExposureNetting.lotsMax) else {
          throw SteelyardError(
            .limitExceeded, "\(count) lots of \(coin) are to be traded.",
            remedy: "Trade less, or state a larger lot.", subject: .instrument(coin.code))
        }
        lots[place][account] = Int64(count)
        if count == 0 {
          leave(
            place, account, coin, "It is less than a lot of \(decimal(chosen.lotUSD)) USD.",
            isTooSmall: true)
        }
      }
      let cost = try market.cost(of: side, chosen.way, coin)
      worst[place] = (
        max(0, cost.paid - cost.gas) / max(1, abs(side) / chosen.lotUSD), cost.gas
      )
      for quote in quotes[place].indices where quotes[place][quote].cost != nil {
        quotes[place][quote].marginChange = try? marginChange(
          quotes[place][quote], place, coin, market)
      }
    }
  }

  /// Whole lots of an amount, no more than it, but for what rounding of doubles takes off a whole number.
  private static func lots(_ dollars: Double, _ quote: WayQuote) -> Double {
    (dollars / quote.lotUSD * (1 + 1e-9)).rounded(.towardZero)
  }

  private mutating func leave(
    _ coin: Int, _ account: Int, _ currency: Currency, _ reason: String, isTooSmall: Bool = false
  ) {
    left.append(
      .init(
        account: account, coin: currency, wantedUSD: wanted[coin][account], reason: reason,
        isTooSmall: isTooSmall))
    wanted[coin][account] = 0
  }

  /// What initial margin of all accounts changes by, were this coin alone traded this way.
  private func marginChange(
    _ quote: WayQuote, _ place: Int, _ coin: Currency, _ market: WayMarket
  ) throws(SteelyardError) -> Double {
    var change = 0.0
    for (account, dollars) in wanted[place].enumerated() where dollars != 0 {
      let count = Int64(OrderBook.lots(dollars, quote))
      guard count != 0 else { continue }
      let order = AccountOrder(
        coin: place, currency: coin, way: quote.way, lot: quote.lot, lotUSD: quote.lotUSD,
        lots: count, paidPerLot: 0,
        gas: 0)
      let portfolio = try market.book.portfolio(
        market.book.accounts[account].portfolio,
        after: try CoinTrade.quantity(count, of: quote.lot), of: order, paying: 0, in: account)
      change +=
        try market.book.figures(of: [portfolio], in: account)[0].initialMargin
        - market.book.figures[account].initialMargin
    }
    return change
  }

  /// The orders of one account.
  func orders(of account: Int, _ coins: [Currency]) -> [AccountOrder] {
    coins.indices.compactMap { place in
      guard lots[place][account] != 0, let chosen = quotes[place].first else { return nil }
      return AccountOrder(
        coin: place, currency: coins[place], way: chosen.way, lot: chosen.lot,
        lotUSD: chosen.lotUSD, lots: lots[place][account], paidPerLot: worst[place].perLot,
        gas: worst[place].gas)
    }
  }

  /// Nets what passed the limits, and says what it costs.
  ///
  /// - Throws: What costs and amounts throw.
  func settled(
    _ steps: [(account: Int, step: RebalanceGate.Step)], _ coins: [Currency], _ market: WayMarket
  ) throws(SteelyardError) -> SettledOrders {
    var passed = lots.map { $0.map { _ in Int64(0) } }
    for (account, step) in steps { passed[step.order.coin][account] += step.order.lots }
    var trades: [CoinTrade] = []
    var places = [Int?](repeating: nil, count: coins.count)
    for (place, coin) in coins.enumerated() where quoted[place] != 0 {
      places[place] = trades.count
      trades.append(
        try CoinTrade(
          coin, quotes: quotes[place], quotedUSD: quoted[place], wanted: wanted[place],
          passed: passed[place], market))
    }
    return SettledOrders(trades: trades, places: places)
  }
}
