public import SteelyardContracts

/// A grammar of instrument names: how a venue or a library writes what it lists.
///
/// Reading is strict: a name is accepted only in the one form in which the grammar prints it, so
/// `name(of: instrument(named: text)) == text` for every accepted text, and
/// `instrument(named: name(of: x)) == x` for every instrument that the grammar can say.
/// The forms, with an example of each, stand in `docs/instrument-names.md`.
public enum InstrumentNaming: String, CaseIterable, Sendable, Codable {
  /// Deribit: `BTC-27MAR26-80000-C`.
  case deribit
  /// Derive: `ETH-20260627-3500-C`.
  case derive
  /// OKX: `BTC-USD-240329-32000-C`.
  case okx
  /// Bybit options: `BTC-26JAN24-39000-C`.
  case bybit
  /// Binance options: `BTC-231229-40000-C`.
  case binance
  /// CCXT's unified symbols: `BTC/USD:BTC-260327-80000-C`.
  case ccxt
  /// Steelyard's own: CCXT's, with barriers and other times of expiry, so that it says everything.
  case steelyard

  /// Longest name read, in bytes; the longest that Steelyard's own grammar can print has 170.
  public static let nameLengthMax = 192

  /// Reads a name.
  ///
  /// - Throws: `invalidInput` where the text does not follow the grammar, saying which part and
  ///   what was expected; `unsupported` for what the grammar names and Steelyard does not hold
  ///   (combos, contracts settled in a third currency).
  public func instrument(
    named name: some StringProtocol
  ) throws(SteelyardError) -> Instrument {
    let text = try NameText(name, naming: self)
    return switch self {
    case .deribit: try DeribitNames.instrument(text)
    case .derive: try DeriveNames.instrument(text)
    case .okx: try OKXNames.instrument(text)
    case .bybit: try BybitNames.instrument(text)
    case .binance: try BinanceNames.instrument(text)
    case .ccxt: try CCXTNames.instrument(text)
    case .steelyard: try SteelyardNames.instrument(text)
    }
  }

  /// Prints the name of an instrument.
  ///
  /// - Throws: `unsupported` where the grammar cannot say the instrument, naming what it lacks.
  public func name(of instrument: Instrument) throws(SteelyardError) -> String {
    let printer = NamePrinter(instrument: instrument, naming: self)
    try printer.checkCurrencies()
    return switch self {
    case .deribit: try DeribitNames.name(printer)
    case .derive: try DeriveNames.name(printer)
    case .okx: try OKXNames.name(printer)
    case .bybit: try BybitNames.name(printer)
    case .binance: try BinanceNames.name(printer)
    case .ccxt: try CCXTNames.name(printer)
    case .steelyard: try SteelyardNames.name(printer)
    }
  }

  /// Every grammar that accepts a name, with what the name says there, in the order of the cases.
  ///
  /// Empty where none does. `BTC-USDC` is spot both on Derive and on OKX; that both entries hold the
  /// same instrument is common but not promised.
  public static func candidates(
    for name: some StringProtocol
  ) -> [(naming: InstrumentNaming, instrument: Instrument)] {
    allCases.compactMap { naming in
      guard let instrument = try? naming.instrument(named: name) else { return nil }
      return (naming, instrument)
    }
  }

  /// What a name may look like, for messages.
  var forms: String {
    switch self {
    case .deribit: "BTC-27MAR26-80000-C, BTC-25DEC26, BTC-PERPETUAL or BTC_USDC"
    case .derive: "ETH-20260627-3500-C, ETH-PERP or ETH-USDC"
    case .okx: "BTC-USD-240329-32000-C, BTC-USD-240329, BTC-USDT-SWAP or BTC-USDT"
    case .bybit: "BTC-26JAN24-39000-C or BTC-26JAN24-39000-C-USDT"
    case .binance: "BTC-231229-40000-C"
    case .ccxt:
      "BTC/USD:BTC-260327-80000-C, BTC/USD:BTC-260327, BTC/USDC:USDC or BTC/USDC"
    case .steelyard:
      "BTC/USD:BTC-260327-80000-C, BTC/USD:BTC-260327-80000-C-UO-100000, BTC/USD:BTC-260327, "
        + "BTC/USDC:USDC or BTC/USDC"
    }
  }

  /// Who uses the grammar, for messages.
  var title: String {
    switch self {
    case .deribit: "Deribit"
    case .derive: "Derive"
    case .okx: "OKX"
    case .bybit: "Bybit"
    case .binance: "Binance"
    case .ccxt: "CCXT"
    case .steelyard: "Steelyard"
    }
  }
}
