import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin
import TestSupport
import Testing

@Suite("Size of the insurance fund")
struct FundSizeTests {
  /// Shortfalls of 0 to 999 USD, half of each the largest owner's and a quarter the next one's.
  private static func evenly() -> [SimulatedShortfall] {
    (0..<1000).map {
      let total = Double(($0 * 617) % 1000)
      return SimulatedShortfall(total: total, largest: total / 2, second: total / 4)
    }
  }

  @Test("of 0 to 999, the 99.9 % quantile is 998, cover-1 499.5 and cover-2 749.25")
  func worked() throws {
    let size = try FundSize(of: Self.evenly(), level: 0.999)
    #expect(size.quantile == 998)
    #expect(size.coverOne == 499.5 && size.coverTwo == 749.25)
    #expect(size.basis == .quantile && size.recommended == 998)
    #expect(size.shortfallCount == 999 && size.simulationCount == 1000)
    expectClose(expected: 999, got: size.expectedShortfall, .relative(1e-9))
    // Nothing observed bounds the true quantile from above with 95 %.
    #expect(size.interval.upper == .infinity)
  }

  @Test("the error of the 90 % quantile is near the root of p (1 - p) / n over the density, 9.5")
  func error() throws {
    let size = try FundSize(of: Self.evenly(), level: 0.9)
    #expect(size.quantile == 899)
    expectClose(
      expected: (0.09 / 1000).squareRoot() * 1000, got: size.quantileError, .relative(0.05))
    #expect(size.interval.lower < 899 && size.interval.upper > 899)
    #expect(size.interval.upper.isFinite)
  }

  @Test("where two owners alone can lose more in the worst simulation, they decide")
  func coverTwo() throws {
    var shortfalls = Self.evenly()
    shortfalls[3] = SimulatedShortfall(ofOwners: [700, 4000, 0, 2500])
    let size = try FundSize(of: shortfalls, level: 0.99)
    #expect(size.coverOne == 4000 && size.coverTwo == 6500)
    #expect(size.basis == .coverTwo && size.recommended == 6500)
    #expect(shortfalls[3].total == 7200)
  }

  @Test("too few simulations for the level, and shortfalls that can't be")
  func refusals() throws {
    #expect {
      _ = try FundSize(of: Array(Self.evenly().prefix(999)), level: 0.999)
    } throws: { ($0 as? SteelyardError)?.code == .notApplicable }
    for shortfall in [
      SimulatedShortfall(total: -1, largest: 0, second: 0),
      SimulatedShortfall(total: 1, largest: 2, second: 0),
      SimulatedShortfall(total: 3, largest: 1, second: 2),
      SimulatedShortfall(total: .nan, largest: 1, second: 0),
    ] {
      #expect {
        _ = try FundSize(of: [shortfall, shortfall], level: 0.5)
      } throws: { ($0 as? SteelyardError)?.code == .invalidInput }
    }
    #expect {
      _ = try FundSize(of: [], level: 0.5)
    } throws: { ($0 as? SteelyardError)?.code == .invalidInput }
  }
}
