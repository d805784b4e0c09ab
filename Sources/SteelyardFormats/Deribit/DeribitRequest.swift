package import SteelyardContracts

/// What is asked of Deribit's JSON-RPC interface over a WebSocket.
///
/// - Source: Deribit API v2.1.1, docs.deribit.com, methods under `public/`.
package enum DeribitRequest: Sendable, Hashable {
  /// Says who is there: `public/hello`.
  case hello(clientName: String, clientVersion: String)
  /// Asks for a heartbeat every so many seconds, at least 10: `public/set_heartbeat`.
  case setHeartbeat(intervalSeconds: Int)
  /// Answers a test request, or is one: `public/test`.
  case test
  /// All instruments of a currency that have not expired: `public/get_instruments`.
  case instruments(currency: Currency)
  /// One instrument by its name: `public/get_instrument`.
  case instrument(name: String)
  /// Delivery prices of an index, the latest first: `public/get_delivery_prices`.
  case deliveryPrices(index: PriceIndexName, count: Int)
  /// Channels to be sent from now on: `public/subscribe`.
  case subscribe([DeribitChannel])
  /// Channels not to be sent any more: `public/unsubscribe`.
  case unsubscribe([DeribitChannel])

  /// The request as a text.
  ///
  /// - Parameter identifier: The number that its answer will carry.
  /// - Throws: Nothing in practice: what JSON can't say is not in a request.
  package func text(identifier: Int64) throws(SteelyardError) -> String {
    var writer = JSONWriter(.compact)
    try writer.object { writer throws(SteelyardError) in
      writer.key("jsonrpc")
      writer.string("2.0")
      writer.key("id")
      writer.integer(Int(identifier))
      writer.key("method")
      writer.string(method)
      writer.key("params")
      try writer.object { writer throws(SteelyardError) in try parameters(&writer) }
    }
    return String(decoding: writer.text, as: UTF8.self)
  }

  /// The name of the method.
  package var method: String {
    switch self {
    case .hello: "public/hello"
    case .setHeartbeat: "public/set_heartbeat"
    case .test: "public/test"
    case .instruments: "public/get_instruments"
    case .instrument: "public/get_instrument"
    case .deliveryPrices: "public/get_delivery_prices"
    case .subscribe: "public/subscribe"
    case .unsubscribe: "public/unsubscribe"
    }
  }

  private func parameters(_ writer: inout JSONWriter) throws(SteelyardError) {
    switch self {
    case .hello(let clientName, let clientVersion):
      writer.key("client_name")
      writer.string(clientName)
      writer.key("client_version")
      writer.string(clientVersion)
    case .setHeartbeat(let intervalSeconds):
      writer.key("interval")
      writer.integer(intervalSeconds)
    case .test: break
    case .instruments(let currency):
      writer.key("currency")
      writer.string(currency.code)
      writer.key("expired")
      writer.boolean(false)
    case .instrument(let name):
      writer.key("instrument_name")
      writer.string(name)
    case .deliveryPrices(let index, let count):
      writer.key("index_name")
      writer.string(index.text)
      writer.key("offset")
      writer.integer(0)
      writer.key("count")
      writer.integer(count)
    case .subscribe(let channels), .unsubscribe(let channels):
      writer.key("channels")
      try writer.array { writer throws(SteelyardError) in
        for channel in channels { writer.string(channel.text) }
      }
    }
  }
}

/// The name of an index: `btc_usd`.
package struct PriceIndexName: Sendable, Hashable {
  /// The coin.
  package let base: Currency
  /// The currency of the price.
  package let quote: Currency

  /// The index of a coin in a currency.
  package init(base: Currency, quote: Currency) {
    self.base = base
    self.quote = quote
  }

  /// Reads a name.
  ///
  /// - Throws: `invalidInput` unless it is two codes in lower case with `_` between.
  package init(_ text: some StringProtocol) throws(SteelyardError) {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 2, text.utf8.allSatisfy({ !(0x41...0x5A).contains($0) }) else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(40))\" is not the name of an index.",
        remedy: "Expect a name such as btc_usd.")
    }
    base = try Currency(parts[0].uppercased())
    quote = try Currency(parts[1].uppercased())
  }

  /// The name as Deribit writes it.
  package var text: String { base.code.lowercased() + "_" + quote.code.lowercased() }
}
