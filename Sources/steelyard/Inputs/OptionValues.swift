import SteelyardContracts

/// How the values of options are read.
enum OptionValues {
  /// A finite number.
  static func number(_ text: String) throws(SteelyardError) -> Double {
    guard let number = Double(text), number.isFinite else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(60))\" is not a finite number.",
        remedy: "Write it as 64250.5.")
    }
    return number
  }

  /// A whole number within bounds.
  static func integer(
    _ text: String, in range: ClosedRange<Int>
  ) throws(SteelyardError) -> Int {
    guard let number = Int(text), range.contains(number) else {
      throw SteelyardError(
        .invalidInput,
        "\"\(text.prefix(60))\" is not a whole number from \(range.lowerBound) to "
          + "\(range.upperBound).", remedy: "Correct it.")
    }
    return number
  }

  /// A volatility as a decimal (0.6127) or in percent (61.27%).
  ///
  /// A bare number above 20 would be 2000 %, so it was meant in percent.
  static func volatility(_ text: String) throws(SteelyardError) -> Double {
    let isPercent = text.hasSuffix("%")
    let volatility = try number(isPercent ? String(text.dropLast()) : text)
    guard volatility >= 0, volatility <= (isPercent ? 2000 : 20) else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(60))\" is not a volatility from 0 to 2000 %.",
        remedy: "Write 61.27 % as 0.6127 or as 61.27%.")
    }
    // Divided, not multiplied by 0.01, so that 61.27% is the double of 0.6127.
    return isPercent ? volatility / 100 : volatility
  }

  /// The end of a day, `2024-12-31`, or an instant, `2024-12-31T12:00:00Z`.
  static func endOfDay(_ text: String) throws(SteelyardError) -> Timestamp {
    guard text.count == 10 else { return try Timestamp(parsing: text) }
    let start = try Timestamp(parsing: text + "T00:00:00Z")
    return Timestamp(microseconds: start.microseconds + 86_400_000_000)
  }

  /// `ASSET=PRICE`, in US dollars.
  static func assetPrice(_ text: String) throws(SteelyardError) -> AssetPriceOption {
    let (name, value) = try pair(text, form: "ASSET=PRICE, such as USDC=0.9998")
    let price = try number(value)
    guard price > 0 else {
      throw SteelyardError(
        .invalidInput, "The price of \(name) is \(price) USD.",
        remedy: "Give a price above zero.")
    }
    return AssetPriceOption(asset: try Currency(name), priceUSD: price)
  }

  /// `NAME=AMOUNT:CURRENCY`.
  static func statedAmount(_ text: String) throws(SteelyardError) -> StatedAmountOption {
    let form = "NAME=AMOUNT:CURRENCY, such as open_orders_margin=0.25:BTC"
    let (name, rest) = try pair(text, form: form)
    let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 else { throw malformed(text, form: form) }
    return StatedAmountOption(
      name: name, amount: try number(String(parts[0])), currency: try Currency(parts[1]))
  }

  private static func pair(
    _ text: String, form: String
  ) throws(SteelyardError) -> (String, String) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else { throw malformed(text, form: form) }
    return (String(parts[0]), String(parts[1]))
  }

  private static func malformed(_ text: String, form: String) -> SteelyardError {
    SteelyardError(
      .invalidInput, "\"\(text.prefix(60))\" is not of the form it should be.",
      remedy: "Write \(form).")
  }
}

/// A price that the caller gives.
struct AssetPriceOption: Sendable {
  let asset: Currency
  let priceUSD: Double
}

/// A requirement that the caller states.
struct StatedAmountOption: Sendable {
  let name: String
  let amount: Double
  let currency: Currency
}
