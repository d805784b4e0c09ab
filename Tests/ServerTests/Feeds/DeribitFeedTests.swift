import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardMarket
import SteelyardServer
import Synchronization
import TestSupport
import Testing

@Suite("Deribit's feed over a socket", .serialized)
struct DeribitFeedTests {
  @Test("a feed of our own venue leaves the board with the venue's marks")
  func roundTrip() async throws {
    try await withVenue { harness, server, _ in
      let loop = try await Loop.start(name: "feed-loop")
      var settings = DeribitFeedSettings(currencies: [.btc])
      settings.trades = .none
      settings.requestSpacingMilliseconds = 0
      let board = Mutex(try MarketBoard(rules: .oneVenue))
      let refused = Mutex<[SteelyardError]>([])
      let feed = try DeribitFeed(
        settings: settings,
        options: DeribitFeed.Options(url: "ws://127.0.0.1:\(server.port)/ws/api/v2"), on: loop
      ) { updates in
        for update in updates {
          do throws(SteelyardError) {
            try board.withLock { board throws(SteelyardError) in try board.apply(update) }
          } catch { refused.withLock { $0.append(error) } }
        }
      }
      feed.start()
      let isLive = try await VenueHarness.wait {
        feed.report.state == .live
          && board.withLock { $0.book(of: harness.perpetual) } != nil
      }
      #expect(isLive, "\(feed.report)")
      let mark = try #require(
        harness.engine.frame?.board.market.observation(of: harness.call)?.markPrice)
      let snapshot = try board.withLock { try $0.snapshot(at: WallClock.now) }
      let told = try #require(snapshot.market.observation(of: harness.call)?.markPrice)
      expectClose(expected: mark, got: told, .relative(0.05))
      #expect(refused.withLock { $0 }.isEmpty)
      await feed.stop()
      #expect(feed.report.state == .ended)
      await loop.stop()
    }
  }
}
