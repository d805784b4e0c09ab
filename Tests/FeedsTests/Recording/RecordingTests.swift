import SteelyardContracts
import SteelyardFeeds
import SteelyardMarket
import TestSupport
import Testing

@Suite("Recordings")
struct RecordingTests {
  private static let start = Timestamp(milliseconds: 1_773_480_000_000)

  /// Updates of every kind.
  private func updates() throws -> [MarketUpdate] {
    var market = try SimulatedMarket(parameters: .threeCoins, start: Self.start, seed: 4)
    var updates = try market.step(to: Self.start)
    updates += try market.step(to: Self.start.advanced(bySeconds: 86_400))
    let last = try #require(updates.last)
    let perpetual = try SampleMarket.instrument("BTC-PERPETUAL")
    var ticker = Ticker(instrument: try SampleMarket.instrument("BTC-27MAR26-70000-P"))
    ticker.underlyingPriceSource = .synthetic("SYN.BTC-27MAR26")
    ticker.quotes = Ticker.Quotes(bid: nil, ask: .init(price: 0.05))
    let pair = try PricePair(base: .btc, quote: .usd)
    for content: MarketUpdate.Content in [
      .ticker(ticker), .delisted(perpetual),
      .price(SourcePrice(pair: pair, venue: "gamma", price: .infinity, confidence: 0.25)),
      .book(BookUpdate(instrument: perpetual, kind: .lost, bids: [], asks: [])),
      .trade(MarketTrade(instrument: perpetual, price: 1, amount: 10, taker: .seller)),
    ] {
      updates.append(
        MarketUpdate(feed: "test", sequence: last.sequence + 1, time: last.time, content))
    }
    return updates
  }

  private func recording(_ updates: [MarketUpdate]) throws -> [UInt8] {
    var writer = RecordingWriter()
    var bytes = RecordingWriter.header
    for update in updates { bytes += try writer.frame(of: update) }
    return bytes
  }

  private func read(_ reader: inout RecordingReader) throws -> [MarketUpdate] {
    var updates: [MarketUpdate] = []
    while let update = try reader.next() { updates.append(update) }
    return updates
  }

  @Test("what was written is read, to the bit, however the bytes come")
  func roundTrip() throws {
    let updates = try updates()
    #expect(updates.count > 1500)
    let bytes = try recording(updates)
    for chunk in [bytes.count, 4096, 61] {
      var reader = RecordingReader()
      var got: [MarketUpdate] = []
      var start = 0
      while start < bytes.count {
        reader.add(bytes[start..<min(start + chunk, bytes.count)])
        got += try read(&reader)
        start += chunk
      }
      #expect(reader.finish() == nil)
      #expect(got == updates)
      #expect(reader.validLength == bytes.count)
    }
  }

  @Test(
    "cut anywhere: what is whole is read, the rest is dropped with a notice, and it can be appended to"
  )
  func tornTail() throws {
    let updates = Array(try updates().prefix(6))
    let bytes = try recording(updates)
    for end in RecordingWriter.header.count..<bytes.count {
      var reader = RecordingReader()
      reader.add(bytes[..<end])
      let got = try read(&reader)
      #expect(got == Array(updates.prefix(got.count)))
      #expect((reader.finish() == nil) == (reader.validLength == end))
      let frame = bytes.count
      var mended = Array(bytes[..<reader.validLength])
      mended += try recording(Array(updates.dropFirst(got.count)))
        .dropFirst(RecordingWriter.header.count)
      #expect(mended.count == frame)
    }
  }

  @Test("zeros at the end, as a file system leaves them, are a notice")
  func zeros() throws {
    let updates = Array(try updates().prefix(3))
    var reader = RecordingReader()
    reader.add(try recording(updates) + [UInt8](repeating: 0, count: 512))
    #expect(try read(&reader) == updates)
    #expect(reader.finish()?.code == .corruptData)
  }

  @Test("a flipped bit before the end is an error, wherever it is")
  func flippedBit() throws {
    let updates = Array(try updates().prefix(5))
    let bytes = try recording(updates)
    let lastFrame = try recording([updates[4]]).count - RecordingWriter.header.count
    var silent = 0
    for place in 0..<(bytes.count - lastFrame) {
      var damaged = bytes
      damaged[place] ^= 0x10
      var reader = RecordingReader()
      reader.add(damaged)
      do {
        let got = try read(&reader)
        // A length that now reaches beyond the end looks like a cut; it is told as one, and nothing false is read.
        #expect(got == Array(updates.prefix(got.count)))
        if reader.finish() == nil { silent += 1 }
      } catch let error as SteelyardError {
        #expect(error.code == .corruptData)
      }
    }
    #expect(silent == 0)
  }

  @Test("noise is refused or read as nothing, never a crash")
  func noise() throws {
    let seed: UInt64 = 99
    print("seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      var reader = RecordingReader()
      reader.add(RecordingWriter.header)
      reader.add((0..<200).map { _ in UInt8.random(in: 0...255, using: &generator) })
      _ = try? read(&reader)
      #expect(reader.updateCount == 0)
    }
    var reader = RecordingReader()
    reader.add(Array("STEELYARD RECORDING 2\n".utf8))
    expectError(.corruptData) { _ = try reader.next() }
  }

  @Test("replay at a speed: an update is due when its time has come")
  func schedule() throws {
    let replay = Self.start.advanced(bySeconds: 1_000_000)
    let schedule = try ReplaySchedule(
      recordingStart: Self.start, replayStart: replay, speed: .factor(60))
    let later = Self.start.advanced(bySeconds: 3600)
    #expect(schedule.due(later) == replay.advanced(bySeconds: 60))
    #expect(schedule.position(at: replay.advanced(bySeconds: 60)) == later)
    #expect(schedule.due(Self.start.advanced(bySeconds: -5)) == replay)
    let fast = try ReplaySchedule(
      recordingStart: Self.start, replayStart: replay, speed: .unlimited)
    #expect(fast.due(later) == replay)
    #expect(fast.position(at: replay) == nil)
    for factor in [0, -1, Double.nan, .infinity] {
      expectError(.invalidInput) {
        _ = try ReplaySchedule(
          recordingStart: Self.start, replayStart: replay, speed: .factor(factor))
      }
    }
  }
}
