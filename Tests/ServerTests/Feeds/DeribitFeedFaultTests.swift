import SteelyardContracts
import SteelyardFeeds
import SteelyardMarket
import SteelyardServer
import Synchronization
import TestSupport
import Testing

/// A feed on a fake venue, and the board that it fills.
final class FedBoard: Sendable {
  let venue: FakeDeribit
  let feed: DeribitFeed
  private let board: Box
  private let ahead = Ahead()

  private final class Box: Sendable {
    let board: Mutex<MarketBoard>
    init() throws { board = Mutex(try MarketBoard(rules: .oneVenue)) }
  }
  private final class Ahead: Sendable { let seconds = Mutex(Int64(0)) }

  init(port: UInt16, venue: FakeDeribit, _ loop: Loop) throws {
    self.venue = venue
    var settings = DeribitFeedSettings(currencies: [.btc])
    settings.requestSpacingMilliseconds = 0
    settings.reconnectMillisecondsMin = 10
    settings.reconnectMillisecondsMax = 50
    let box = try Box()
    board = box
    let clock = ahead
    feed = try DeribitFeed(
      settings: settings,
      options: DeribitFeed.Options(url: "ws://127.0.0.1:\(port)/ws/api/v2"), on: loop,
      now: { WallClock.now.advanced(bySeconds: clock.seconds.withLock { $0 }) }
    ) { updates in
      for update in updates { _ = try? box.board.withLock { try $0.apply(update) } }
    }
    feed.start()
  }

  /// Lets the feed's clock leap.
  func leap(seconds: Int64) { ahead.seconds.withLock { $0 += seconds } }

  var bestBid: Double? {
    guard let perpetual = try? SampleMarket.instrument("BTC-PERPETUAL") else { return nil }
    return board.board.withLock { $0.book(of: perpetual)?.bids.first?.price }
  }

  /// Waits until the feed is live and the board's best bid is the venue's.
  func isRight() async -> Bool {
    await VenueHarness.wait { self.feed.report.state == .live && self.bestBid == self.venue.best }
  }
}

@Suite("Deribit's feed when the venue goes wrong", .serialized)
struct DeribitFeedFaultTests {
  private func withFeed(
    refused: Set<String> = [], _ body: (FakeDeribit, FedBoard) async throws -> Void
  ) async throws {
    let venue = FakeDeribit()
    venue.refuse(refused)
    try await withServer(venue.router) { server in
      let loop = try await Loop.start(name: "feed-loop")
      let fed = try FedBoard(port: server.port, venue: venue, loop)
      do {
        #expect(await fed.isRight(), "\(fed.feed.report)")
        try await body(venue, fed)
      } catch { Issue.record(error) }
      await fed.feed.stop()
      await loop.stop()
    }
  }

  @Test("changes that continue one another are followed")
  func follows() async throws {
    try await withFeed { venue, fed in
      for price in [70_001.0, 70_002.5] { venue.move(to: price) }
      #expect(await VenueHarness.wait { fed.bestBid == 70_002.5 })
      #expect(fed.feed.tally.gaps == 0)
    }
  }

  @Test("a missed change voids the book, and it is asked for again")
  func gap() async throws {
    try await withFeed { venue, fed in
      venue.move(to: 70_010, dropping: true)
      #expect(await VenueHarness.wait { fed.feed.tally.gaps == 1 })
      #expect(await fed.isRight())
      #expect(fed.bestBid == 70_010)
      #expect(venue.requests.contains("public/unsubscribe"))
      #expect(fed.feed.tally.connections == 1)
    }
  }

  @Test("a message that can't be read is left out, and the connection stays")
  func malformed() async throws {
    try await withFeed { venue, fed in
      venue.send("{\"jsonrpc\"")
      venue.move(to: 70_020)
      #expect(await VenueHarness.wait { fed.bestBid == 70_020 })
      #expect(fed.feed.tally.connections == 1)
    }
  }

  @Test("a closed connection is opened again, and the board is right afterwards")
  func closed() async throws {
    try await withFeed { venue, fed in
      venue.closeAll()
      #expect(await VenueHarness.wait { fed.feed.tally.connections == 2 })
      venue.move(to: 70_030)
      #expect(await fed.isRight())
    }
  }

  @Test("a venue that says nothing for too long is left and met again")
  func silence() async throws {
    try await withFeed { venue, fed in
      venue.fallSilent()
      fed.leap(seconds: 120)
      #expect(await VenueHarness.wait { fed.feed.tally.connections >= 2 })
      venue.speakAgain()
      // What was asked while it was silent is asked again once it is late.
      fed.leap(seconds: 11)
      #expect(await fed.isRight())
    }
  }

  @Test("a channel that is refused costs that channel alone")
  func refused() async throws {
    try await withFeed(refused: ["trades.BTC-PERPETUAL.100ms"]) { venue, fed in
      venue.move(to: 70_040)
      #expect(await VenueHarness.wait { fed.bestBid == 70_040 })
      #expect(venue.requests.count { $0 == "public/subscribe" } > 2)
    }
  }
}
