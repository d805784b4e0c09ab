import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardServer
import Synchronization
import TestSupport
import Testing

@Suite("Accounts through time")
struct AccountHistoryTests {
  private let start: Timestamp
  private let journal = [UInt8](repeating: 3, count: 16)

  init() throws { start = try Timestamp(parsing: "2026-11-20T09:00:00Z") }

  /// Accounts whose figures tell row and second.
  private func sample(_ second: Int64, accounts: Int) -> HistorySample {
    HistorySample(
      time: start.advanced(bySeconds: second),
      values: (0..<accounts * 5).map { Float(second) + Float($0) / 1000 })
  }

  /// Lines of a log.
  private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    func contain(_ text: String) -> Bool { lines.withLock { $0.contains { $0.contains(text) } } }
  }

  private func log(_ lines: Lines = Lines()) throws -> Log {
    try Log(to: .closure { lines.add($0) }, levelMin: .info) { [start] in start }
  }

  @Test("a sample every five seconds of the last hour, coarser before, nothing older than a month")
  func spans() throws {
    let history = AccountHistory(bytesMax: 64 << 20)
    let days: Int64 = 35
    var second: Int64 = 0
    // Every five seconds of the last two hours, every ten minutes of the days before.
    while second < days * 86_400 {
      history.keep(sample(second, accounts: 2))
      second += second >= days * 86_400 - 7_200 ? 5 : 600
    }
    let last = second - 5
    #expect(history.last == start.advanced(bySeconds: last))
    let course = history.course(of: 1, since: nil, countMax: 100_000)
    let times = course.samples.map { $0.time.microseconds }
    #expect(times == times.sorted() && Set(times).count == times.count)
    #expect(course.spacingSeconds == 5)
    let ages = course.samples.map { $0.time.seconds(to: start.advanced(bySeconds: last)) }
    #expect(ages.filter { $0 <= 3_600 }.count == 721)
    // What is older goes with the next sample of the month, which is due every hour.
    #expect(ages.allSatisfy { $0 <= 30 * 86_400 + 3_600 })
    #expect(try #require(ages.max()) > 29.9 * 86_400)
    let gaps = zip(ages, ages.dropFirst()).map { $0 - $1 }
    #expect(gaps.allSatisfy { $0 >= 5 && $0 <= 3_600 })
    #expect(
      course.samples.allSatisfy {
        $0[1, .equity] == Double(Float($0.time.seconds(since: start)) + 0.005)
      })
    let lately = history.course(
      of: 0, since: start.advanced(bySeconds: last - 60), countMax: 500)
    #expect(lately.samples.count == 13 && lately.keptSince == course.keptSince)
  }

  @Test(
    "the budget holds whatever the accounts, and spacings widen for it", arguments: [1, 50, 4_000])
  func budget(accounts: Int) {
    let bytesMax = 1 << 20
    let history = AccountHistory(bytesMax: bytesMax)
    for step in 0..<100 {
      history.keep(sample(Int64(step) * 1_600, accounts: accounts))
      #expect(history.byteCount <= bytesMax)
    }
    let course = history.course(of: accounts - 1, since: nil, countMax: 2_000)
    #expect(!course.samples.isEmpty)
    // 4,000 accounts take 80 kB a sample: four of them in each third of a megabyte.
    if accounts == 4_000 { #expect(course.spacingSeconds == 1_200) }
  }

  @Test("an account that is opened later begins later, and one that is not known has nothing")
  func opened() {
    let history = AccountHistory(bytesMax: 1 << 20)
    for step in 0..<20 { history.keep(sample(Int64(step) * 5, accounts: step < 10 ? 1 : 2)) }
    let course = history.course(of: 1, since: nil, countMax: 500)
    #expect(course.keptSince == start.advanced(bySeconds: 50) && course.samples.count == 10)
    #expect(history.course(of: 2, since: nil, countMax: 500).samples.isEmpty)
    #expect(sample(0, accounts: 1)[5, .equity] == nil)
  }

  @Test("points are thinned evenly in time, the first and the last among them")
  func thinned() {
    let history = AccountHistory(bytesMax: 64 << 20)
    for step in 0..<700 { history.keep(sample(Int64(step) * 5, accounts: 1)) }
    let all = history.course(of: 0, since: nil, countMax: 2_000).samples
    #expect(all.count == 700)
    for count in [2, 7, 100, 699] {
      let kept = history.course(of: 0, since: nil, countMax: count).samples
      #expect(kept.count == count)
      #expect(kept.first?.time == all.first?.time && kept.last?.time == all.last?.time)
      let gaps = zip(kept, kept.dropFirst()).map { $0.time.seconds(to: $1.time) }
      let even = 3_495.0 / Double(count - 1)
      #expect(gaps.allSatisfy { abs($0 - even) <= 5 }, "\(count)")
    }
  }

  @Test("what was kept outlives a restart, and a torn end is cut and told")
  func restart() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/account-history"
      func opened(_ lines: Lines = Lines()) throws -> AccountHistory {
        try AccountHistory(path: path, journal: journal, bytesMax: 1 << 20, log: try log(lines))
      }
      let first = try opened()
      for step in 0..<100 { first.keep(sample(Int64(step) * 5, accounts: 3)) }
      let before = first.course(of: 2, since: nil, countMax: 2_000).samples
      #expect(before.count == 100)
      #expect(try opened().course(of: 2, since: nil, countMax: 2_000).samples == before)

      let whole = try Data(contentsOf: URL(filePath: path))
      for missing in [1, 40, 60] {
        try whole.dropLast(missing).write(to: URL(filePath: path))
        let lines = Lines()
        let again = try opened(lines)
        let samples = again.course(of: 2, since: nil, countMax: 2_000).samples
        #expect(samples == Array(before.dropLast()), "\(missing)")
        #expect(lines.contain("history cut"))
        // It goes on behind what is whole.
        again.keep(sample(495, accounts: 3))
        #expect(try opened().course(of: 2, since: nil, countMax: 2_000).samples == before)
        #expect(try Data(contentsOf: URL(filePath: path)) == whole)
      }
      // A bit that is wrong in the middle: what is before it stands.
      var flipped = whole
      flipped[whole.count / 2] ^= 1
      try flipped.write(to: URL(filePath: path))
      let cut = try opened().course(of: 2, since: nil, countMax: 2_000).samples
      #expect(cut.count > 30 && cut.count < 60 && cut == Array(before.prefix(cut.count)))
      // Somebody else's accounts are not ours.
      let lines = Lines()
      let other = try AccountHistory(
        path: path, journal: [UInt8](repeating: 4, count: 16), bytesMax: 1 << 20,
        log: try log(lines))
      #expect(other.last == nil)
      #expect(lines.contain("another journal"))
      try Data("nonsense".utf8).write(to: URL(filePath: path))
      #expect(try opened().last == nil)
    }
  }

  @Test("the file does not grow beyond twice what is kept and a megabyte")
  func file() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/account-history"
      let history = try AccountHistory(
        path: path, journal: journal, bytesMax: 300_000, log: try log())
      for step in 0..<400 {
        history.keep(sample(Int64(step) * 3_600, accounts: 300))
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        #expect(size <= 2 * 300_000 + (1 << 20) + 20_000)
      }
      let again = try AccountHistory(
        path: path, journal: journal, bytesMax: 300_000, log: try log())
      #expect(
        again.course(of: 299, since: nil, countMax: 2_000).samples
          == history.course(of: 299, since: nil, countMax: 2_000).samples)
    }
  }
}

extension Timestamp {
  fileprivate func seconds(since start: Timestamp) -> Double { start.seconds(to: self) }
}
