import SteelyardScenarios
import TestSupport
import Testing

@Suite("The tail of a column that has changed a little")
struct KeptTailTests {
  private struct Columns {
    let columns: [[Double]]
    let sources: [ColumnSource]

    typealias Multiple = (column: Int, factor: Double)
    typealias Part = (column: Int, factor: Double, second: Multiple?, kind: ColumnChange.Kind)

    init(_ columns: [[Double]]) {
      self.columns = columns
      sources = columns.map { FrozenColumn($0).source }
    }

    /// Changes, and what they add in every scenario by plain arithmetic.
    func changes(
      _ parts: [Part]
    ) -> (changes: [ColumnChange], added: [Double]) {
      let changes = parts.map { part in
        ColumnChange(
          .init(sources[part.column], times: part.factor),
          and: part.second.map { .init(sources[$0.column], times: $0.factor) }, part.kind)
      }
      let added = columns[0].indices.map { scenario in
        parts.reduce(0.0) { sum, part in
          var own = part.factor * columns[part.column][scenario]
          if let second = part.second { own += second.factor * columns[second.column][scenario] }
          switch part.kind {
          case .whole: break
          case .losses: own = min(0, own)
          case .either: own = -abs(own)
          }
          return sum + own
        }
      }
      return (changes, added)
    }
  }

  private static func draws(_ count: Int, _ size: Double, _ generator: inout SeededGenerator)
    -> [Double]
  {
    (0..<count).map { _ in
      // Sums of three look like profit: many in the middle, few in the tails.
      size
        * (0..<3).reduce(0.0) { sum, _ in sum + Double.random(in: -1...1, using: &generator) }
    }
  }

  @Test("small and large changes of every kind: what the whole changed column says")
  func property() throws {
    let seed: UInt64 = 0x7A11
    var generator = SeededGenerator(seed: seed)
    var foundCount = 0
    var sizes: Set<Int> = []
    for round in 0..<400 {
      let count = [40, 100, 750, 1031, 4096][round % 5]
      let first = round % 3 * 31
      let size = [1e-6, 0.01, 0.1, 1, 10][round / 5 % 5]
      let profit = Self.draws(first + count + 7, 100, &generator)
      let columns = Columns(
        (0..<3).map { _ in Self.draws(first + count + 7, 100 * size, &generator) })
      let kinds: [ColumnChange.Kind] = [.whole, .losses, .either]
      var parts: [Columns.Part] = []
      for place in 0..<1 + round % 4 {
        parts.append(
          (
            column: place % 3, factor: Double.random(in: -1...1, using: &generator),
            second: place == 1 ? (column: 2, factor: 0.5) : nil,
            kind: kinds[(round + place) % 3]
          ))
      }
      let (changes, added) = columns.changes(parts)
      let scenarios = first..<first + count
      let share = round % 4 == 0 ? 0 : 0.025
      let kept = try #require(KeptTail(of: profit, in: scenarios, share: share))
      let least = min(0, scenarios.map { added[$0] }.min() ?? 0)
      var changed = [Double](repeating: .nan, count: count)
      changes.add(to: profit, in: scenarios, into: &changed)
      for (place, scenario) in scenarios.enumerated() {
        expectClose(
          expected: profit[scenario] + added[scenario], got: changed[place], .absolute(1e-10))
      }
      let whole = TailSelection(
        of: changed, count: count, confidence: share == 0 ? 0 : 1 - share)
      // A bound that is no help makes it look at the whole column.
      for bound in [least, 4 * least, -1e9] {
        guard let found = kept.changed(profit, by: changes, leastChange: bound) else { continue }
        foundCount += 1
        sizes.insert(round / 5 % 5)
        let expected =
          share == 0 ? -(changed.min() ?? .nan) : whole.expectedShortfall
        let largest = changed.reduce(1) { max($0, abs($1)) }
        expectClose(
          expected: expected, got: found.expectedShortfall, .absolute(1e-13 * largest),
          inputs: "seed \(seed), round \(round)")
        #expect(
          found.lowestScenario
            == first
            + (share == 0 ? changed.firstIndex(of: -expected) ?? -1 : whole.lowestScenario),
          "seed \(seed), round \(round)")
      }
    }
    // Changes far larger than the column leave too many candidates; all others are found.
    print("kept tails: \(foundCount) of 1200 found")
    #expect(foundCount > 900 && sizes.isSuperset(of: [0, 1, 2, 3]))
  }

  @Test("by hand: of forty scenarios the worst is another one after a trade")
  func byHand() throws {
    let profit = (0..<40).map { Double($0) }
    let rise = FrozenColumn((0..<40).map { $0 == 39 ? -50.0 : 1 })
    let kept = try #require(KeptTail(of: profit, in: 0..<40, share: 0))
    let change = ColumnChange(.init(rise.source, times: 2))
    let found = try #require(kept.changed(profit, by: [change], leastChange: -100))
    #expect(found.lowestScenario == 39 && found.expectedShortfall == 61)
    let small = ColumnChange(.init(rise.source, times: 0.1))
    let same = try #require(kept.changed(profit, by: [small], leastChange: -5))
    #expect(same.lowestScenario == 0 && same.expectedShortfall == -0.1)
  }

  @Test("nothing is kept of odd columns and low confidences")
  func nothing() {
    var generator = SeededGenerator(seed: 5)
    var profit = Self.draws(4096, 1, &generator)
    #expect(KeptTail(of: profit, in: 0..<4096, share: 0.5) == nil)
    #expect(KeptTail(of: profit, in: 0..<4096, share: 0.025)?.byteCount ?? 0 > 0)
    profit[100] = .nan
    #expect(KeptTail(of: profit, in: 0..<4096, share: 0.025) == nil)
    #expect(KeptTail(of: profit, in: 64..<164, share: 0.025) == nil)
  }

  @Test("a change that is not finite says nothing")
  func odd() throws {
    let profit = (0..<40).map { Double($0) }
    let change = ColumnChange(.init(FrozenColumn(profit).source, times: .infinity))
    let kept = try #require(KeptTail(of: profit, in: 0..<40, share: 0.025))
    #expect(kept.changed(profit, by: [change], leastChange: -.infinity) == nil)
    #expect(kept.changed(profit, by: [change], leastChange: 0) == nil)
  }

  @Test("the least and the greatest number of a column's scenarios")
  func extremes() {
    let source = FrozenColumn((0..<200).map { Double($0 % 100) - 20 }).source
    let all = source.extremes(in: 0..<200)
    #expect(all.least == -20 && all.greatest == 79)
    let some = source.extremes(in: 30..<99)
    #expect(some.least == 10 && some.greatest == 78)
    let none = source.extremes(in: 5..<5)
    #expect(none.least == 0 && none.greatest == 0)
  }
}
