import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket

/// Quotes of every way to trade a coin.
struct WayMarket {
  let book: RebalanceBook
  let request: RebalanceRequest

  private var rates: WayRates { request.rates }

  /// The ways there are for a coin, available or not.
  func ways(of coin: Currency) -> [TradeWay] {
    var ways: [TradeWay] = []
    if request.kinds.contains(.perpetual) {
      ways += book.perpetuals.filter { $0.underlying.base == coin }.map { .perpetual($0) }
    }
    if request.kinds.contains(.spot) { ways.append(.spot) }
    if request.kinds.contains(.pool) { ways.append(.pool) }
    return ways
  }

  /// The least step of a way, and what it is worth in US dollars.
  ///
  /// - Throws: `missingMarketData` without a price.
  func lot(_ way: TradeWay, _ coin: Currency) throws(SteelyardError) -> (Amount, usd: Double) {
    switch way {
    case .perpetual(let instrument):
      guard let unit = book.unit(instrument, in: 0) else {
        throw SteelyardError(
          .missingMarketData, "It has no price in this market.",
          remedy: "Add a market file with it.", subject: .instrument(instrument.description))
      }
      let usual =
        instrument.underlying.isInverse ? Amount.one : Amount(units: Amount.unitsPerOne / 1000)
      let lot = request.lots[instrument] ?? usual
      return (lot, lot.doubleValue * unit.delta)
    case .spot, .pool:
      // The largest power of ten of coins that is worth a cent at most.
      let price = try book.price(of: coin)
      var units = Amount.unitsPerOne
      while Double(units) / 1e18 * price > 0.01, units > 1 { units /= 10 }
      return (Amount(units: units), Double(units) / 1e18 * price)
    }
  }

  /// What trading so many US dollars of exposure costs, interest on what is borrowed left out.
  ///
  /// - Throws: Why it can't be done.
  func cost(
    of dollars: Double, _ way: TradeWay, _ coin: Currency
  ) throws(SteelyardError) -> WayCost {
    var cost = WayCost()
    let size = abs(dollars)
    switch way {
    case .perpetual(let instrument):
      cost.fee = rates.trading.takerFee * size
      cost.spread = halfSpread(instrument, coin, isBought: dollars > 0) * size
      cost.impact = rates.impact(of: dollars, in: coin)
      cost.funding = rates.fundingPerYear[coin] * rates.horizonYears * dollars
    case .spot:
      _ = try cashPrice()
      _ = try book.price(of: coin)
      cost.fee = rates.spotFee * size
      let spot = try? Instrument(
        Underlying(base: coin, quote: book.cash, settlement: book.cash), .spot)
      cost.spread = halfSpread(spot, coin, isBought: dollars > 0) * size
      cost.impact = rates.impact(of: dollars, in: coin)
    case .pool:
      let price = try book.price(of: coin)
      return try request.pools.cost(
        of: dollars / price, coin, for: book.cash, price: price, cashPrice: try cashPrice())
    }
    return cost
  }

  /// Interest over the horizon on what an account has to borrow for a trade.
  ///
  /// - Throws: `insufficientFunds` where it may borrow none.
  func borrow(
    for dollars: Double, _ way: TradeWay, _ coin: Currency, in account: Int
  ) throws(SteelyardError) -> Double {
    if case .perpetual = way { return 0 }
    let asset = dollars > 0 ? book.cash : coin
    let price = dollars > 0 ? try cashPrice() : try book.price(of: coin)
    let held =
      book.accounts[account].portfolio.balances.first { $0.asset == asset }?.amount.doubleValue ?? 0
    let short = abs(dollars) - max(0, held) * price
    // A cent is rounding of lots.
    guard short > 0.01 else { return 0 }
    guard let rate = dollars > 0 ? rates.cashBorrowRate : rates.coinBorrowRate else {
      throw SteelyardError(
        .insufficientFunds,
        "\(book.accounts[account].name) lacks \(usd(short)) of \(asset), and nothing says what borrowing costs.",
        remedy: "Pay it in, or state a rate of interest.",
        subject: .account(book.accounts[account].name))
    }
    return short * rate * rates.horizonYears
  }

  /// Sees to it that an account's model knows what a way trades: what it does not know it charges whole.
  private func checkMargin(_ way: TradeWay, in account: Int) throws(SteelyardError) {
    guard case .perpetual(let instrument) = way,
      let failure = book.failure(of: instrument, in: account)
    else { return }
    throw SteelyardError(
      .notApplicable,
      "\(book.accounts[account].name) can't hold it under \(book.accounts[account].model.name): "
        + failure.message, remedy: "Name a model that knows it.",
      subject: .account(book.accounts[account].name))
  }

  /// A quote for a trade of all accounts together.
  ///
  /// A way is available only where it could take the larger side whole, since limits may leave less of it to net.
  ///
  /// - Parameters:
  ///   - dollars: What would go to the market, signed.
  ///   - side: The larger side, signed.
  ///   - wanted: What each account wants, in US dollars.
  func quote(
    _ way: TradeWay, _ coin: Currency, _ dollars: Double, side: Double, wanted: [Double]
  ) -> WayQuote {
    var lot = (Amount.one, usd: 0.0)
    do throws(SteelyardError) {
      lot = try self.lot(way, coin)
      var cost = try cost(of: dollars, way, coin)
      _ = try self.cost(of: side, way, coin)
      for (account, part) in wanted.enumerated() where part != 0 {
        try checkMargin(way, in: account)
        cost.borrow += try borrow(for: part, way, coin, in: account)
      }
      return WayQuote(
        way: way, lot: lot.0, lotUSD: lot.usd, cost: cost, marginChange: nil, obstacle: nil)
    } catch {
      return WayQuote(
        way: way, lot: lot.0, lotUSD: lot.usd, cost: nil, marginChange: nil,
        obstacle: "\(error.message) \(error.remedy)")
    }
  }

  /// What a dollar traded costs at once, at the cheapest way; the stated fee and spread where no way is available.
  func costShare(of dollars: Double, _ coin: Currency) -> Double {
    let size = max(abs(dollars), max(request.tradeMinUSD, 1)) * (dollars < 0 ? -1 : 1)
    var best: Double?
    for way in ways(of: coin) {
      guard let cost = try? cost(of: size, way, coin) else { continue }
      best = min(best ?? .infinity, max(0, cost.paid / abs(size)))
    }
    return best ?? rates.trading.takerFee + rates.trading.halfSpread[coin]
  }

  private func cashPrice() throws(SteelyardError) -> Double { try book.price(of: book.cash) }

  /// Half the spread on a side as a share of the price: the market's quote, else the stated one.
  private func halfSpread(_ instrument: Instrument?, _ coin: Currency, isBought: Bool) -> Double {
    let stated = rates.trading.halfSpread[coin]
    guard let instrument, let row = book.snapshot.observation(of: instrument), !row.isCrossed,
      let mark = row.markPrice ?? row.indexPrice, mark > 0,
      let quote = isBought ? row.ask : row.bid, quote.price > 0
    else { return stated }
    return max(0, isBought ? quote.price - mark : mark - quote.price) / mark
  }
}
