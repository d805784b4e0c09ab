import Foundation
import SteelyardContracts
import SteelyardValidation
import TestSupport
import Testing

@Suite("Procyclicality") struct ProcyclicalityTests {
  @Test("a jump and a slow rise, by hand")
  func hand() throws {
    // Ten days at 10, a jump to 15, then one more each day up to 29.
    let requirement =
      [Double](repeating: 10, count: 10) + (15...29).map(Double.init)
    let measures = try ProcyclicalityMeasures(requirement)
    #expect(measures.days == 25)
    #expect(measures.peakToTrough == 2.9)
    #expect(measures.largestRise1Day == 0.5)
    expectClose(expected: 0.9, got: measures.largestRise5Days, .relative(1e-14))
    expectClose(expected: 1.9, got: measures.largestRise20Days, .relative(1e-14))
    #expect(measures.verdict.contains("2.9 times"))
    #expect(measures.verdict.contains("50.0 % in 1 day"))
  }

  @Test("a requirement that grows evenly has no spread of its changes")
  func steady() throws {
    let measures = try ProcyclicalityMeasures((0..<30).map { pow(1.01, Double($0)) })
    #expect(measures.deviationOfLogChanges < 1e-14)
    expectClose(expected: 0.01, got: measures.largestRise1Day, .relative(1e-10))
  }

  @Test("one that always falls rises by less than nothing")
  func falling() throws {
    let measures = try ProcyclicalityMeasures((0..<30).map { pow(0.9, Double($0)) })
    expectClose(expected: -0.1, got: measures.largestRise1Day, .relative(1e-10))
  }

  /// Changes alternate between ln 2 and −ln 2: 20 of them, mean zero.
  @Test("standard deviation of the changes of the logarithm")
  func deviation() throws {
    let measures = try ProcyclicalityMeasures((0..<21).map { $0 % 2 == 0 ? 1 : 2 })
    expectClose(
      expected: log(2) * (20.0 / 19).squareRoot(), got: measures.deviationOfLogChanges,
      .relative(1e-14))
  }

  @Test("too few days, and a requirement of nothing")
  func refusals() {
    #expect(code { try ProcyclicalityMeasures([Double](repeating: 1, count: 20)) } == .invalidInput)
    #expect(
      code { try ProcyclicalityMeasures([Double](repeating: 1, count: 30) + [0]) } == .invalidInput)
    #expect(
      code { try ProcyclicalityMeasures([Double](repeating: 1, count: 30) + [.nan]) }
        == .invalidInput)
  }
}
