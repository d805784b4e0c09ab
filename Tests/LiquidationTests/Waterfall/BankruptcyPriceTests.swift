import SteelyardContracts
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("Bankruptcy prices of positions")
struct BankruptcyPriceTests {
  static func perpetual(inverse: Bool) throws -> Instrument {
    try Instrument(
      inverse
        ? Underlying(base: .btc, quote: .usd, settlement: .btc)
        : Underlying(base: .btc, quote: .usdc, settlement: .usdc), .perpetual)
  }

  static func option() throws -> Instrument {
    try Instrument(
      Underlying(base: .btc, quote: .usdc, settlement: .usdc),
      .option(
        OptionTerms(
          expiry: Timestamp(parsing: "2026-12-25T08:00:00Z"), strike: Amount(70_000), right: .call))
    )
  }

  private static func price(
    _ instrument: Instrument, _ quantity: String, mark: String, equity: String
  ) throws -> Amount? {
    try BankruptcyPrice.price(
      of: instrument, quantity: Amount(parsing: quantity), mark: Amount(parsing: mark),
      equity: Amount(parsing: equity))
  }

  @Test(
    "linear: 10,000 behind 2 BTC at 70,000 are gone at 65,000 or 75,000; a tenth of it 10 % away",
    arguments: [
      ("2", "70000", "10000", "65000"), ("-2", "70000", "10000", "75000"),
      ("1", "100", "10", "90"), ("1", "100", "0", "100"), ("1", "100", "-5", "105"),
      ("-4", "100", "-20", "95"), ("3", "100", "1", "99.666666666666666667"),
      ("-3", "100", "1", "100.333333333333333333"),
    ])
  func linear(quantity: String, mark: String, equity: String, expected: String) throws {
    let price = try Self.price(
      Self.perpetual(inverse: false), quantity, mark: mark, equity: equity)
    #expect(try price == Amount(parsing: expected))
  }

  @Test(
    "inverse: ten times leverage is gone at 10/11 of the entry, or 10/9",
    arguments: [
      ("10000", "10000", "0.1", "9090.909090909090909091"),
      ("-10000", "10000", "0.1", "11111.111111111111111111"),
      ("10000", "10000", "-0.5", "20000"), ("-10000", "10000", "-1", "5000"),
    ])
  func inverse(quantity: String, mark: String, equity: String, expected: String) throws {
    let price = try Self.price(
      Self.perpetual(inverse: true), quantity, mark: mark, equity: equity)
    #expect(try price == Amount(parsing: expected))
  }

  @Test("an option is gone at the price at which its value and the cash behind it are")
  func option() throws {
    let option = try Self.option()
    // Short 2 at 500 against 4,000 of cash: an equity of 3,000; gone at 2,000.
    #expect(
      try Self.price(option, "-2", mark: "500", equity: "3000") == Amount(parsing: "2000"))
    // Long 2 at 500 with a debt of 400: gone at 200; without a debt only at nothing.
    #expect(try Self.price(option, "2", mark: "500", equity: "600") == Amount(parsing: "200"))
    #expect(try Self.price(option, "2", mark: "500", equity: "1000") == .zero)
    #expect(try Self.price(option, "2", mark: "500", equity: "1000.5") == nil)
  }

  @Test("a position that is paid for in full is gone at no price")
  func unleveraged() throws {
    let linear = try Self.perpetual(inverse: false)
    let inverse = try Self.perpetual(inverse: true)
    #expect(try Self.price(linear, "1", mark: "100", equity: "100") == nil)
    #expect(try Self.price(linear, "1", mark: "100", equity: "150") == nil)
    // A coin held against as much short inverse is worth the same dollars at every price.
    #expect(try Self.price(inverse, "-70000", mark: "70000", equity: "1") == nil)
    #expect(try Self.price(inverse, "-70000", mark: "70000", equity: "2") == nil)
  }

  @Test("closing at the price leaves something, and less than a hundred billionth")
  func residue() throws {
    var generator = SeededGenerator(seed: 17)
    for round in 0..<2000 {
      let isInverse = round % 2 == 0
      let instrument = try Self.perpetual(inverse: isInverse)
      let mark = Amount(units: Int128(1 + generator.next() % 100_000_000) * 1_000_000_000_000_003)
      let size =
        Int128(1 + generator.next() % 1_000_000)
        * (isInverse ? 1_000_000_000_000_000_000 : 1_000_000_000_000_000)
      let quantity = Amount(units: generator.next() % 2 == 0 ? size : -size)
      let worth =
        isInverse
        ? try quantity.magnitude.divided(by: mark, rounding: .down)
        : try quantity.magnitude.multiplied(by: mark, rounding: .down)
      let equity = try worth.multiplied(
        by: Amount(units: Int128(generator.next() % 1_000_000) * 987_654_321_987), rounding: .down)
      guard
        let price = try BankruptcyPrice.price(
          of: instrument, quantity: quantity, mark: mark, equity: equity)
      else { continue }
      // In doubles, written as profit and not as a root.
      let (q, m, p) = (quantity.doubleValue, mark.doubleValue, price.doubleValue)
      let profit = isInverse ? q * (1 / m - 1 / p) : q * (p - m)
      expectClose(
        expected: -equity.doubleValue, got: profit,
        Tolerance(relative: 1e-9, absolute: 1e-9 * worth.doubleValue))
      if !isInverse {
        let exact = try price.subtracting(mark).multiplied(by: quantity, rounding: .down)
        let left = try exact.adding(equity)
        #expect(left.units >= -1 && left.units <= quantity.units.magnitude / 1_000_000_000_000 + 1)
      }
    }
  }

  @Test("spot, nothing, and marks that can't be")
  func refusals() throws {
    let spot = try Instrument(Underlying(base: .btc, quote: .usdc, settlement: .usdc), .spot)
    let linear = try Self.perpetual(inverse: false)
    #expect {
      _ = try Self.price(spot, "1", mark: "1", equity: "1")
    } throws: { ($0 as? SteelyardError)?.code == .notApplicable }
    for (quantity, mark) in [("0", "1"), ("1", "0"), ("1", "-1")] {
      #expect {
        _ = try Self.price(linear, quantity, mark: mark, equity: "1")
      } throws: { ($0 as? SteelyardError)?.code == .invalidInput }
    }
  }
}
