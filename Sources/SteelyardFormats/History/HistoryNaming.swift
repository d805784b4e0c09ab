public import SteelyardContracts
public import SteelyardMarket

/// What the caller knows about a history file that the file itself may not say.
public struct HistoryNaming: Sendable, Hashable {
  /// The asset of a file that names none; nil to take it from the file's name.
  public let asset: Currency?
  /// The venue of a file that names none; nil to take it from the file's name.
  public let venue: String?
  /// The market of a file that names none; nil to take it from the file's name.
  public let market: String?
  /// The interval between rows; nil to take the commonest step of the file.
  public let interval: HistoryInterval?

  /// Everything from the file and its name.
  public static let ofFile = HistoryNaming(asset: nil, venue: nil, market: nil, interval: nil)

  /// What is known, from its parts.
  public init(asset: Currency?, venue: String?, market: String?, interval: HistoryInterval?) {
    self.asset = asset
    self.venue = venue
    self.market = market
    self.interval = interval
  }
}

/// The asset, venue and market of a file that names one asset at most.
struct HistoryFileName {
  private static let venues: Set<String> = [
    "binance", "bitfinex", "bitmex", "bitstamp", "bybit", "coinbase", "coingecko", "deribit",
    "derive", "ftx", "gemini", "hyperliquid", "kraken", "okx", "paradex",
  ]
  private static let markets: Set<String> = ["spot", "perp", "perpetual", "future", "futures"]
  /// Capitals in a file's name that are no asset.
  private static let words: Set<String> = [
    "PERPETUAL", "PERP", "SWAP", "DVOL", "UTC", "OHLCV", "OHLC", "CSV", "USD", "USDT", "USDC",
  ]

  let venue: String
  let market: String
  /// Every asset the name may be about.
  let assets: Set<String>

  init(_ path: String) {
    let name = path.split(separator: "/").last ?? ""
    let parts = name.split { !($0.isLetter || $0.isNumber) }
    venue = parts.first { Self.venues.contains($0.lowercased()) }?.lowercased() ?? ""
    market = parts.first { Self.markets.contains($0.lowercased()) }?.lowercased() ?? ""
    assets = Set(
      parts.filter { part in
        Currency.isCode(part) && part.contains(where: \.isLetter)
          && !Self.words.contains(String(part)) && !Self.venues.contains(part.lowercased())
      }.map { Self.base(ofSymbol: $0) })
  }

  /// The coin of a venue's symbol: `BTCUSDT` and `XBTUSD` are BTC.
  static func base(ofSymbol symbol: some StringProtocol) -> String {
    var base = String(symbol)
    for quote in ["USDT", "USDC", "USD"] where base.hasSuffix(quote) && base.count > quote.count + 1
    {
      base.removeLast(quote.count)
      break
    }
    return base == "XBT" ? "BTC" : base
  }
}

extension HistoryNaming {
  /// The source of rows that name no asset.
  ///
  /// - Throws: `invalidInput` where neither the caller nor the file's name says which asset it is.
  func source(in input: InputFile) throws(SteelyardError) -> HistorySource {
    let named = HistoryFileName(input.name)
    if let asset { return source(of: asset, named) }
    guard named.assets.count == 1, let code = named.assets.first else {
      throw input.error(
        "The file does not say which asset it is about.",
        remedy: "State the asset, or name the file after it: BTCUSDT_1h.csv.")
    }
    do throws(SteelyardError) {
      return source(of: try Currency(code), named)
    } catch {
      throw error.about(.place(file: input.name, row: nil, field: nil))
    }
  }

  /// The source of an asset that the file names, elsewhere as the caller or the file's name says.
  func source(of asset: Currency, in input: InputFile) -> HistorySource {
    source(of: asset, HistoryFileName(input.name))
  }

  private func source(of asset: Currency, _ named: HistoryFileName) -> HistorySource {
    HistorySource(asset: asset, venue: venue ?? named.venue, market: market ?? named.market)
  }
}
