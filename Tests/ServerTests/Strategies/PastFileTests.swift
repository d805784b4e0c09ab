import Foundation
import SteelyardAllocation
import SteelyardContracts
import SteelyardEngine
import SteelyardServer
import Testing

@Suite("What strategies have seen, as a file")
struct PastFileTests {
  private func log() throws -> Log {
    let now = try Timestamp(parsing: "2026-11-20T09:00:00Z")
    return try Log(to: .closure { _ in }, levelMin: .error) { now }
  }

  @Test("rows come back as they were kept, of the coins asked for, before a time")
  func survives() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/past.csv"
      let start = try Timestamp(parsing: "2026-11-20T09:00:00Z")
      let sol = try Currency("SOL")
      func row(_ seconds: Int64) -> PastRow {
        PastRow(
          time: start.advanced(bySeconds: seconds),
          facts: [
            .spot(.btc, price: 70_000.5), .perpetual(.btc, price: 70_010),
            .funding(.btc, rate: 1.25e-7, seconds: 60), .impliedVolatility(.btc, level: 0.61),
            .spot(sol, price: 150.25),
          ])
      }
      let file = try PastFile(path: path, log: try log())
      // The third one is too near to the second.
      for seconds in [0, 60, 65, 120] as [Int64] { file.keep(row(seconds)) }
      let again = try PastFile(path: path, log: try log())
      let kept = again.rows(of: [.btc], before: start.advanced(bySeconds: 120))
      #expect(kept.map(\.time) == [row(0).time, row(60).time])
      #expect(kept[1].facts == Array(row(60).facts.prefix(4)))
      #expect(again.rows(of: [sol], before: start.advanced(bySeconds: 121)).count == 3)
      #expect(again.rows(of: [try Currency("ETH")], before: start).isEmpty)
    }
  }

  @Test("lines that are none are left out, and the others stand")
  func damaged() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/past.csv"
      let lines = """
        time,coin,spot,perpetual,funding_rate,funding_seconds,implied_volatility
        2026-11-20T09:00:00Z,BTC,70000,,,,
        nonsense
        2026-11-20T09:01:00Z,BTC,inf,,,,
        2026-11-20T09:02:00Z,BTC,,,,,
        2026-11-20T09:03:00Z,BTC,70100,70110,,,0.6

        """
      try Data(lines.utf8).write(to: URL(filePath: path))
      let file = try PastFile(path: path, log: try log())
      let rows = file.rows(of: [.btc], before: try Timestamp(parsing: "2026-11-21T00:00:00Z"))
      #expect(rows.count == 2)
      #expect(rows.last?.facts.count == 3)
    }
  }
}
