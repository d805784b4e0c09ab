import SteelyardContracts
import SteelyardServer
import TestSupport
import Testing

@Suite("What is remembered of late")
struct RecentTests {
  @Test(
    "a full memory forgets the oldest, and keeps the order", arguments: [0, 1, 2, 3, 4, 7, 100])
  func order(count: Int) {
    var recent = Recent<Int>(countMax: 3)
    for number in 0..<count { recent.append(number) }
    #expect(recent.values == Array((0..<count).suffix(3)))
    #expect(recent.last == (count == 0 ? nil : count - 1))
    #expect(recent.count == min(count, 3))
  }

  @Test("quantiles of durations that were counted by bounds lie where the share falls")
  func quantiles() throws {
    // Ten up to 1 s, ten up to 2 s, none up to 4 s, twenty up to 8 s.
    func seconds(_ share: Double, count: UInt64 = 40) -> Double? {
      DurationQuantile.seconds(share, bounds: [1, 2, 4, 8], counts: [10, 10, 0, 20], count: count)
    }
    #expect(seconds(0.125) == 0.5)
    #expect(seconds(0.25) == 1)
    #expect(seconds(0.375) == 1.5)
    #expect(seconds(0.75) == 6)
    #expect(seconds(1) == 8)
    // Ten more took longer than the last bound.
    #expect(seconds(0.99, count: 50) == 8)
    #expect(seconds(0.5, count: 0) == nil)
  }

  @Test("quantiles of durations themselves are one of them")
  func exact() {
    let durations = [5.0, 1, 4, 2, 3]
    #expect(DurationQuantile.seconds(0.5, of: durations) == 3)
    #expect(DurationQuantile.seconds(0.99, of: durations) == 5)
    #expect(DurationQuantile.seconds(0, of: durations) == 1)
    #expect(DurationQuantile.seconds(0.5, of: []) == nil)
  }
}

@Suite("The market's past")
struct TermStructureHistoryTests {
  private let start = Timestamp(microseconds: 1_790_000_000_000_000)

  private func point(_ second: Int64, _ index: Double = 1) -> TermStructureHistory.Point {
    TermStructureHistory.Point(
      time: start.advanced(bySeconds: second), index: index, fundingRate: nil,
      perpetualPremium: nil, frontBasisAnnualised: nil, volatilityIndex: nil)
  }

  @Test("an hour is kept closely, a day by minutes and a month by quarters of an hour, and no more")
  func rings() throws {
    let underlying = try Underlying(base: .btc, quote: .usd, settlement: .btc)
    let history = TermStructureHistory()
    let end: Int64 = 40 * 86_400
    for second in stride(from: Int64(0), through: end, by: 5) {
      history.take(point(second, Double(second)), of: underlying)
    }
    let points = history.points(of: underlying, countMax: 10_000)
    let ages = points.map { end - Int64($0.index) }
    #expect(ages.last == 0)
    #expect(zip(ages, ages.dropFirst()).allSatisfy { $0 > $1 })
    let steps = zip(ages, ages.dropFirst()).map { ($0, $0 - $1) }
    #expect(steps.filter { $0.0 <= 3_595 }.allSatisfy { $0.1 == 5 })
    #expect(steps.filter { 3_660 < $0.0 && $0.0 < 86_340 }.allSatisfy { $0.1 <= 60 })
    #expect(steps.filter { $0.0 > 90_000 }.allSatisfy { $0.1 == 900 })
    let oldest = try #require(ages.first)
    #expect(oldest > 29 * 86_400 && oldest <= 30 * 86_400)
    #expect(points.count <= 720 + 1_440 + 2_880)
    let few = history.points(of: underlying, countMax: 10)
    #expect(few.count == 10 && few.last == points.last && few.first == points.first)
  }

  @Test("a time that stands still adds nothing, and more underlyings than are kept are left out")
  func bounded() throws {
    let history = TermStructureHistory()
    let underlying = try Underlying(base: .btc, quote: .usd, settlement: .btc)
    for _ in 0..<3 { history.take(point(0), of: underlying) }
    #expect(history.points(of: underlying, countMax: 10).count == 1)
    for number in 0..<TermStructureHistory.underlyingsMax {
      history.take(
        point(0),
        of: try Underlying(
          base: try Currency("C\(number)"), quote: .usd, settlement: try Currency("C\(number)")))
    }
    let last = try Currency("C\(TermStructureHistory.underlyingsMax - 1)")
    #expect(
      history.points(
        of: try Underlying(base: last, quote: .usd, settlement: last), countMax: 10
      ).isEmpty)
  }
}
