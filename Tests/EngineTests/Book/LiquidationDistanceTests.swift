import SteelyardEngine
import TestSupport
import Testing

@Suite("How far coins move until an excess is used up")
struct LiquidationDistanceTests {
  @Test("by hand")
  func examples() {
    // 10,000 of excess at a delta of 50,000: a fall of 20 %.
    let long = LiquidationDistance(excess: 10_000, delta: 50_000, gamma: 0)
    #expect(long.down == -0.2 && long.up == nil && long.nearest == 0.2)
    let short = LiquidationDistance(excess: 10_000, delta: -50_000, gamma: 0)
    #expect(short.down == nil && short.up == 0.2)
    // Delta 0, gamma -800 for 1 %: 9,000 = 50 · 800 x², x = ±√0.225.
    let straddle = LiquidationDistance(excess: 9_000, delta: 0, gamma: -800)
    expectClose(expected: -0.474_341_649_025_256_8, got: straddle.down ?? 0, .relative(1e-14))
    expectClose(expected: 0.474_341_649_025_256_8, got: straddle.up ?? 0, .relative(1e-14))
    // Long gamma with delta 30,000: 10,000 + 30,000 x + 20,000 x² has the roots -1/2 and -1.
    let convex = LiquidationDistance(excess: 10_000, delta: 30_000, gamma: 400)
    #expect(convex.down == -0.5 && convex.up == nil)
    #expect(LiquidationDistance(excess: 100, delta: 0, gamma: 0).nearest == nil)
    #expect(LiquidationDistance(excess: 0, delta: 5, gamma: 1).down == 0)
    #expect(LiquidationDistance(excess: -3, delta: 5, gamma: 1).up == 0)
    #expect(LiquidationDistance(excess: .nan, delta: 5, gamma: 1).nearest == nil)
    // Beyond a whole fall and beyond 300 % nothing is told.
    #expect(LiquidationDistance(excess: 101, delta: 100, gamma: 0).nearest == nil)
    #expect(LiquidationDistance(excess: 301, delta: -100, gamma: 0).nearest == nil)
    #expect(LiquidationDistance(excess: 300, delta: -100, gamma: 0).up == 3)
  }

  @Test("no nearer move uses it up, and the one told does", arguments: 1...300)
  func roots(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let excess = Double.random(in: 1...1e6, using: &generator)
    let delta = Double.random(in: -2e6...2e6, using: &generator)
    let gamma = Double.random(in: -6e4...6e4, using: &generator)
    let distance = LiquidationDistance(excess: excess, delta: delta, gamma: gamma)
    func left(_ move: Double) -> Double { excess + delta * move + 100 * gamma * move * move / 2 }
    for (end, told) in [(-1.0, distance.down), (LiquidationDistance.riseMax, distance.up)] {
      let reach = told ?? end
      // Looked at in steps, up to just before what is told.
      for step in 0..<1000 {
        let move = reach * Double(step) / 1000
        #expect(left(move) > 0, "seed \(seed): \(move)")
      }
      if let told {
        expectClose(expected: 0, got: left(told), .absolute(1e-8 * (excess + abs(delta))))
      }
    }
  }
}
