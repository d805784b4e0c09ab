import SteelyardMarket
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardScenarios

extension JSONWriter {
  /// Writes the members of one sum of Greeks.
  mutating func sum(_ sum: GreekTotals.Sum) throws(SteelyardError) {
    try field("delta", sum.delta)
    try field("gamma", sum.gamma)
    try field("vega", sum.vega)
    try field("theta", sum.theta)
    try field("rho", sum.rho)
    try field("net_transaction_delta", sum.netTransactionDelta)
  }

  /// Writes the members of a coin's totals: the net ones, then `gross` and `collateral`.
  mutating func totals(_ total: GreekTotals) throws(SteelyardError) {
    try sum(total.net)
    try field("collateral", total.collateral)
    key("gross")
    try object { writer throws(SteelyardError) in try writer.sum(total.gross) }
  }

  /// Writes the convention and what the Greeks are counted in.
  mutating func greekUnits() throws(SteelyardError) {
    field("greek_convention", GreekWords.convention)
    key("greek_units")
    try object { (writer) throws(SteelyardError) in
      writer.field("delta", "coins of the underlying")
      writer.field("gamma", "coins per unit of quote currency")
      writer.field("vega", "quote currency per volatility point")
      writer.field("theta", "quote currency per calendar day")
      writer.field("rho", "quote currency per 1 % of rate")
      writer.field("net_transaction_delta", "coins of the underlying")
      writer.field("collateral", "coins")
    }
  }

  /// Writes what a position's price stood on.
  mutating func data(_ priced: PricedInstrument) throws(SteelyardError) {
    try field("mark", priced.mark)
    field("mark_currency", priced.instrument.priceCurrency.code)
    field("mark_source", priced.markSource.code)
    try field("index", priced.index)
    try field("price", priced.price)
    field("price_source", priced.priceSource.dataSource.code)
    if let expiry = priced.instrument.expiry {
      field("expiry", expiry.description)
      try field("days_to_expiry", priced.days)
    }
    if let volatility = priced.volatility {
      try field("volatility", volatility.value)
      field("volatility_source", volatility.origin.dataSource.code)
    }
  }
}
