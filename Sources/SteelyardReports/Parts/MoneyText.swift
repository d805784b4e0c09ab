import SteelyardContracts

extension Currency {
  /// How amounts of it are shown: cents for dollars and their tokens, a hundred millionth for coins.
  var amountStyle: NumberStyle {
    code.hasPrefix("USD") || ["EUR", "DAI", "BUSD", "FDUSD"].contains(code)
      ? .grouped(2) : .grouped(8)
  }
}

extension ReportCell {
  /// An amount of a currency.
  static func amount(_ amount: Double, _ currency: Currency) -> ReportCell {
    .number(amount, currency.amountStyle)
  }

  /// A price in a currency: strikes and dollar prices with cents, coin prices with six decimals.
  static func price(_ price: Double, _ currency: Currency) -> ReportCell {
    guard case .grouped(2) = currency.amountStyle else { return .number(price, .fixed(6)) }
    return .number(price, abs(price) >= 1 || price == 0 ? .grouped(2) : .significant(5))
  }

  /// A decimal share as a number of percent.
  static func percent(_ share: Double, decimals: Int = 2) -> ReportCell {
    .number(100 * share, .fixed(decimals))
  }

  /// A sensitivity, whose size no one knows beforehand.
  static func sensitivity(_ value: Double) -> ReportCell { .number(value, .significant(6)) }
}
