import SteelyardContracts

/// OKX's names: derivatives quoted in USD are settled in the coin, in USDT or USDC in the quote.
enum OKXNames {
  static func instrument(_ name: NameText) throws(SteelyardError) -> Instrument {
    let parts = name.parts
    guard parts.count >= 2 else {
      throw name.wrongPartCount(parts.count, expected: "2, 3 or 5")
    }
    let base = try parts[0].currency("base")
    let quote = try parts[1].currency("quote")
    let product: Instrument.Product
    switch parts.count {
    case 2: return try name.instrument(base: base, quote: quote, settlement: quote, .spot)
    case 3 where parts[2].reads("SWAP"): product = .perpetual
    case 3: product = .future(expiry: try parts[2].yearMonthDay())
    case 5:
      product = .option(
        OptionTerms(
          expiry: try parts[2].yearMonthDay(), strike: try parts[3].price("strike", point: "."),
          right: try parts[4].right()))
    default: throw name.wrongPartCount(parts.count, expected: "2, 3 or 5")
    }
    guard [.usd, .usdt, .usdc].contains(quote) else {
      throw parts[1].refusal(expected: "USD (settled in \(base)), USDT or USDC in a derivative")
    }
    return try name.instrument(
      base: base, quote: quote, settlement: quote == .usd ? base : quote, product)
  }

  static func name(_ printer: NamePrinter) throws(SteelyardError) -> String {
    let underlying = printer.underlying
    let pair = printer.base + "-" + printer.quote
    if printer.instrument.product == .spot { return pair }
    let isListed =
      underlying.isInverse
      ? underlying.quote == .usd : [.usdt, .usdc].contains(underlying.quote)
    guard isListed else {
      throw printer.unsupported(
        "the family \(underlying), only USD settled in the coin, USDT and USDC")
    }
    switch printer.instrument.product {
    case .spot, .perpetual: return pair + "-SWAP"
    case .future(let expiry): return pair + "-" + (try printer.yearMonthDay(expiry))
    case .option(let terms):
      let strike = try printer.text(terms.strike, point: ".")
      return pair + "-" + (try printer.yearMonthDay(terms.expiry)) + "-" + strike + "-"
        + printer.text(terms.right)
    case .barrierOption: throw printer.unsupported("a barrier option")
    }
  }
}
