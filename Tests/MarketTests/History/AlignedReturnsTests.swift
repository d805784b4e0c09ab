import Glibc
import SteelyardContracts
import SteelyardMarket
import TestSupport
import Testing

@Suite("AlignedReturns")
struct AlignedReturnsTests {
  private func aligned() throws -> AlignedReturns {
    let later = SampleHistory.start.advanced(bySeconds: 7200)
    return try AlignedReturns(
      of: [
        SampleHistory.prices([1, 2, .nan, 8, 16, 32]),
        SampleHistory.prices([3, 9, 27], from: later, asset: .eth),
      ], over: .hourly, .overlapping)
  }

  @Test("one grid, NaN where an asset lacks a close, complete rows where none does")
  func grid() throws {
    let aligned = try aligned()
    #expect(aligned.times.count == 5 && aligned.sources.map(\.asset) == [.btc, .eth])
    #expect(aligned.columns[0].map(\.isNaN) == [false, true, true, false, false])
    #expect(aligned.columns[1].map(\.isNaN) == [true, true, false, false, true])
    #expect(aligned.completeRows == [3])
    #expect(aligned.missingCount(0) == 2 && aligned.missingCount(1) == 0)
    expectClose(expected: log(3), got: aligned.columns[1][3], .relative(1e-15))
  }

  @Test("a cut shows what was known and nothing else")
  func cut() throws {
    let aligned = try aligned()
    let cut = aligned.upTo(asOf: aligned.times[1])
    #expect(cut.times == Array(aligned.times.prefix(2)) && cut.columns.allSatisfy { $0.count == 2 })
  }

  @Test("columns agree with each asset's own returns")
  func agree() throws {
    var generator = SeededGenerator(seed: 0x5EED_4005)
    let histories = try (0..<4).map { index in
      let walk = SampleHistory.walk(100, using: &generator).enumerated().map { place, price in
        (place + 3 * index).isMultiple(of: 17) ? Double.nan : price
      }
      return try SampleHistory.prices(walk, asset: Currency("C\(index)"))
    }
    let horizon = try HistoryInterval(seconds: 6 * 3600)
    let sampling = LogReturns.Sampling.nonOverlapping(offsetSeconds: 0)
    let aligned = try AlignedReturns(of: histories, over: horizon, sampling)
    for (history, column) in zip(histories, aligned.columns) {
      let own = try history.logReturns(over: horizon, sampling)
      #expect(own.values == column.filter { !$0.isNaN })
      #expect(
        own.times == aligned.times.indices.filter { !column[$0].isNaN }.map { aligned.times[$0] })
    }
  }

  @Test("no prices, different intervals, a span of centuries in microsteps")
  func refused() throws {
    expectRefusal(.missingMarketData, "no prices") {
      _ = try AlignedReturns(of: [], over: .hourly, .overlapping)
    }
    expectRefusal(.invalidInput, "Resample") {
      _ = try AlignedReturns(
        of: [SampleHistory.prices([1, 2]), SampleHistory.prices([1, 2], interval: .daily)],
        over: .daily, .overlapping)
    }
    let second = try HistoryInterval(seconds: 1)
    let rows = try HistoryRows(
      source: SampleHistory.source("a"), quantity: .price, interval: second,
      times: [Timestamp(microseconds: 0), SampleHistory.start], values: [1, 2], columns: [:])
    expectRefusal(.limitExceeded, "too many returns") {
      _ = try AlignedReturns(of: [PriceHistory(rows)], over: second, .overlapping)
    }
  }
}
