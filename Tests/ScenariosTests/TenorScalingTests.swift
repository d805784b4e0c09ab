import SteelyardScenarios
import TestSupport
import Testing

@Suite("Tenor scaling") struct TenorScalingTests {
  static let deribit = TenorScaling(
    referenceDays: 30, shortPower: 0.3, longPower: 0.13, daysMin: 1)

  @Test(
    "(30 / days) to the power of its side, floored at a day",
    arguments: [
      (30.0, 1.0), (15, 1.2311444133449163), (60, 0.9138314502294005), (1, 2.774191114672181),
      (0.1, 2.774191114672181), (0, 2.774191114672181), (7300, 0.48954632117794417),
    ])
  func factor(_ days: Double, _ expected: Double) {
    expectClose(expected: expected, got: Self.deribit.factor(days: days), .relative(1e-14))
  }

  @Test("longer tenors are never shocked more")
  func monotone() {
    let factors = (0...4000).map { Self.deribit.factor(days: Double($0) / 4) }
    for (shorter, longer) in zip(factors, factors.dropFirst()) { #expect(longer <= shorter) }
  }
}
