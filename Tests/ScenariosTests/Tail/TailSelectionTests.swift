import SteelyardScenarios
import TestSupport
import Testing

@Suite("Tail selection")
struct TailSelectionTests {
  static let profit = [5.0, -10, 2, -40, -20, 1, 0, 3, 4, 6]

  @Test("ten scenarios by hand: two and a half in the tail")
  func byHand() {
    let tail = TailSelection(of: Self.profit, count: 10, confidence: 0.75)
    #expect(tail.expectedShortfall == 26 && tail.valueAtRisk == 10)
    #expect(tail.quantileScenario == 1 && tail.lowestScenario == 3)
    let members = tail.members(of: Self.profit, weights: nil, count: 10)
    #expect(members.map(\.scenario) == [1, 3, 4])
    #expect(members.map(\.share) == [0.2, 0.4, 0.4])
  }

  @Test("equal weights of any size are no weights; others move the tail")
  func weights() {
    let plain = TailSelection(of: Self.profit, count: 10, confidence: 0.83)
    let alike = [Double](repeating: 0.1, count: 10)
    #expect(TailSelection(of: Self.profit, weights: alike, confidence: 0.83) == plain)
    var heavy = alike
    heavy[0] = 8.1
    // A tenth of 9 is 0.9: the seven losses and small gains below the heavy one, and 0.2 of it.
    let tail = TailSelection(of: Self.profit, weights: heavy, confidence: 0.9)
    #expect(tail.valueAtRisk == -5 && tail.quantileScenario == 0)
    expectClose(
      expected: (0.1 * (40 + 20 + 10 - 0 - 1 - 2 - 3 - 4) - 0.1 * 5) / 0.9,
      got: tail.expectedShortfall, .relative(1e-13))
  }

  @Test("a tail of gains is a negative loss; what is not read may be anything")
  func gains() {
    let tail = TailSelection(of: [3, 4, 5, .nan], count: 3, confidence: 0.5)
    expectClose(expected: -(3 + 0.5 * 4) / 1.5, got: tail.expectedShortfall, .relative(1e-14))
    #expect(TailSelection(of: [3, .nan], count: 2, confidence: 0.5).expectedShortfall.isNaN)
  }

  @Test("parts of the P&L add up to the whole by Euler's theorem")
  func euler() {
    var generator = SeededGenerator(seed: 6)
    let parts = (0..<3).map { _ in
      (0..<500).map { _ in Double.random(in: -10...10, using: &generator) }
    }
    let whole = (0..<500).map { row in parts.reduce(0) { $0 + $1[row] } }
    let tail = TailSelection(of: whole, count: 500, confidence: 0.9737)
    let members = tail.members(of: whole, weights: nil, count: 500)
    let shares = parts.map { part in members.reduce(0) { $0 - $1.share * part[$1.scenario] } }
    expectClose(expected: tail.expectedShortfall, got: shares.reduce(0, +), .relative(1e-12))
  }
}
