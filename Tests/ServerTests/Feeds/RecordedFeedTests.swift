import Foundation
import SteelyardContracts
import SteelyardFeeds
import SteelyardServer
import Synchronization
import Testing

/// A recording of the simulated market on disk, removed at its end.
private final class Recording {
  static let start = Timestamp(milliseconds: 1_773_480_000_000)

  let directory: String
  let updates: [MarketUpdate]
  var path: String { directory + "/market.recording" }

  /// Some seconds of the market.
  init(seconds: Double) throws {
    directory =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("recording-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    var market = try SimulatedMarket(parameters: .threeCoins, start: Self.start, seed: 3)
    var updates = try market.step(to: Self.start)
    for step in 1...5 {
      let moved = Int64(seconds * 200_000) * Int64(step)
      updates += try market.step(
        to: Timestamp(microseconds: Self.start.microseconds + moved))
    }
    self.updates = updates
    var writer = RecordingWriter()
    var bytes = RecordingWriter.header
    for update in updates { bytes += try writer.frame(of: update) }
    try Data(bytes).write(to: URL(filePath: path))
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  func bytes() throws -> Data { try Data(contentsOf: URL(filePath: path)) }
  func write(_ bytes: Data) throws { try bytes.write(to: URL(filePath: path)) }
}

/// What a feed told, batch by batch, and when.
private final class Told: Sendable {
  private let list = Mutex<[(at: Timestamp, updates: [MarketUpdate])]>([])
  func add(_ updates: [MarketUpdate]) { list.withLock { $0.append((WallClock.now, updates)) } }
  var batches: [(at: Timestamp, updates: [MarketUpdate])] { list.withLock { $0 } }
  var updates: [MarketUpdate] { batches.flatMap(\.updates) }

  /// How the feed said that it ended; nil while it has not.
  var end: FeedReport? {
    guard case .feed(let report)? = batches.last?.updates.last?.content, report.state == .ended
    else {
      return nil
    }
    return report
  }

  func waitForEnd() async {
    for _ in 0..<1_000 where end == nil { try? await Task.sleep(for: .milliseconds(10)) }
  }
}

@Suite("Recorded markets, told again", .serialized)
struct RecordedFeedTests {
  @Test("as fast as can be: everything in order, the clock goes along, then its end is told")
  func unlimited() async throws {
    let recording = try Recording(seconds: 60)
    let told = Told()
    let clock = FeedClock(
      try RecordedFeed.firstTime(of: .recording(path: recording.path)))
    #expect(clock.now() == recording.updates.first?.time)
    let feed = try RecordedFeed(
      .recording(path: recording.path), speed: .unlimited, clock: clock, sink: { told.add($0) })
    #expect(feed.report.state == .connecting)
    feed.start()
    await told.waitForEnd()
    #expect(Array(told.updates.dropLast()) == recording.updates)
    #expect(told.end?.reason == "the recording is over")
    #expect(feed.report.state == .ended)
    #expect(clock.now() == recording.updates.map(\.time).max())
    #expect(told.batches.allSatisfy { $0.updates.count <= 1_000 })
    await feed.stop()
  }

  @Test("at a speed, nothing comes before it is due", arguments: [(1.0, 2.0), (100.0, 100.0)])
  func paced(speed: Double, seconds: Double) async throws {
    let recording = try Recording(seconds: seconds)
    let told = Told()
    let begun = WallClock.now
    let feed = try RecordedFeed(
      .recording(path: recording.path), speed: .factor(speed), clock: nil,
      sink: { told.add($0) })
    feed.start()
    await told.waitForEnd()
    #expect(Array(told.updates.dropLast()) == recording.updates)
    let first = try #require(recording.updates.first?.time)
    for batch in told.batches {
      let latest = try #require(batch.updates.map(\.time).max())
      let due = Double(latest.microseconds - first.microseconds) / speed
      #expect(Double(batch.at.microseconds - begun.microseconds) >= due - 1)
    }
    #expect(told.batches.count >= 5)
    await feed.stop()
  }

  @Test("a recording that was cut off is told as far as it is whole")
  func torn() async throws {
    let recording = try Recording(seconds: 10)
    try recording.write(try recording.bytes().dropLast(3))
    let told = Told()
    let feed = try RecordedFeed(
      .recording(path: recording.path), speed: .unlimited, clock: nil, sink: { told.add($0) })
    feed.start()
    await told.waitForEnd()
    #expect(Array(told.updates.dropLast()) == recording.updates.dropLast())
    #expect(told.end?.reason == "the recording is over")
    await feed.stop()
  }

  @Test("a damaged update ends it with the place, after what came before")
  func damaged() async throws {
    let recording = try Recording(seconds: 10)
    var bytes = try recording.bytes()
    bytes[bytes.count / 2] ^= 1
    try recording.write(bytes)
    let told = Told()
    let feed = try RecordedFeed(
      .recording(path: recording.path), speed: .unlimited, clock: nil, sink: { told.add($0) })
    feed.start()
    for _ in 0..<1_000 where feed.report.state != .ended {
      try await Task.sleep(for: .milliseconds(10))
    }
    let good = told.updates.dropLast()
    #expect(Array(good) == Array(recording.updates.prefix(good.count)))
    #expect(good.count < recording.updates.count)
    #expect(feed.report.reason.contains("can't be read after"), "\(feed.report.reason)")
    await feed.stop()
  }

  @Test("a missing file, an empty one and one of another kind are refused by name")
  func refused() throws {
    let recording = try Recording(seconds: 1)
    for (name, content, code): (String, String?, SteelyardError.Code) in [
      ("missing", nil, .invalidInput), ("empty", "", .invalidInput),
      ("other", "{ \"this\": \"is none\" } and long enough to be one", .corruptData),
    ] {
      let path = recording.directory + "/" + name
      if let content { try Data(content.utf8).write(to: URL(filePath: path)) }
      let error = #expect(throws: SteelyardError.self) {
        try RecordedFeed.firstTime(of: .recording(path: path))
      }
      #expect(error?.code == code, "\(name): \(String(describing: error))")
      #expect(error?.subject == .place(file: path, row: nil, field: nil), "\(name)")
    }
    #expect(throws: SteelyardError.self) {
      try RecordedFeed(.recording(path: "x"), speed: .factor(0), clock: nil, sink: { _ in })
    }
  }

  @Test("files of Tardis are merged and told, and one that is none is refused")
  func tardis() async throws {
    let recording = try Recording(seconds: 1)
    let tickers = """
      exchange,symbol,timestamp,local_timestamp,funding_timestamp,funding_rate,predicted_funding_rate,open_interest,last_price,index_price,mark_price
      deribit,BTC-PERPETUAL,1773480000100000,1773480000150000,,0.0001,,500000,70000,70001.5,70002.5
      deribit,BTC-PERPETUAL,1773480002100000,1773480002150000,,,,500000,70000,70003.5,70004.5
      """
    let quotes = """
      exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount
      deribit,BTC-PERPETUAL,1773480001000000,1773480001050000,100,70003,70002.5,50
      """
    var paths: [String] = []
    for (name, text) in [("tickers.csv", tickers), ("quotes.csv", quotes)] {
      paths.append(recording.directory + "/" + name)
      try Data(text.utf8).write(to: URL(filePath: recording.directory + "/" + name))
    }
    let told = Told()
    let feed = try RecordedFeed(
      .tardis(paths: paths), name: "tardis", speed: .unlimited, clock: nil,
      sink: { told.add($0) })
    feed.start()
    await told.waitForEnd()
    let times = told.updates.dropLast().map(\.time)
    #expect(times.count >= 3 && times == times.sorted())
    #expect(told.updates.allSatisfy { $0.feed == "tardis" })
    await feed.stop()
    #expect(throws: SteelyardError.self) {
      try RecordedFeed.firstTime(of: .tardis(paths: [recording.path]))
    }
  }

  @Test("what is stopped says no more")
  func stopped() async throws {
    let recording = try Recording(seconds: 600)
    let told = Told()
    let feed = try RecordedFeed(
      .recording(path: recording.path), speed: .factor(1), clock: nil, sink: { told.add($0) })
    feed.start()
    for _ in 0..<500 where told.batches.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
    await feed.stop()
    let count = told.batches.count
    #expect(count >= 1 && told.end == nil)
    #expect(feed.report == FeedReport(state: .ended, reason: "stopped"))
    try await Task.sleep(for: .milliseconds(50))
    #expect(told.batches.count == count)
  }

  @Test("what a recorder writes is told again, also after a restart that found a torn end")
  func recorder() async throws {
    let recording = try Recording(seconds: 10)
    let path = recording.directory + "/own.recording"
    let half = recording.updates.count / 2
    do {
      let recorder = try FeedRecorder(path: path)
      recorder.take(Array(recording.updates.prefix(half)))
    }
    let handle = try FileHandle(forWritingTo: URL(filePath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data([9, 0, 0, 0, 1]))
    try handle.close()
    do {
      let recorder = try FeedRecorder(path: path)
      recorder.take(Array(recording.updates.dropFirst(half)))
    }
    #expect(try Data(contentsOf: URL(filePath: path)) == recording.bytes())
    try Data("something else, and none of ours".utf8).write(to: URL(filePath: path))
    let error = #expect(throws: SteelyardError.self) { try FeedRecorder(path: path) }
    #expect(error?.code == .corruptData)
    #expect(throws: SteelyardError.self) { try FeedRecorder(path: "/proc/none") }
  }
}
