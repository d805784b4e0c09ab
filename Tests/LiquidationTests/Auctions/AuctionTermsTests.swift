import SteelyardContracts
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("Terms of an auction")
struct AuctionTermsTests {
  static func terms(
    start: String = "1", cutoff: String = "0.8", buffer: String = "0.1", fee: String = "0"
  ) throws -> AuctionTerms {
    try AuctionTerms(
      startShare: amount(start), cutoffShare: amount(cutoff), fastSeconds: 600, slowSeconds: 7200,
      insolventSeconds: 600, feeRate: amount(fee), bufferShare: amount(buffer),
      wholeBelowValue: .zero)
  }

  static func amount(_ text: String) throws -> Amount { try Amount(parsing: text) }

  @Test("the discount falls in two straight lines from start to cutoff to nothing, and never rises")
  func discount() throws {
    let terms = try Self.terms(start: "0.98")
    #expect(try terms.discount(after: 0) == Self.amount("0.98"))
    #expect(try terms.discount(after: 300) == Self.amount("0.89"))
    #expect(try terms.discount(after: 600) == Self.amount("0.8"))
    #expect(try terms.discount(after: 600 + 3600) == Self.amount("0.4"))
    #expect(try terms.discount(after: 7800) == .zero)
    #expect(try terms.discount(after: .max / 2) == .zero)
    var last = Amount.one
    for second in stride(from: Int64(0), to: 8000, by: 7) {
      let now = try terms.discount(after: second)
      #expect(now <= last && !now.isNegative)
      last = now
    }
  }

  @Test(
    "what can't be is refused",
    arguments: [("1.1", "0.8", "0"), ("0", "0", "0"), ("0.5", "0.6", "0"), ("1", "0.8", "-0.1")])
  func refused(start: String, cutoff: String, buffer: String) {
    let error = #expect(throws: SteelyardError.self) {
      try Self.terms(start: start, cutoff: cutoff, buffer: buffer)
    }
    #expect(error?.code == .invalidInput)
  }
}
