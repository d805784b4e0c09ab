import SteelyardContracts
import SteelyardMargin
import SteelyardScenarios

/// What the Greeks of answers mean.
enum GreekWords {
  /// The convention of positions and totals.
  static let convention = "exchange"
  /// The convention for people.
  static let explanation =
    "Exchange convention: delta is the Black-76 delta of options on their forward and the size of "
    + "futures, in coins; net transaction delta is delta less the option premium in coin; vega is per "
    + "volatility point, theta per calendar day, rho per 1 % of rate, each in quote currency. Gross "
    + "adds longs and shorts in absolute size. Coins held as balance are in none of them."

  /// Columns for a sum of Greeks.
  static let columns: [ReportTable.Column] = [
    .init("delta", "delta", unit: "coins"),
    .init("net_transaction_delta", "net trans.\ndelta", unit: "coins"),
    .init("gamma", "gamma", unit: "coins/quote"),
    .init("vega", "vega", unit: "quote/vol pt"),
    .init("theta", "theta", unit: "quote/day"),
    .init("rho", "rho", unit: "quote/1 %"),
  ]

  /// Cells for `columns`.
  static func cells(_ sum: GreekTotals.Sum) -> [ReportCell] {
    [
      .number(sum.delta, .grouped(6)), .number(sum.netTransactionDelta, .grouped(6)),
      .sensitivity(sum.gamma), .number(sum.vega, .grouped(2)), .number(sum.theta, .grouped(2)),
      .number(sum.rho, .grouped(2)),
    ]
  }
}

extension PricedInstrument {
  /// The mark: the venue's, or the model's where the venue has none; in `priceCurrency`.
  var mark: Double { observedMark ?? (instrument.isOption ? modelValue : price) }

  var markSource: DataSource {
    if observedMark != nil { return DataSource(code: "venue", words: "venue's mark") }
    return instrument.isOption
      ? DataSource(code: "model", words: "model, no mark") : priceSource.dataSource
  }
}
