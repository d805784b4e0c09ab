import SteelyardReports
import Testing

@Suite("Number text")
struct NumberTextTests {
  @Test(
    "worked examples",
    arguments: [
      (0.0, NumberStyle.grouped(2), "0.00"), (-0.0, .grouped(2), "0.00"),
      (1234.5, .grouped(2), "1,234.50"), (-1_234_567.891, .grouped(2), "-1,234,567.89"),
      (999.995, .grouped(2), "1,000.00"), (999_999.999, .grouped(2), "1,000,000.00"),
      (100, .grouped(0), "100"), (1000, .grouped(0), "1,000"),
      (2.675, .fixed(2), "2.68"), (1.005, .fixed(2), "1.01"), (0.5, .fixed(0), "1"),
      (1.5, .fixed(0), "2"), (-0.004, .fixed(2), "0.00"), (0.007, .fixed(2), "0.01"),
      (0.0049, .fixed(2), "0.00"), (9.996, .fixed(2), "10.00"), (1e-300, .fixed(4), "0.0000"),
      (123456.0, .fixed(1), "123456.0"), (1e14, .grouped(2), "100,000,000,000,000.00"),
      (1e15, .grouped(2), "1.00000e+15"), (1.797e308, .fixed(2), "1.79700e+308"),
      (0, .significant(4), "0"), (1234.5678, .significant(6), "1234.57"),
      (0.00012345678, .significant(4), "0.0001235"), (0.0000123456, .significant(4), "1.235e-05"),
      (-Double.leastNonzeroMagnitude, .significant(3), "-5.00e-324"),
      (9.9999, .significant(3), "10.0"),
      (123456, .significant(3), "123000"), (1e22, .significant(2), "1.0e+22"),
      (-250_000, .shortest, "-250,000"), (0.1, .shortest, "0.1"), (12.5, .shortest, "12.5"),
      (1e-10, .shortest, "0.0000000001"), (.nan, .fixed(2), "not a number"),
      (-.infinity, .grouped(2), "-infinite"),
    ])
  func examples(number: Double, style: NumberStyle, expected: String) {
    #expect(NumberText.text(number, style) == expected)
  }

  @Test("seventeen significant digits read back as the same number")
  func readsBack() throws {
    var bits: UInt64 = 0x9E37_79B9_7F4A_7C15
    for _ in 0..<20_000 {
      bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let number = Double(bitPattern: bits)
      guard number.isFinite else { continue }
      let text = NumberText.text(number, .significant(17))
      #expect(Double(text) == number, "\(number) became \(text)")
    }
  }

  @Test("fixed text is within half a unit of the last digit")
  func isNear() throws {
    var bits: UInt64 = 42
    for _ in 0..<20_000 {
      bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let number = (Double(bits >> 11) / 9_007_199_254_740_992 - 0.5) * 2e6
      let text = NumberText.text(number, .fixed(3))
      let value = try #require(Double(text))
      #expect(abs(value - number) <= 0.0005 + 1e-9, "\(number) became \(text)")
      #expect(text.split(separator: ".").last?.count == 3)
    }
  }
}
