import SteelyardContracts
import SteelyardFormats
import SteelyardMarket

extension DeribitFeedSession {
  /// Takes what stands on a channel.
  mutating func take(
    _ notification: DeribitNotification, at time: Timestamp, _ step: inout FeedStep
  ) throws(SteelyardError) {
    switch notification {
    case .ticker(let ticker): take(ticker, &step)
    case .book(let book): try take(book, at: time, &step)
    case .priceIndex(let name, let price, let observed):
      let pair = try PricePair(base: name.base, quote: name.quote)
      say(
        .price(SourcePrice(pair: pair, venue: Self.venue, price: price)), at: observed, &step)
    case .instrumentState(let name, let state, let observed):
      take(state: state, of: name, at: observed, &step)
    case .trades(let trades):
      for trade in trades {
        guard let held = followed[trade.name] else { continue }
        say(
          .trade(
            MarketTrade(
              instrument: held.instrument, price: trade.price, amount: trade.amount,
              taker: trade.isBuy ? .buyer : .seller)), at: trade.time, &step)
      }
    }
  }

  /// Voids books that were asked for again and have not come, and asks once more.
  mutating func askForLateBooks(at time: Timestamp, _ step: inout FeedStep) {
    // A request may need two rounds of patience: its own answer and the first message after it.
    let patience = -2 * Int64(settings.answerSecondsMax)
    let oldest = time.advanced(bySeconds: patience)
    guard pendingCurrencies.isEmpty, queue.isEmpty else { return }
    for name in books.keys.sorted() {
      guard let book = books[name], let since = book.waitingSince, since <= oldest else { continue }
      guard book.requestCount < settings.attemptsMax else {
        close("the order book of \(name) does not come", &step)
        return
      }
      books[name]?.askedAgain(at: time)
      askAgain(for: name)
    }
  }

  /// Says that a book is void, where it was whole.
  mutating func voidBook(_ name: String, at time: Timestamp, _ step: inout FeedStep) {
    guard let held = followed[name], books[name]?.isFollowed == true else { return }
    say(
      .book(BookUpdate(instrument: held.instrument, kind: .lost, bids: [], asks: [])), at: time,
      &step)
  }

  private mutating func take(_ ticker: DeribitTicker, _ step: inout FeedStep) {
    let observed = ticker.observation
    var content = Ticker(instrument: observed.instrument)
    content.markPrice = observed.markPrice
    content.markVolatility = observed.markVolatility
    content.quotes = Ticker.Quotes(bid: observed.bid, ask: observed.ask)
    content.underlyingPrice = observed.underlyingPrice
    content.underlyingPriceSource = observed.underlyingPriceSource
    content.indexPrice = observed.indexPrice
    content.interestRate = observed.interestRate
    content.openInterest = observed.openInterest
    content.volume = observed.volume
    say(.ticker(content), at: observed.time, &step)
    guard let rate = ticker.fundingRate, case .perpetual = observed.instrument.product,
      fundingRates[observed.instrument.description] != rate
    else { return }
    fundingRates[observed.instrument.description] = rate
    say(
      .funding(
        FundingUpdate(
          instrument: observed.instrument, rate: rate,
          intervalSeconds: Self.fundingIntervalSeconds)), at: observed.time, &step)
  }

  private mutating func take(
    _ book: DeribitBook, at time: Timestamp, _ step: inout FeedStep
  ) throws(SteelyardError) {
    // A book that is not followed any more may have had a message under way.
    guard let held = followed[book.name], var sequence = books[book.name] else { return }
    let wasFollowed = sequence.isFollowed
    let verdict = sequence.take(
      change: book.change, previousChange: book.previousChange, at: time)
    switch verdict {
    case .early: break
    case .gap:
      gapCount += 1
      if wasFollowed { voidBook(book.name, at: time, &step) }
      askAgain(for: book.name)
    case .snapshot, .change:
      say(
        .book(
          BookUpdate(
            instrument: held.instrument, kind: verdict == .snapshot ? .snapshot : .change,
            bids: book.bids.map { BookLevel(price: $0.price, amount: $0.amount) },
            asks: book.asks.map { BookLevel(price: $0.price, amount: $0.amount) })),
        at: book.time, &step)
    }
    books[book.name] = sequence
  }

  private mutating func askAgain(for name: String) {
    queue.add(.unsubscribe([.book(instrument: name)]))
    queue.add(.subscribe([.book(instrument: name)]))
  }

  private mutating func take(
    state: String, of name: String, at time: Timestamp, _ step: inout FeedStep
  ) {
    switch state {
    case "created", "started":
      // Its terms and its index are in no notification.
      if followed[name] == nil { queue.add(.instrument(name: name)) }
    case "closed", "deactivated", "terminated", "archivized": delist(name, at: time, &step)
    // Perpetuals are settled every day, and stay.
    case "settled": break
    default:
      step.problems.append(
        SteelyardError(
          .unsupported, "\(name.prefix(80)) is \"\(state.prefix(40))\".",
          remedy: "Nothing is to be done; the state has no meaning here."))
    }
  }

  /// The venue's one voice in the oracle.
  private static let venue = "deribit"
  /// The venue's funding rates are for eight hours.
  private static let fundingIntervalSeconds: Int64 = 28_800
}
