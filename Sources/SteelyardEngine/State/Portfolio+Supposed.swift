import SteelyardContracts
import SteelyardMargin

extension Portfolio {
  /// The same without an amount of an asset.
  ///
  /// - Throws: `limitExceeded` where a balance leaves the exact range.
  func withdrawing(
    _ amount: Amount, of asset: Currency
  ) throws(SteelyardError) -> Portfolio {
    var held: [AssetBalance] = []
    var isFound = false
    for balance in balances {
      guard balance.asset == asset else {
        held.append(balance)
        continue
      }
      isFound = true
      let left = try balance.amount.subtracting(amount)
      if !left.isZero { held.append(AssetBalance(asset: asset, amount: left)) }
    }
    if !isFound { held.append(AssetBalance(asset: asset, amount: -amount)) }
    return try Portfolio(positions: positions, balances: held)
  }

  /// Positions with the orders filled that add to them.
  ///
  /// Of each instrument those of one side, the side that makes the larger position: for limits, which look
  /// at sizes and at nothing else.
  ///
  /// - Throws: `limitExceeded` where a quantity leaves the exact range.
  func filling(_ orders: [WorkingOrder]) throws(SteelyardError) -> Portfolio {
    var bought: [Instrument: Amount] = [:]
    var sold: [Instrument: Amount] = [:]
    for order in orders {
      if order.quantity.isNegative {
        sold[order.instrument] = try (sold[order.instrument] ?? .zero).adding(order.quantity)
      } else {
        bought[order.instrument] = try (bought[order.instrument] ?? .zero).adding(order.quantity)
      }
    }
    var held = Dictionary(
      positions.map { ($0.instrument, $0) }, uniquingKeysWith: { first, _ in first })
    for instrument in Set(bought.keys).union(sold.keys) {
      let now = held[instrument]?.quantity ?? .zero
      let long = try now.adding(bought[instrument] ?? .zero)
      let short = try now.adding(sold[instrument] ?? .zero)
      let quantity = long.magnitude >= short.magnitude ? long : short
      held[instrument] = Position(
        instrument: instrument, quantity: quantity, averagePrice: held[instrument]?.averagePrice)
    }
    return try Portfolio(
      positions: held.values.filter { !$0.quantity.isZero }.sorted {
        $0.instrument < $1.instrument
      },
      balances: balances)
  }
}
