package import SteelyardContracts
package import SteelyardMarket

/// What stands on a channel.
package enum DeribitNotification {
  /// Marks and best quotes.
  case ticker(DeribitTicker)
  /// Levels of an order book.
  case book(DeribitBook)
  /// An index.
  case priceIndex(PriceIndexName, price: Double, time: Timestamp)
  /// An instrument begins or ends.
  case instrumentState(name: String, state: String, time: Timestamp)
  /// Trades.
  case trades([DeribitTrade])

  init(_ channel: DeribitChannel, _ data: JSONValue) throws(SteelyardError) {
    switch channel {
    case .ticker: self = .ticker(try DeribitTicker(data))
    case .book(let name): self = .book(try DeribitBook(data, name: name))
    case .priceIndex(let index):
      let stated = try data.required("index_name").string()
      guard stated == index.text else {
        throw data.error(
          "The channel of \(index.text) carries \(stated.prefix(40)).", remedy: "Report it.")
      }
      let price = try data.required("price")
      self = .priceIndex(
        index,
        price: try ObservationCheck.checked(
          try price.number(), .positivePrice, text: price.text, price.subject),
        time: try data.milliseconds("timestamp"))
    case .instrumentState:
      self = .instrumentState(
        name: try data.required("instrument_name").string(),
        state: try data.required("state").string(), time: try data.milliseconds("timestamp"))
    case .trades:
      var trades: [DeribitTrade] = []
      for value in try data.elements() { trades.append(try DeribitTrade(value)) }
      self = .trades(trades)
    }
  }
}

/// A ticker.
package struct DeribitTicker {
  /// What it says, in this package's units.
  package let observation: InstrumentObservation
  /// The funding rate of a perpetual at the moment, over 8 hours; nil for anything else.
  package let fundingRate: Double?

  private static let reader = MarketRowReader(layout: .deribitTicker, file: "Deribit's ticker")

  init(_ data: JSONValue) throws(SteelyardError) {
    let row = MarketJSONRow(value: data, layout: Self.reader.layout, rowNumber: 1)
    observation = try Self.reader.observation(row)
    guard let funding = data.present("current_funding") else {
      fundingRate = nil
      return
    }
    fundingRate = try ObservationCheck.checked(
      try funding.number(), .rate, text: funding.text, funding.subject)
  }
}

/// Levels of an order book.
package struct DeribitBook {
  /// One price and what stands at it; an amount of 0 takes it away.
  package struct Level {
    /// The price, in `Instrument.priceCurrency`.
    package let price: Double
    /// The amount, in `Instrument.quantityCurrency`.
    package let amount: Double
  }

  /// The instrument's name.
  package let name: String
  /// When.
  package let time: Timestamp
  /// The number of this change.
  package let change: Int64
  /// The number of the change before it; nil where this is the whole book.
  package let previousChange: Int64?
  /// Bids, in any order.
  package let bids: [Level]
  /// Asks, in any order.
  package let asks: [Level]

  init(_ data: JSONValue, name: String) throws(SteelyardError) {
    let stated = try data.required("instrument_name").string()
    guard stated == name else {
      throw data.error("The book of \(name) carries \(stated.prefix(40)).", remedy: "Report it.")
    }
    self.name = name
    time = try data.milliseconds("timestamp")
    change = try data.required("change_id").integer()
    switch try data.required("type").string() {
    case "snapshot": previousChange = nil
    case "change": previousChange = try data.required("prev_change_id").integer()
    case let other:
      throw data.error("A book can't be a \"\(other.prefix(40))\".", remedy: "Report it.")
    }
    bids = try Self.levels(try data.required("bids"))
    asks = try Self.levels(try data.required("asks"))
  }

  private static func levels(_ side: JSONValue) throws(SteelyardError) -> [Level] {
    var levels: [Level] = []
    for entry in try side.elements() {
      let parts = Array(try entry.elements())
      guard parts.count == 3 else {
        throw entry.error("A level has \(parts.count) parts, not 3.", remedy: "Report it.")
      }
      let action = try parts[0].string()
      guard ["new", "change", "delete"].contains(action) else {
        throw parts[0].error(
          "A level can't be \"\(action.prefix(40))\".", remedy: "Expect new, change or delete.")
      }
      let price = try ObservationCheck.checked(
        try parts[1].number(), .price, text: parts[1].text, parts[1].subject)
      let amount = try ObservationCheck.checked(
        try parts[2].number(), .amount, text: parts[2].text, parts[2].subject)
      levels.append(Level(price: price, amount: action == "delete" ? 0 : amount))
    }
    return levels
  }
}

/// A trade.
package struct DeribitTrade {
  /// The instrument's name.
  package let name: String
  /// When.
  package let time: Timestamp
  /// The price, in `Instrument.priceCurrency`.
  package let price: Double
  /// The amount, in `Instrument.quantityCurrency`.
  package let amount: Double
  /// Whether the buyer crossed the spread.
  package let isBuy: Bool

  init(_ value: JSONValue) throws(SteelyardError) {
    name = try value.required("instrument_name").string()
    time = try value.milliseconds("timestamp")
    let (price, amount) = (try value.required("price"), try value.required("amount"))
    self.price = try ObservationCheck.checked(
      try price.number(), .price, text: price.text, price.subject)
    self.amount = try ObservationCheck.checked(
      try amount.number(), .amount, text: amount.text, amount.subject)
    switch try value.required("direction").string() {
    case "buy": isBuy = true
    case "sell": isBuy = false
    case let other:
      throw value.error("A trade can't be a \"\(other.prefix(40))\".", remedy: "Report it.")
    }
  }
}

extension JSONValue {
  /// The instant in a member, in milliseconds since 1970.
  func milliseconds(_ key: StaticString) throws(SteelyardError) -> Timestamp {
    let member = try required(key)
    let count = try member.integer()
    do { return try Timestamp(checkingMilliseconds: count) } catch {
      throw error.about(member.subject)
    }
  }
}
