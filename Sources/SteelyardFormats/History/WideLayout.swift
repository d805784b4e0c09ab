import SteelyardContracts
import SteelyardMarket

/// A form with one row a time and one column an asset.
struct WideLayout {
  /// What the time of a row is.
  enum Key {
    /// The day; its close becomes known a day later.
    case day
    /// The opening of a candle; its close becomes known an interval later.
    case opening
    /// The instant of the price itself.
    case instant
  }

  let form: HistoryForm
  let key: Key
  let keyColumn: String
  let quantity: HistoryRows.Quantity
  /// What stands around the asset in a column's name.
  let prefix: String
  let suffix: String
  /// How many of the file's units make one.
  let divisor: Double

  private static let all = [
    WideLayout(
      form: .volatilityIndex, key: .day, keyColumn: "date", quantity: .volatilityIndex,
      prefix: "dvol_", suffix: "_close_pct", divisor: 100),
    WideLayout(
      form: .basis, key: .opening, keyColumn: "timestamp_open_utc", quantity: .basis,
      prefix: "", suffix: "_basis_bps", divisor: 10_000),
    WideLayout(
      form: .dailyCloses, key: .day, keyColumn: "date", quantity: .price, prefix: "", suffix: "",
      divisor: 1),
    WideLayout(
      form: .closes, key: .opening, keyColumn: "timestamp_open_utc", quantity: .price, prefix: "",
      suffix: "", divisor: 1),
    WideLayout(
      form: .tokenPrices, key: .instant, keyColumn: "hour_start_utc", quantity: .price, prefix: "",
      suffix: "", divisor: 1),
  ]

  static func layouts(keyedBy column: String) -> [WideLayout] {
    all.filter { $0.keyColumn == column }
  }

  static func layout(of form: HistoryForm) -> WideLayout? { all.first { $0.form == form } }

  /// The code of the asset that a column is about, or nil where it is about none.
  ///
  /// Codes are read in capitals (`stETH` is STETH), but a name that is all small, such as `close`,
  /// is a word and no code, unless the layout itself writes codes small.
  func assetText(_ column: String) -> String? {
    guard column.hasPrefix(prefix), column.hasSuffix(suffix),
      column.count > prefix.count + suffix.count
    else { return nil }
    let core = column.dropFirst(prefix.count).dropLast(suffix.count)
    let code = core.uppercased()
    guard Currency.isCode(code), code.utf8.count <= Currency.codeLengthMax else { return nil }
    return !prefix.isEmpty || core != core.lowercased() ? code : nil
  }
}
