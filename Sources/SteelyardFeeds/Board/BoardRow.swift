import SteelyardContracts
import SteelyardMarket

/// What a board holds of one instrument.
struct BoardRow: Sendable {
  /// What was last told of an instrument: what its moves are measured from.
  struct Reference: Sendable {
    var markPrice: Double?
    var markVolatility: Double?
    var underlyingPrice: Double?
  }

  /// The place of its underlying in the board.
  let group: Int
  /// The merged observation; its time is that of the mark.
  var observation: InstrumentObservation
  /// When a mark was last said; nil for never.
  var markTime: Timestamp?
  /// When the quotes were last said, by ticker or book; nil for never.
  var quotesTime: Timestamp?
  /// The order book; nil where none is fed, or changes were missed.
  var book: OrderBook?
  var bookTime: Timestamp?
  /// A mark that follows the venue's slowly; perpetuals and futures only.
  var stableMark: StablePrice?
  var reference = Reference()
  /// Whether it stood in the last snapshot.
  var isShown = false

  var instrument: Instrument { observation.instrument }

  init(_ instrument: Instrument, group: Int, time: Timestamp, origin: InstrumentObservation.Origin)
  {
    self.group = group
    observation = InstrumentObservation(instrument: instrument, time: time, origin: origin)
  }

  /// Takes what a ticker says that is not older than what is held.
  ///
  /// - Returns: What has moved since it was last told of.
  mutating func take(
    _ ticker: Ticker, at time: Timestamp, origin: InstrumentObservation.Origin,
    _ significance: BoardRules.Significance
  ) -> BoardChanges {
    if let quotes = ticker.quotes, time >= quotesTime ?? time {
      quotesTime = time
      observation.bid = quotes.bid
      observation.ask = quotes.ask
    }
    guard ticker.saysMore, time >= markTime ?? time else { return [] }
    observation = observation.dated(time, origin)
    if ticker.markPrice != nil || ticker.markVolatility != nil { markTime = time }
    observation.markPrice = ticker.markPrice ?? observation.markPrice
    observation.markVolatility = ticker.markVolatility ?? observation.markVolatility
    observation.underlyingPrice = ticker.underlyingPrice ?? observation.underlyingPrice
    observation.underlyingPriceSource =
      ticker.underlyingPriceSource ?? observation.underlyingPriceSource
    observation.indexPrice = ticker.indexPrice ?? observation.indexPrice
    observation.interestRate = ticker.interestRate ?? observation.interestRate
    observation.openInterest = ticker.openInterest ?? observation.openInterest
    observation.volume = ticker.volume ?? observation.volume
    observation.settlementAverage = ticker.settlementAverage ?? observation.settlementAverage
    return isShown ? moves(significance) : []
  }

  /// Takes levels of the book, and the best of them as the quotes.
  mutating func take(_ update: BookUpdate, at time: Timestamp, levelsMax: Int) {
    guard time >= bookTime ?? time else { return }
    bookTime = time
    switch update.kind {
    case .lost:
      book = nil
      return
    case .snapshot:
      var whole = OrderBook()
      whole.replace(bids: update.bids, asks: update.asks, levelsMax: levelsMax)
      book = whole
    case .change:
      // Changes of a book that is not held would be a book with holes.
      guard book != nil else { return }
      book?.change(bids: update.bids, asks: update.asks, levelsMax: levelsMax)
    }
    guard let book, time >= quotesTime ?? time else { return }
    quotesTime = time
    // A ticker's volatility belongs to its own quote, so it stays only while the price does.
    observation.bid = Self.quote(book.bids.first, keeping: observation.bid)
    observation.ask = Self.quote(book.asks.first, keeping: observation.ask)
  }

  /// What has moved since it was last told of.
  func moves(_ significance: BoardRules.Significance) -> BoardChanges {
    var changes: BoardChanges = []
    if observation.instrument.isOption {
      if Self.isMoved(
        observation.markVolatility, reference.markVolatility,
        by: 0.01 * significance.volatilityPointsMin, .absolute)
      {
        changes.insert(.volatilityMoved)
      }
      if Self.isMoved(
        observation.underlyingPrice, reference.underlyingPrice, by: significance.moveRelativeMin,
        .relative)
      {
        changes.insert(.forwardMoved)
      }
    } else if Self.isMoved(
      observation.markPrice, reference.markPrice, by: significance.moveRelativeMin, .relative)
    {
      changes.insert(.forwardMoved)
    }
    return changes
  }

  /// Makes what is held now what later moves are measured from.
  mutating func remember() {
    reference = Reference(
      markPrice: observation.markPrice, markVolatility: observation.markVolatility,
      underlyingPrice: observation.underlyingPrice)
  }

  private enum Measure { case absolute, relative }

  private static func isMoved(
    _ now: Double?, _ before: Double?, by least: Double, _ measure: Measure
  ) -> Bool {
    guard let now, let before else { return (now == nil) != (before == nil) }
    // Equal numbers are no move, even where any move is worth telling.
    if now == before { return false }
    let move = abs(now - before)
    return measure == .absolute ? move >= least : move >= least * abs(before)
  }

  private static func quote(
    _ level: BookLevel?, keeping held: InstrumentObservation.Quote?
  ) -> InstrumentObservation.Quote? {
    guard let level else { return nil }
    return .init(
      price: level.price, amount: level.amount,
      volatility: held?.price == level.price ? held?.volatility : nil)
  }
}

extension Ticker {
  /// Whether it says anything besides quotes.
  fileprivate var saysMore: Bool {
    markPrice != nil || markVolatility != nil || underlyingPrice != nil || indexPrice != nil
      || interestRate != nil || openInterest != nil || volume != nil || settlementAverage != nil
  }
}

extension InstrumentObservation {
  /// The same values, observed at another time and place.
  fileprivate func dated(_ time: Timestamp, _ origin: Origin) -> InstrumentObservation {
    var copy = InstrumentObservation(instrument: instrument, time: time, origin: origin)
    copy.markPrice = markPrice
    copy.markVolatility = markVolatility
    copy.bid = bid
    copy.ask = ask
    copy.underlyingPrice = underlyingPrice
    copy.underlyingPriceSource = underlyingPriceSource
    copy.indexPrice = indexPrice
    copy.interestRate = interestRate
    copy.openInterest = openInterest
    copy.volume = volume
    copy.confidence = confidence
    copy.settlementAverage = settlementAverage
    return copy
  }
}
