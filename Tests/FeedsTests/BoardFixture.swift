import SteelyardContracts
import SteelyardFeeds
import SteelyardMarket
import TestSupport

/// A board with a perpetual, a future, two options and five index venues, and a clock in seconds.
struct BoardFixture {
  static let start = Timestamp(milliseconds: 1_773_480_000_000)
  var board: MarketBoard
  private var sequence: UInt64 = 0

  init(rules: BoardRules = .fiveVenues) throws { board = try MarketBoard(rules: rules) }

  static func time(_ seconds: Double) -> Timestamp {
    Timestamp(microseconds: start.microseconds + Int64((seconds * 1e6).rounded()))
  }

  static let names = [
    "BTC-PERPETUAL", "BTC-27MAR26", "BTC-27MAR26-70000-C", "BTC-27MAR26-70000-P",
  ]

  static func instrument(_ name: String) throws -> Instrument {
    try SampleMarket.instrument(name)
  }

  mutating func apply(_ content: MarketUpdate.Content, at seconds: Double) throws {
    sequence += 1
    try board.apply(
      MarketUpdate(feed: "test", sequence: sequence, time: Self.time(seconds), content))
  }

  /// Five venues a tenth of a basis point apart, around a price.
  mutating func index(_ price: Double, at seconds: Double, venues: Int = 5) throws {
    let pair = try PricePair(base: .btc, quote: .usd)
    for venue in 0..<venues {
      try apply(
        .price(
          SourcePrice(
            pair: pair, venue: "venue \(venue)", price: price * (1 + 1e-5 * Double(venue - 2)))),
        at: seconds)
    }
  }

  mutating func ticker(
    _ name: String, mark: Double?, volatility: Double? = nil, forward: Double? = nil,
    at seconds: Double
  ) throws {
    var ticker = Ticker(instrument: try Self.instrument(name))
    ticker.markPrice = mark
    ticker.markVolatility = volatility
    ticker.underlyingPrice = forward
    ticker.underlyingPriceSource = forward.map { _ in .synthetic("SYN") }
    try apply(.ticker(ticker), at: seconds)
  }

  /// Everything at once.
  mutating func fill(at seconds: Double, index: Double = 70_000, volatility: Double = 0.6) throws {
    try self.index(index, at: seconds)
    try ticker("BTC-PERPETUAL", mark: index, at: seconds)
    try ticker("BTC-27MAR26", mark: index * 1.001, at: seconds)
    for name in ["BTC-27MAR26-70000-C", "BTC-27MAR26-70000-P"] {
      try ticker(
        name, mark: 0.04, volatility: volatility, forward: index * 1.001, at: seconds)
    }
  }

  mutating func snapshot(at seconds: Double) throws -> BoardSnapshot {
    try board.snapshot(at: Self.time(seconds))
  }
}
