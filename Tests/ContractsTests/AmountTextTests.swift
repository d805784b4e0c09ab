import FoundationEssentials
import SteelyardContracts
import TestSupport
import Testing

@Suite("Amount text")
struct AmountTextTests {
  @Test(
    "accepted forms",
    arguments: [
      ("0.625", "0.625"), ("-80000", "-80000"), ("+1", "1"), (".5", "0.5"), ("5.", "5"),
      ("1e-8", "0.00000001"), ("-1.5E+3", "-1500"), ("0e999999999999", "0"), ("-0", "0"),
      ("12.5e1", "125"), ("1000e-3", "1"), ("000.100", "0.1"),
      ("170141183460469231731.687303715884105727", "170141183460469231731.687303715884105727"),
      ("0.10000000000000000000000000000000000000000000000000", "0.1"),
      ("100000000000000000000000000000000000000e-30", "100000000"),
      ("0.000000000000000000000000000000000000000001e30", "0.000000000001"),
    ])
  func forms(text: String, expected: String) throws {
    #expect(try expected == Amount(parsing: text).description)
  }

  @Test(
    "refused forms",
    arguments: [
      ("", SteelyardError.Code.invalidInput), ("-", .invalidInput), (".", .invalidInput),
      ("1.2.3", .invalidInput), ("1e", .invalidInput), ("1e+", .invalidInput),
      ("e5", .invalidInput), ("nan", .invalidInput), ("inf", .invalidInput),
      ("0x10", .invalidInput), ("1,000", .invalidInput), (" 1", .invalidInput),
      ("1 ", .invalidInput), ("--1", .invalidInput), ("1-", .invalidInput),
      ("\u{0661}", .invalidInput), ("1e-19", .invalidInput), ("1e-99999999", .invalidInput),
      ("0.1234567890123456789", .invalidInput),
      ("0.123456789012345678901234567890123456789012345678", .invalidInput),
      ("170141183460469231731.687303715884105728", .limitExceeded), ("1e308", .limitExceeded),
      ("1e99999999999999999999", .limitExceeded),
      ("99999999999999999999999999999999999999999999", .limitExceeded),
    ])
  func refusals(text: String, code: SteelyardError.Code) {
    let error = #expect(throws: SteelyardError.self) { try Amount(parsing: text) }
    #expect(code == error?.code)
    #expect(Amount(text) == nil)
  }

  @Test("what is printed reads back, in JSON too")
  func roundTrip() throws {
    let seed: UInt64 = 1_618
    print("amount text: seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100_000 {
      let amount = RandomAmounts.next(using: &generator)
      let got = try Amount(parsing: amount.description)
      if got != amount { Issue.record("\(amount) reads \(got)") }
    }
    let values = [Amount(units: .max), -Amount(units: .max), Amount(units: 1), .zero]
    let json = try JSONEncoder().encode(values)
    #expect(try values == JSONDecoder().decode([Amount].self, from: json))
  }
}
