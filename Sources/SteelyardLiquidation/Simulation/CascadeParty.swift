/// Somebody besides the accounts: makers, hedgers, bidders, the world outside.
struct CascadeParty {
  /// USD; what trades paid and received.
  var cash = 0.0
  /// Units by place on the instrument shelf.
  var holdings: [Double]

  init(instruments: Int) { holdings = [Double](repeating: 0, count: instruments) }

  /// Takes so many units (gives where negative) at a price.
  mutating func take(_ quantity: Double, of instrument: Int, at price: Double) {
    holdings[instrument] += quantity
    cash -= quantity * price
  }
}
