import SteelyardContracts
import SteelyardValidation
import Testing

@Suite("Breach series") struct BreachSeriesTests {
  @Test("a loss must exceed its requirement, meeting it is no breach")
  func breaches() throws {
    let series = try BreachSeries(profit: [-5, -5.01, 3, -7], requirement: [5, 5, 5, 6])
    #expect(series.breaches == [false, true, false, true])
    #expect(series.breachCount == 2)
    #expect(series.gaps == [2, 2])
  }

  @Test("gaps count from the beginning, transitions each pair of neighbours")
  func gaps() throws {
    let series = try BreachSeries([true, true, false, false, true, false])
    #expect(series.gaps == [1, 1, 3])
    #expect(series.transitions.breachToBreach == 1)
    #expect(series.transitions.breachToQuiet == 2)
    #expect(series.transitions.quietToBreach == 1)
    #expect(series.transitions.quietToQuiet == 1)
  }

  @Test("every third period, from each of three beginnings")
  func thinned() throws {
    let series = try BreachSeries([true, false, false, false, true, false, true])
    #expect(try series.thinned(every: 3, from: 0).breaches == [true, false, true])
    #expect(try series.thinned(every: 3, from: 1).breaches == [false, true])
    #expect(code { try series.thinned(every: 0, from: 0) } == .invalidInput)
    #expect(code { try series.thinned(every: 2, from: 7) } == .invalidInput)
  }

  @Test("nothing, other shapes and NaN")
  func refusals() {
    #expect(code { try BreachSeries([]) } == .invalidInput)
    #expect(code { try BreachSeries(profit: [1], requirement: []) } == .invalidInput)
    #expect(code { try BreachSeries(profit: [.nan], requirement: [1]) } == .invalidInput)
    #expect(
      code { try BreachSeries([Bool](repeating: false, count: 1_000_001)) } == .limitExceeded)
  }
}

/// The code of the error that a call throws.
func code<Result>(_ call: () throws -> Result) -> SteelyardError.Code? {
  do {
    _ = try call()
    return nil
  } catch {
    return (error as? SteelyardError)?.code
  }
}
