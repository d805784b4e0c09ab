import SteelyardContracts
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("Runs against what happened")
struct CascadeReplayTests {
  private let market = SmallCascade.market(
    [.linear(slope: 0.001), .linear(slope: 0.001)], fund: 1, rate: 0.02)

  private func recipe(leverage: Double) -> PopulationRecipe {
    var recipe = SmallCascade.recipe(coins: 2, venues: 1, accounts: 300)
    recipe.options = 0
    recipe.loans = 0
    recipe.leverageMedian = leverage
    return recipe
  }

  private func run(leverage: Double, _ shock: CascadeShock) throws -> CascadeRun {
    try SmallCascade.run(
      try Population(recipe(leverage: leverage).accounts(in: market, seed: 1), market: market),
      market, shock, rounds: 24)
  }

  private func observation(_ run: CascadeRun) -> CascadeObservation {
    CascadeObservation(
      deleveraged: run.deleveraged,
      course: run.rounds.enumerated().map {
        .init(
          second: Double($0 + 1) * 3, liquidations: Double($1.liquidations),
          deleveragings: Double($1.deleveragings))
      })
  }

  @Test("a run is as far from itself as nothing")
  func same() throws {
    let run = try run(leverage: 8, try SmallCascade.fall(0.3, coins: 2, rounds: 3))
    #expect(run.deleveragings > 0)
    let comparison = CascadeComparison(run, roundSeconds: 3, with: observation(run))
    #expect(comparison.misplaced == 0 && comparison.totalRatio == 1)
    #expect(comparison.liquidations?.distance == 0 && comparison.deleveragings?.distance == 0)
    #expect(comparison.observedRatio == comparison.simulatedRatio)
  }

  @Test("distances by hand")
  func distances() throws {
    let run = try run(leverage: 8, try SmallCascade.fall(0.3, coins: 2, rounds: 3))
    let all = run.deleveraged.reduce(0, +)
    // Everything at once and at the first coin; what lies before the start counts for nothing.
    let comparison = CascadeComparison(
      run, roundSeconds: 3,
      with: CascadeObservation(
        deleveraged: [2 * all, 0],
        course: [
          .init(second: -1, liquidations: 50, deleveragings: 9),
          .init(second: 1, liquidations: 10, deleveragings: 4),
        ]))
    expectClose(expected: 0.5, got: comparison.totalRatio ?? 0, .relative(1e-12))
    expectClose(
      expected: run.deleveraged[1] / all, got: comparison.misplaced ?? 0, .relative(1e-9))
    let first = Double(run.rounds[0].liquidations) / Double(run.liquidations)
    expectClose(
      expected: 1 - first, got: comparison.liquidations?.distance ?? 0, .relative(1e-12))
    #expect(comparison.observedRatio == 0.4)
  }

  @Test("the search finds the leverage and the course that an observation was made with")
  func fit() throws {
    let shock = try SmallCascade.fall(0.12, coins: 2).timed(
      .course(
        ShockCourse(points: [
          .init(second: 6, share: 0.6), .init(second: 21, share: 0.7), .init(second: 45, share: 1),
        ])))
    let truth = observation(try run(leverage: 11, shock))
    let start = CascadeSettings(
      market: market, policies: SmallCascade.terms, population: recipe(leverage: 7))
    let guess = try shock.timed(
      .course(
        ShockCourse(points: [
          .init(second: 6, share: 0.3), .init(second: 21, share: 0.6), .init(second: 45, share: 1),
        ])))
    func fit() throws -> CascadeFit {
      try CascadeFit(
        start, shock: guess, policy: CascadePolicy(.full), rounds: 24, to: truth,
        moving: [.leverageMedian, .course], runs: 120)
    }
    let found = try fit()
    #expect(found.parameterCount == 3 && found.figureCount == 2 + 1 + 24 + 24)
    #expect(found.misfit < 0.3 * found.misfitBefore)
    expectClose(expected: 11, got: found.settings.population.leverageMedian, .relative(0.15))
    let course = try #require(found.settings.course)
    expectClose(expected: 0.6, got: course.points[0].share, .absolute(0.08))
    #expect(course.points[2].share == 1)
    let again = try fit()
    #expect(again.settings == found.settings && again.misfit == found.misfit)
  }

  @Test("what can't be fitted is refused")
  func refused() throws {
    let start = CascadeSettings(
      market: market, policies: SmallCascade.terms, population: recipe(leverage: 7))
    let known = CascadeObservation(deleveraged: [1, 1], course: [])
    for (observation, moving) in [
      (CascadeObservation(deleveraged: [], course: []), [.leverageMedian]), (known, []),
      (known, [.leverageMedian, .leverageMedian]), (known, [.course]),
    ] as [(CascadeObservation, [CascadeFit.Parameter])] {
      let error = #expect(throws: SteelyardError.self) {
        try CascadeFit(
          start, shock: try SmallCascade.fall(0.1, coins: 2), policy: CascadePolicy(.full),
          rounds: 5, to: observation, moving: moving, runs: 10)
      }
      #expect(error?.code == .invalidInput)
    }
  }
}
