import SteelyardContracts
import SteelyardLiquidation
import Testing

@Suite("All positions reduced by one share")
struct ShareReductionTests {
  private func rule(step: String = "0.25") throws -> ShareReduction {
    try ShareReduction(
      shareStep: Amount(parsing: step), targetRatio: try Amount(parsing: "0.8"),
      feeRate: try Amount(parsing: "0.5"))
  }

  @Test("the smallest share that gets below the target, and everything where none does")
  func choice() throws {
    // Half of it: 50 of margin on 100 - 25.
    let well = try #require(
      try rule().choice(value: Amount(100), maintenanceMargin: Amount(100)))
    #expect(try well.share == Amount(parsing: "0.5") && well.penalty == Amount(25))
    #expect(well.maintenanceMargin == Amount(50) && well.value == Amount(75))
    let lost = try #require(try rule().choice(value: Amount(10), maintenanceMargin: Amount(100)))
    #expect(lost.share == .one && lost.maintenanceMargin == .zero && lost.ratio == nil)
  }

  @Test("steps that do not divide one end at one")
  func steps() throws {
    let shares = try rule(step: "0.3").outcomes(
      value: Amount(100), maintenanceMargin: Amount(100)
    ).map(\.share)
    #expect(try shares == ["0.3", "0.6", "0.9", "1"].map { try Amount(parsing: $0) })
  }

  @Test("shares out of range are refused")
  func refused() {
    #expect(throws: SteelyardError.self) { try rule(step: "0") }
    #expect(throws: SteelyardError.self) { try rule(step: "1.5") }
  }
}
