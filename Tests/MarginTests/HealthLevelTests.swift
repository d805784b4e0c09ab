import SteelyardMargin
import Testing

@Suite("Health level") struct HealthLevelTests {
  struct Boundary: Sendable {
    /// Equity, initial and maintenance counted equity, initial and maintenance margin.
    let figures: [Double]
    let level: HealthLevel
  }

  static let boundaries: [Boundary] = [
    Boundary(figures: [100, 100, 100, 80, 64], level: .healthy),
    Boundary(figures: [100, 100, 100, 80.1, 64], level: .warning),
    Boundary(figures: [100, 100, 100, 100, 80], level: .warning),
    Boundary(figures: [100, 100, 100, 100.1, 80], level: .marginCall),
    Boundary(figures: [100, 79, 100, 80, 100], level: .marginCall),
    Boundary(figures: [100, 100, 99.9, 125, 100], level: .liquidation),
    Boundary(figures: [0, 0, 0, 0, 0], level: .healthy),
    Boundary(figures: [0, 0, 0, 1, 0.8], level: .liquidation),
    Boundary(figures: [-0.1, 100, 100, 10, 8], level: .bankrupt),
    Boundary(figures: [-0.1, -0.1, -0.1, 0, 0], level: .bankrupt),
  ]

  @Test("boundaries", arguments: boundaries)
  func level(_ boundary: Boundary) {
    let figures = boundary.figures
    let expected = boundary.level
    func level(isWithinLimits: Bool = true, isBounded: Bool) -> HealthLevel {
      HealthLevel(
        equity: figures[0], initialCountedEquity: figures[1],
        maintenanceCountedEquity: figures[2], initialMargin: figures[3],
        maintenanceMargin: figures[4], isWithinLimits: isWithinLimits, isBounded: isBounded)
    }
    #expect(level(isBounded: true) == expected)
    let bad: [HealthLevel] = [.liquidation, .bankrupt]
    let atBest = bad.contains(expected) ? expected : .marginCall
    #expect(level(isBounded: false) == atBest)
    #expect(level(isWithinLimits: false, isBounded: true) == atBest)
  }

  @Test("names are those of the answer")
  func names() {
    #expect(
      HealthLevel.allCases.map(\.rawValue)
        == ["healthy", "warning", "margin_call", "liquidation", "bankrupt"])
  }
}
