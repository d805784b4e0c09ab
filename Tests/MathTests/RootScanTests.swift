import Foundation
import SteelyardMath
import TestSupport
import Testing

@Suite("All roots of an interval") struct RootScanTests {
  private static let settings = RootScanSettings(
    tolerance: 1e-12, touchDistance: 1e-9, widthMin: 1e-4, evaluationsMax: 2000)
  private static let coarse = [-1, -0.5, 0, 0.5, 1]

  private struct Refusal: Error, Equatable {}

  @Test("three simple roots, with their directions")
  func cubic() {
    let scan = rootScan(over: [-3, -1.5, 0, 1.5, 3], Self.settings) {
      ($0 + 1) * ($0 - 0.5) * ($0 - 2)
    }
    #expect(scan.status == .converged)
    #expect(scan.roots.map(\.kind) == [.crossing, .crossing, .crossing])
    #expect(scan.roots.map(\.direction) == [.rising, .falling, .rising])
    for (expected, root) in zip([-1, 0.5, 2], scan.roots) {
      expectClose(expected: expected, got: root.argument, .absolute(2e-12))
    }
  }

  @Test("two roots between neighbours of a coarse grid, a parabola and a kink")
  func hiddenPairs() {
    // (x − 0.31)² = 0.0001 at 0.30 and 0.32; |x − 0.31| = 0.01 there too.
    for function in [{ pow($0 - 0.31, 2) - 1e-4 }, { abs($0 - 0.31) - 0.01 }]
      as [(Double) -> Double]
    {
      let scan = rootScan(over: Self.coarse, Self.settings, function: function)
      #expect(scan.roots.map(\.direction) == [.falling, .rising])
      for (expected, root) in zip([0.30, 0.32], scan.roots) {
        expectClose(expected: expected, got: root.argument, .absolute(1e-10))
      }
    }
  }

  @Test("a function that touches zero and turns back")
  func touch() throws {
    let scan = rootScan(over: Self.coarse, Self.settings) { pow($0 - 0.3, 2) }
    let root = try #require(scan.roots.first)
    #expect(scan.roots.count == 1)
    #expect(root.kind == .touch)
    #expect(root.direction == .turning)
    expectClose(expected: 0.3, got: root.argument, .absolute(1e-4))
  }

  @Test("no root: the smallest value is told")
  func none() throws {
    let scan = rootScan(over: Self.coarse, Self.settings) { 0.25 + pow($0 - 0.2, 2) }
    #expect(scan.roots.isEmpty)
    #expect(scan.status == .converged)
    let lowest = try #require(scan.lowest)
    expectClose(expected: 0.25, got: lowest.value, .absolute(1e-9))
    expectClose(expected: 0.2, got: lowest.argument, .absolute(1e-3))
  }

  @Test("a sign change without a zero is a jump")
  func jump() {
    let scan = rootScan(over: Self.coarse, Self.settings) { $0 < 0.2 ? 3 : -2 }
    #expect(scan.roots.map(\.kind) == [.jump])
    expectClose(expected: 0.2, got: scan.roots[0].argument, .absolute(1e-11))
  }

  @Test("running out of evaluations, values that are not finite, and errors are told")
  func refusals() {
    let few = RootScanSettings(
      tolerance: 1e-12, touchDistance: 0, widthMin: 1e-9, evaluationsMax: 6)
    #expect(rootScan(over: Self.coarse, few) { pow($0 - 0.31, 2) + 1e-8 }.status == .iterationLimit)
    #expect(rootScan(over: Self.coarse, few) { $0 > 0 ? .nan : 1 }.status == .notFinite)
    #expect(throws: Refusal()) {
      try rootScan(over: Self.coarse, few) { (_: Double) throws(Refusal) -> Double in
        throw Refusal()
      }
    }
  }
}
