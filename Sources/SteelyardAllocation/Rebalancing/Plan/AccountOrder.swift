import SteelyardContracts
import SteelyardMargin

/// What one account would trade of one coin, and what it pays for it.
struct AccountOrder {
  /// The coin, as an index of the plan.
  let coin: Int
  let currency: Currency
  let way: TradeWay
  let lot: Amount
  /// US dollars of exposure in a lot.
  let lotUSD: Double
  /// In whole lots, signed, never zero.
  let lots: Int64
  /// What is paid at once for a lot, in US dollars.
  let paidPerLot: Double
  /// What is paid besides, whatever the size.
  let gas: Double

  /// The same for other lots.
  func of(_ lots: Int64) -> AccountOrder {
    AccountOrder(
      coin: coin, currency: currency, way: way, lot: lot, lotUSD: lotUSD, lots: lots,
      paidPerLot: paidPerLot,
      gas: gas)
  }
}

extension RebalanceBook {
  /// What an account holds of what an order trades: the position, or the balance in the coin.
  func held(_ order: AccountOrder, in portfolio: Portfolio) -> Amount {
    switch order.way {
    case .perpetual(let instrument):
      portfolio.positions.first { $0.instrument == instrument }?.quantity ?? .zero
    case .spot, .pool:
      portfolio.balances.first { $0.asset == order.currency }?.amount ?? .zero
    }
  }

  /// A portfolio once a quantity of an order is done at the mark or the index, and its costs are paid.
  ///
  /// - Throws: `limitExceeded` outside the exact range; `missingMarketData` without a price.
  func portfolio(
    _ portfolio: Portfolio, after quantity: Amount, of order: AccountOrder, paying paid: Double,
    in account: Int
  ) throws(SteelyardError) -> Portfolio {
    switch order.way {
    case .perpetual(let instrument):
      guard let unit = unit(instrument, in: account) else {
        throw SteelyardError(
          .missingMarketData, "It has no price in this market.",
          remedy: "Add a market file with it.", subject: .instrument(instrument.description))
      }
      return try portfolio.afterTradesAtMarks(
        [(instrument, quantity, unit.mark)],
        paying: [
          AssetBalance(
            asset: instrument.underlying.settlement,
            amount: try Amount(nearest: paid / unit.settlement))
        ])
    case .spot, .pool:
      let cashPrice = try price(of: cash)
      let outlay = quantity.doubleValue * (try price(of: order.currency)) + paid
      return try portfolio.after(
        [],
        paying: [
          AssetBalance(asset: order.currency, amount: -quantity),
          AssetBalance(asset: cash, amount: try Amount(nearest: outlay / cashPrice)),
        ])
    }
  }
}
