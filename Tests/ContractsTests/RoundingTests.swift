import SteelyardContracts
import Testing

@Suite("Rounding")
struct RoundingTests {
  @Test(
    "halves and thirds of a tick, both signs",
    arguments: [
      (Rounding.down, ["2", "-3", "3", "-4", "2", "-3"]),
      (.up, ["3", "-2", "4", "-3", "3", "-2"]),
      (.towardsZero, ["2", "-2", "3", "-3", "2", "-2"]),
      (.awayFromZero, ["3", "-3", "4", "-4", "3", "-3"]),
      (.halfToEven, ["2", "-2", "4", "-4", "2", "-2"]),
    ])
  func ticks(rounding: Rounding, expected: [String]) throws {
    for (text, rounded) in zip(["2.5", "-2.5", "3.5", "-3.5", "2.3", "-2.3"], expected) {
      #expect(
        try rounded == Amount(parsing: text).rounded(toMultipleOf: .one, rounding).description)
    }
  }

  @Test("what is exact stays as it is", arguments: Rounding.allCases)
  func exact(rounding: Rounding) throws {
    #expect(try Amount(6) == Amount(2).multiplied(by: Amount(3), rounding: rounding))
    #expect(try Amount(-2) == Amount(6).divided(by: Amount(-3), rounding: rounding))
  }
}
