import SteelyardLedger
import Testing

@Suite("Margin modes")
struct MarginModeTests {
  @Test("their names are the wire's")
  func names() {
    #expect(MarginMode.allCases.map(\.rawValue) == ["isolated", "cross", "portfolio"])
  }
}
