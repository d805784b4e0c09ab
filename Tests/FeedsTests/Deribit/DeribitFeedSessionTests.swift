import SteelyardContracts
import SteelyardFeeds
import SteelyardMarket
import TestSupport
import Testing

@Suite("Deribit feed session")
struct DeribitFeedSessionTests {
  @Test("from the open socket to live: hello, heartbeat, instruments, subscriptions")
  func opening() throws {
    var script = try DeribitScript()
    script.start()
    let first = script.takeSent()
    #expect(first.count == 3)
    #expect(first[0].contains("\"method\":\"public/hello\""))
    #expect(
      first[1]
        == #"{"jsonrpc":"2.0","id":2,"method":"public/set_heartbeat","params":{"interval":30}}"#)
    #expect(first[2].contains("get_instruments") && first[2].contains("\"currency\":\"BTC\""))
    for request in first { script.answer(request, [DeribitScript.perpetual, DeribitScript.call]) }
    #expect(script.session.state == .connecting)
    let channels = script.takeSent().joined()
    for channel in [
      "ticker.BTC-PERPETUAL.100ms", "book.BTC-PERPETUAL.100ms", "trades.BTC-PERPETUAL.100ms",
      "ticker.BTC-27MAR26-70000-C.100ms", "deribit_price_index.btc_usd",
      "instrument.state.any.BTC",
    ] { #expect(channels.contains(channel), "\(channel) in \(channels)") }
    #expect(!channels.contains("book.BTC-27MAR26-70000-C"))
  }

  @Test("everything answered and the first book whole: live; combos are no problem")
  func live() throws {
    var script = try liveScript()
    #expect(script.session.state == .live)
    #expect(script.problems == [])
    #expect(script.session.instruments.count == 2)
    let listed = script.takeUpdates().compactMap { update -> ListingUpdate? in
      guard case .listed(let listing) = update.content else { return nil }
      return listing
    }
    #expect(listed.count == 2)
    let terms = try #require(listed.last?.terms)
    #expect(try terms.tick(at: Amount(parsing: "0.01")) == Amount(parsing: "0.0005"))
    #expect(terms.averagingWindowSeconds == 1800)
  }

  @Test("a ticker in percent and null becomes decimals and nothing")
  func ticker() throws {
    var script = try liveScript()
    _ = script.takeUpdates()
    script.receive(DeribitScript.ticker)
    let update = try #require(script.updates.first)
    guard case .ticker(let ticker) = update.content else {
      Issue.record("\(update)")
      return
    }
    #expect(update.time == Timestamp(milliseconds: 1_773_480_001_234))
    #expect(ticker.markPrice == 0.0401)
    expectClose(expected: 0.6127, got: ticker.markVolatility ?? 0, .relative(1e-15))
    #expect(ticker.underlyingPrice == 70_100.25)
    #expect(ticker.underlyingPriceSource == .future("BTC-27MAR26"))
    #expect(ticker.quotes?.ask?.amount == 3.5)
    #expect(ticker.openInterest == 345.6)
  }

  @Test("the perpetual's funding is told when it changes, and an index is one venue's price")
  func fundingAndIndex() throws {
    var script = try liveScript()
    _ = script.takeUpdates()
    let ticker = DeribitScript.notification(
      "ticker.BTC-PERPETUAL.100ms",
      #"{"timestamp":1773480001000,"instrument_name":"BTC-PERPETUAL","mark_price":70005.5,"#
        + #""index_price":70000.1,"best_bid_price":70005.0,"best_bid_amount":1000.0,"#
        + #""best_ask_price":0.0,"best_ask_amount":0.0,"current_funding":0.0001,"funding_8h":2e-5}"#
    )
    script.receive(ticker)
    script.receive(ticker)
    script.receive(
      DeribitScript.notification(
        "deribit_price_index.btc_usd",
        #"{"timestamp":1773480001500,"price":70000.1,"index_name":"btc_usd"}"#))
    let updates = script.takeUpdates()
    #expect(updates.count == 4)
    guard case .ticker(let first) = updates[0].content,
      case .funding(let funding) = updates[1].content, case .price(let price) = updates[3].content
    else {
      Issue.record("\(updates)")
      return
    }
    #expect(first.quotes?.ask == nil)
    #expect(first.quotes?.bid?.price == 70_005)
    expectClose(expected: 0.0001 / 8, got: funding.ratePerHour, .relative(1e-15))
    #expect(price.venue == "deribit" && price.price == 70_000.1)
    #expect(price.pair.description == "BTC/USD")
  }

  @Test("changes follow one another; a gap voids the book, which is asked for again")
  func bookGap() throws {
    var script = try liveScript()
    _ = script.takeUpdates()
    var board = try MarketBoard(rules: .oneVenue)
    func apply(_ script: inout DeribitScript) throws {
      for update in script.takeUpdates() { try board.apply(update) }
    }
    let perpetual = try SampleMarket.instrument("BTC-PERPETUAL")
    script.receive(
      DeribitScript.book(
        change: 100, previous: nil, bids: #"[["new",70000.0,100.0],["new",69999.5,50.0]]"#,
        asks: #"[["new",70001.0,10.0]]"#))
    script.receive(
      DeribitScript.book(
        change: 101, previous: 100, bids: #"[["delete",70000.0,0.0],["change",69999.5,70.0]]"#))
    try apply(&script)
    #expect(board.book(of: perpetual)?.bids == [BookLevel(price: 69_999.5, amount: 70)])
    #expect(script.session.state == .live)
    script.receive(DeribitScript.book(change: 105, previous: 104, bids: "[]"))
    #expect(script.session.state == .recovering)
    #expect(script.session.gapCount == 1)
    try apply(&script)
    #expect(board.book(of: perpetual) == nil)
    #expect(board.feeds["deribit"]?.state == .recovering)
    let again = script.takeSent()
    #expect(again.count == 2)
    #expect(again[0].contains("public/unsubscribe") && again[1].contains("public/subscribe"))
    // What was under way before the new snapshot is of no use, and no second gap.
    script.receive(DeribitScript.book(change: 106, previous: 105, bids: "[]"))
    #expect(script.session.gapCount == 1)
    for request in again { script.answer(request, []) }
    script.receive(
      DeribitScript.book(change: 110, previous: nil, bids: #"[["new",70010.0,1.0]]"#))
    #expect(script.session.state == .live)
    try apply(&script)
    #expect(board.book(of: perpetual)?.bids == [BookLevel(price: 70_010, amount: 1)])
  }

  @Test("a book that does not come is asked for again, and at last the connection is given up")
  func lateBook() throws {
    var script = try liveScript()
    script.receive(DeribitScript.book(change: 105, previous: 104, bids: "[]"))
    var rounds = 0
    for _ in 0..<40 where script.connection == .unchanged {
      script.answerAll()
      script.receive(#"{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"heartbeat"}}"#)
      script.tick(after: 5)
      rounds += script.sent.isEmpty ? 0 : 1
    }
    #expect(rounds >= 3)
    guard case .close(let reason) = script.connection else {
      Issue.record("\(script.connection)")
      return
    }
    #expect(reason.contains("BTC-PERPETUAL"))
  }

  @Test("a test request is answered at once, past whatever waits")
  func testRequest() throws {
    var script = try DeribitScript { $0.requestsMax = 1 }
    script.start()
    _ = script.takeSent()
    script.receive(#"{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}}"#)
    #expect(
      script.takeSent() == [#"{"jsonrpc":"2.0","id":0,"method":"public/test","params":{}}"#])
  }

  @Test("too many requests: a pause that grows, then the same request again")
  func rateLimit() throws {
    var script = try DeribitScript()
    script.start()
    let first = script.takeSent()
    let list = try #require(first.first { $0.contains("get_instruments") })
    let identifier = try #require(DeribitScript.identifier(of: list))
    for request in first where request != list { script.answer(request, []) }
    script.receive(
      #"{"jsonrpc":"2.0","id":\#(identifier),"error":{"code":10028,"message":"too_many_requests","#
        + #""data":{"wait":1}}}"#)
    #expect(script.takeSent() == [])
    script.tick(after: 1.9)
    #expect(script.takeSent() == [])
    script.tick(after: 0.2)
    #expect(script.takeSent().contains { $0.contains("get_instruments") })
    #expect(script.problems == [])
  }

  @Test("no answer: asked again, then the connection is given up")
  func noAnswer() throws {
    var script = try DeribitScript { $0.attemptsMax = 2 }
    script.start()
    let count = script.takeSent().count
    script.tick(after: 10)
    #expect(script.takeSent().count == count)
    #expect(script.connection == .unchanged)
    script.tick(after: 10)
    guard case .close = script.connection else {
      Issue.record("\(script.connection)")
      return
    }
    #expect(script.problems.contains { $0.code == .unavailable })
  }

  @Test("a refused subscription is halved until the channel that is wrong stands alone")
  func refusedChannel() throws {
    var script = try DeribitScript { $0.books = .none }
    script.start()
    var dropped = 0
    for _ in 0..<60 where script.session.state != .live {
      for request in script.takeSent() {
        if request.contains("ticker.BTC-27MAR26-70000-C"),
          let identifier = DeribitScript.identifier(of: request)
        {
          dropped += 1
          script.receive(
            #"{"jsonrpc":"2.0","id":\#(identifier),"error":{"code":-32602,"message":"Invalid params"}}"#
          )
        } else {
          script.answer(request, [DeribitScript.perpetual, DeribitScript.call])
        }
      }
    }
    // Three channels, then two of them, then the one.
    #expect(dropped == 3)
    #expect(script.session.state == .live)
    #expect(script.problems.map(\.code) == [.missingMarketData])
    #expect(script.problems[0].message.contains("ticker.BTC-27MAR26-70000-C.100ms"))
  }

  @Test("unknown currency: the connection is given up with the venue's words")
  func refusedCurrency() throws {
    var script = try DeribitScript()
    script.start()
    let list = try #require(script.sent.first { $0.contains("get_instruments") })
    let identifier = try #require(DeribitScript.identifier(of: list))
    script.receive(
      #"{"jsonrpc":"2.0","id":\#(identifier),"error":{"code":-32602,"message":"Invalid params","#
        + #""data":{"reason":"wrong currency","param":"currency"}}}"#)
    guard case .close(let reason) = script.connection else {
      Issue.record("\(script.connection)")
      return
    }
    #expect(reason.contains("wrong currency"))
  }

  @Test("silence: the connection is given up after the time that is set")
  func silence() throws {
    var script = try liveScript()
    script.tick(after: 74)
    #expect(script.connection == .unchanged)
    script.tick(after: 1)
    #expect(script.connection == .close(reason: "no message for 75 s"))
  }

  @Test("a lost connection voids the books and comes back later each time, by lot")
  func reconnect() throws {
    var script = try liveScript()
    _ = script.takeUpdates()
    var delays: [Double] = []
    for attempt in 0..<9 {
      script.take(script.session.closed(at: script.time, reason: "reset by peer"))
      guard case .open(let time) = script.connection else {
        Issue.record("\(script.connection)")
        return
      }
      if attempt == 0 {
        let kinds = script.takeUpdates().map { update -> String in
          switch update.content {
          case .book(let book): "\(book.kind)"
          case .feed(let report): report.state.rawValue
          default: "other"
          }
        }
        #expect(kinds == ["lost", "connecting"])
      }
      delays.append(Double(time.microseconds - script.time.microseconds) / 1e6)
    }
    for (attempt, delay) in delays.enumerated() {
      let whole = min(60, 0.5 * Double(1 << attempt))
      #expect(delay >= whole / 2 && delay <= whole, "\(delays)")
    }
    var again = try liveScript()
    again.take(again.session.closed(at: again.time, reason: ""))
    guard case .open(let time) = again.connection else { return }
    #expect(Double(time.microseconds - again.time.microseconds) / 1e6 == delays[0])
  }

  @Test("after a reconnect what is not listed any more is told as delisted")
  func relisting() throws {
    var script = try liveScript()
    script.take(script.session.closed(at: script.time, reason: "reset"))
    _ = script.takeUpdates()
    script.start()
    script.answerAll(instruments: [DeribitScript.perpetual])
    #expect(
      script.takeUpdates().contains {
        if case .delisted(let instrument) = $0.content { instrument.isOption } else { false }
      })
    #expect(script.session.instruments.count == 1)
  }

  @Test("a new listing is asked for, told and subscribed to; a closed one is told")
  func listing() throws {
    var script = try liveScript()
    _ = script.takeUpdates()
    script.receive(state("created", "BTC-27MAR26-75000-C"))
    script.answerAll(instruments: [
      DeribitScript.call.replacing("70000", with: "75000")
    ])
    #expect(script.session.instruments.count == 3)
    script.receive(state("closed", "BTC-27MAR26-75000-C"))
    #expect(script.session.instruments.count == 2)
    let told = script.takeUpdates().compactMap { update -> String? in
      switch update.content {
      case .listed: "listed"
      case .delisted: "delisted"
      default: nil
      }
    }
    #expect(told == ["listed", "delisted"])
    script.receive(state("settled", "BTC-PERPETUAL"))
    #expect(script.session.instruments.count == 2)
    #expect(script.problems == [])
  }

  @Test("after an expiry the delivery price is asked for until it is there")
  func delivery() throws {
    var script = try liveScript()
    _ = script.takeUpdates()
    let expiry = try Timestamp(parsing: "2026-03-27T08:00:00Z")
    script.time = expiry.advanced(bySeconds: 10)
    script.receive(#"{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"heartbeat"}}"#)
    script.tick(after: 0)
    func answer(_ date: String, _ script: inout DeribitScript) throws {
      let request = try #require(script.takeSent().first { $0.contains("get_delivery_prices") })
      #expect(request.contains("\"index_name\":\"btc_usd\""))
      let identifier = try #require(DeribitScript.identifier(of: request))
      script.receive(
        #"{"jsonrpc":"2.0","id":\#(identifier),"result":{"data":[{"date":"\#(date)","#
          + #""delivery_price":69876.54}],"records_total":1}}"#)
    }
    try answer("2026-03-26", &script)
    #expect(script.takeUpdates().isEmpty)
    script.tick(after: 10)
    try answer("2026-03-27", &script)
    let settled = script.takeUpdates().compactMap { update -> SettlementUpdate? in
      guard case .settled(let settlement) = update.content else { return nil }
      return settlement
    }
    #expect(settled.map(\.expiry) == [expiry])
    #expect(try settled.first?.deliveryPrice == Amount(parsing: "69876.54"))
    script.tick(after: 10)
    #expect(script.takeSent() == [])
  }

  @Test(
    "messages that can't be read are problems, and the feed goes on",
    arguments: [
      "", "{", "[]", "null", "{}", #"{"jsonrpc":"2.0","id":99}"#,
      #"{"jsonrpc":"2.0","method":"subscription","params":{}}"#,
      #"{"jsonrpc":"2.0","method":5,"params":{}}"#,
      DeribitScript.ticker.replacing("0.0401", with: "-1"),
      DeribitScript.ticker.replacing("1773480001234", with: "1e99"),
      DeribitScript.ticker.replacing("BTC-27MAR26-70000-C\",\"index", with: "BTC-X\",\"index"),
      DeribitScript.book(change: 1, previous: nil, bids: #"[["new",70000.0]]"#),
      DeribitScript.book(change: 1, previous: nil, bids: #"[["old",70000.0,1.0]]"#),
      DeribitScript.book(change: 1, previous: nil, bids: #"[["new",-5.0,1.0]]"#),
    ])
  func badMessage(text: String) throws {
    var script = try liveScript()
    script.receive(text)
    #expect(script.problems.count == 1, "\(script.problems)")
    #expect(script.connection == .unchanged)
    #expect(script.session.state == .live)
  }

  @Test("too many unreadable messages in a row: the connection is given up")
  func nonsense() throws {
    var script = try DeribitScript { $0.badMessagesMax = 3 }
    script.start()
    for _ in 0..<3 { script.receive("nonsense") }
    guard case .close = script.connection else {
      Issue.record("\(script.connection)")
      return
    }
  }

  @Test("every cut and many flips of real messages are read or refused, never a crash")
  func fuzz() throws {
    let messages = [
      DeribitScript.ticker,
      DeribitScript.book(change: 7, previous: 6, bids: #"[["new",70000.0,100.0]]"#),
      #"{"jsonrpc":"2.0","id":3,"result":[\#(DeribitScript.perpetual),\#(DeribitScript.call)]}"#,
    ]
    let seed: UInt64 = 20_261_121
    print("seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    var script = try DeribitScript { $0.badMessagesMax = 1_000_000 }
    script.start()
    for message in messages {
      let bytes = Array(message.utf8)
      for end in bytes.indices {
        script.take(script.session.receive(Array(bytes[..<end]), at: script.time))
      }
      for _ in 0..<2000 {
        var changed = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
          changed[Int.random(in: changed.indices, using: &generator)] = UInt8.random(
            in: 0...255, using: &generator)
        }
        script.take(script.session.receive(changed, at: script.time))
      }
    }
    #expect(script.session.messageCount > 7000)
    #expect(script.problems.count > 5000)
  }

  @Test("settings that can't be are refused by name")
  func settings() {
    for change: (inout DeribitFeedSettings) -> Void in [
      { $0.heartbeatSeconds = 9 }, { $0.currencies = [] }, { $0.channelsMax = 0 },
      { $0.clientName = "a \"quote\"" }, { $0.reconnectMillisecondsMax = 1 },
    ] { expectError(.invalidInput) { _ = try DeribitScript(change) } }
  }

  private func state(_ state: String, _ name: String) -> String {
    DeribitScript.notification(
      "instrument.state.any.BTC",
      #"{"timestamp":1773480002000,"state":"\#(state)","instrument_name":"\#(name)"}"#)
  }

  private func liveScript() throws -> DeribitScript {
    var script = try DeribitScript()
    script.start()
    script.answerAll()
    script.receive(
      DeribitScript.book(change: 90, previous: nil, bids: #"[["new",69990.0,10.0]]"#))
    return script
  }
}
