package import SteelyardContracts

/// A channel of Deribit's WebSocket interface.
package enum DeribitChannel: Sendable, Hashable {
  /// Marks and best quotes of an instrument, at most every 100 ms: `ticker.{instrument}.100ms`.
  case ticker(instrument: String)
  /// Changes of an order book, every 100 ms: `book.{instrument}.100ms`.
  case book(instrument: String)
  /// An index: `deribit_price_index.{index}`.
  case priceIndex(PriceIndexName)
  /// What is listed and closed of all kinds in a currency: `instrument.state.any.{currency}`.
  case instrumentState(currency: Currency)
  /// Trades of an instrument, every 100 ms: `trades.{instrument}.100ms`.
  case trades(instrument: String)

  /// The channel as Deribit writes it.
  package var text: String {
    switch self {
    case .ticker(let instrument): "ticker.\(instrument).100ms"
    case .book(let instrument): "book.\(instrument).100ms"
    case .priceIndex(let index): "deribit_price_index.\(index.text)"
    case .instrumentState(let currency): "instrument.state.any.\(currency.code)"
    case .trades(let instrument): "trades.\(instrument).100ms"
    }
  }

  /// Reads a channel; nil for one that is none of these.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    switch (parts.first, parts.count) {
    case ("ticker", 3): self = .ticker(instrument: String(parts[1]))
    case ("book", 3): self = .book(instrument: String(parts[1]))
    case ("trades", 3): self = .trades(instrument: String(parts[1]))
    case ("deribit_price_index", 2):
      guard let index = try? PriceIndexName(parts[1]) else { return nil }
      self = .priceIndex(index)
    case ("instrument", 4):
      guard parts[1] == "state", let currency = try? Currency(parts[3]) else { return nil }
      self = .instrumentState(currency: currency)
    default: return nil
    }
    guard self.text == text else { return nil }
  }
}
