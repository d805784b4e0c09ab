import SteelyardContracts
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Scenario grid") struct ScenarioGridTests {
  static func grid(
    range: Double = 0.16, moves: Int = 4, up: Double = 0.5, daysMin: Double = 1,
    tail: [Double] = [-0.66, 0.5], factor: Double = 1
  ) -> ScenarioGrid {
    ScenarioGrid(
      priceRange: range, movesPerSide: moves,
      volatility: VolatilityShocks(
        up: up, down: 0.25, risenMin: 0.5,
        tenor: TenorScaling(
          referenceDays: 30, shortPower: 0.3, longPower: 0.13, daysMin: daysMin)),
      tailMoves: tail, tailFactor: factor)
  }

  @Test("price-major from the lowest move, volatility down, same, up; then the tail")
  func order() throws {
    let grid = Self.grid()
    let scenarios = try grid.scenarios()
    #expect(grid.coreCount == 27 && scenarios.count == 29)
    #expect(scenarios[0].spotMove == -0.16 && scenarios[0].volatilityMove == .down)
    #expect(scenarios[13].spotMove == 0 && scenarios[13].volatilityMove == .same)
    #expect(scenarios[26].spotMove == 0.16 && scenarios[26].volatilityMove == .up)
    #expect(scenarios.prefix(27).allSatisfy { $0.tail == nil })
    #expect(scenarios[27].spotMove == -0.66 && scenarios[27].volatilityMove == .up)
    #expect(scenarios[28].tail == .init(range: 0.16, factor: 1))
    #expect(Set(scenarios.map(\.label)).count == scenarios.count)
  }

  @Test(
    "labels say move and volatility",
    arguments: [
      (0, "spot -16 %, volatility down"), (12, "spot 0 %, volatility down"),
      (26, "spot +16 %, volatility up"), (27, "spot -66 %, volatility up, extended"),
    ])
  func label(_ index: Int, _ text: String) throws {
    #expect(try Self.grid().scenarios()[index].label == text)
  }

  @Test(
    "grids that make no sense are refused by field",
    arguments: [
      (grid(range: 0), "priceRange"), (grid(range: 1), "priceRange"),
      (grid(range: .nan), "priceRange"), (grid(moves: 0), "movesPerSide"),
      (grid(moves: 101), "movesPerSide"), (grid(up: -0.1), "volatility"),
      (grid(up: .infinity), "volatility"), (grid(daysMin: -1), "volatility"),
      (grid(factor: -1), "volatility"), (grid(tail: [-1]), "tailMoves"),
      (grid(tail: [0.1]), "tailMoves"), (grid(tail: [.nan]), "tailMoves"),
    ])
  func refused(_ grid: ScenarioGrid, _ field: String) {
    let error = #expect(throws: SteelyardError.self) { try grid.scenarios() }
    #expect(error?.code == .invalidInput)
    #expect(error?.subject == .place(file: "scenario grid", row: nil, field: field))
  }
}
