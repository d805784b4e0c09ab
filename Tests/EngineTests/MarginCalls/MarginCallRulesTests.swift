import SteelyardContracts
import SteelyardEngine
import Testing

@Suite("Rules of margin calls")
struct MarginCallRulesTests {
  @Test(
    "ratios out of order are refused",
    arguments: [
      (0.8, 0.9, 1.0, 0.95), (0.8, 0.7, 1.1, 0.95), (0.8, 0.7, 1.0, 1.01), (0.8, 0.0, 1.0, 0.9),
      (0.8, 0.7, 0.7, 0.7), (.nan, 0.7, 1.0, 0.9), (0.8, 0.75, 1.0, 0.7),
    ])
  func ratios(warningIn: Double, warningOut: Double, callIn: Double, callOut: Double) {
    let error = #expect(throws: SteelyardError.self) {
      try MarginCallRules(
        warningRatioIn: warningIn, warningRatioOut: warningOut, callRatioIn: callIn,
        callRatioOut: callOut, deadlineSeconds: 1, graceSeconds: 1, noticeIntervalSeconds: 1,
        calmSeconds: 1, recoverySeconds: 1, handOver: .belowMaintenance)
    }
    #expect(error?.code == .invalidInput)
  }

  @Test("spans outside 0 and 100 days are refused", arguments: [-1, 8_640_001, .min, .max])
  func spans(seconds: Int64) {
    let error = #expect(throws: SteelyardError.self) {
      try MarginCallRules(
        warningRatioIn: 0.8, warningRatioOut: 0.7, callRatioIn: 1, callRatioOut: 0.9,
        deadlineSeconds: seconds, graceSeconds: 1, noticeIntervalSeconds: 1, calmSeconds: 1,
        recoverySeconds: 1, handOver: .belowMaintenance)
    }
    #expect(error?.code == .invalidInput)
  }
}
