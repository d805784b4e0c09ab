import SteelyardMath
import TestSupport
import Testing

@Suite("Compensated sum") struct CompensatedSumTests {
  @Test("a large number that comes and goes leaves the small ones")
  func cancellation() {
    #expect(CompensatedSum([1, 1e100, 1, -1e100]).value == 2)
  }

  @Test("nothing sums to zero")
  func empty() { #expect(CompensatedSum([]).value == 0) }

  @Test("infinity stays infinity")
  func infinity() { #expect(CompensatedSum([1, .infinity, 1]).value == .infinity) }
}
