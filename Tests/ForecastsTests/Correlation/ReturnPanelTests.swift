import SteelyardContracts
import SteelyardForecasts
import Testing

@Suite("Panels of returns") struct ReturnPanelTests {
  @Test("histories that end together have their gaps at the beginning")
  func endingTogether() throws {
    let panel = try ReturnPanel(assets: ["BTC", "SOL"], endingTogether: [[1, 2, 3], [9]])
    #expect(panel.stepCount == 3)
    #expect(panel.step(0) == [1, nil] && panel.step(2) == [3, 9])
    #expect(panel[1, 1] == nil && panel[0, 1] == 2)
  }

  @Test("what is no panel is told")
  func refusals() {
    ForecastErrors.expect(.invalidInput, "0 assets") {
      _ = try ReturnPanel(assets: [], columns: [])
    }
    ForecastErrors.expect(.invalidInput, "1 columns") {
      _ = try ReturnPanel(assets: ["A", "B"], columns: [[1]])
    }
    ForecastErrors.expect(.invalidInput, "stands twice") {
      _ = try ReturnPanel(assets: ["A", "A"], columns: [[1], [1]])
    }
    ForecastErrors.expect(.invalidInput, "B has 2 steps") {
      _ = try ReturnPanel(assets: ["A", "B"], columns: [[1], [1, 2]])
    }
    ForecastErrors.expect(.invalidInput, "at step 1 is nan") {
      _ = try ReturnPanel(assets: ["A"], columns: [[1, .nan]])
    }
    ForecastErrors.expect(.limitExceeded, "257 assets") {
      _ = try ReturnPanel(
        assets: (0..<257).map { "A\($0)" }, columns: [[Double?]](repeating: [1], count: 257))
    }
  }
}
