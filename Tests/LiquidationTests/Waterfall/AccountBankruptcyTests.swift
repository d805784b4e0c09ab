import SteelyardContracts
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("Bankruptcy prices of whole accounts")
struct AccountBankruptcyTests {
  private static func holding(
    _ instrument: Instrument, _ quantity: String, mark: String, margin: String,
    settlementPrice: String = "1"
  ) throws -> AccountBankruptcy.Holding {
    AccountBankruptcy.Holding(
      instrument: instrument, quantity: try Amount(parsing: quantity),
      mark: try Amount(parsing: mark), maintenanceMargin: try Amount(parsing: margin),
      settlementPrice: try Amount(parsing: settlementPrice))
  }

  private static func ether() throws -> Instrument {
    try Instrument(Underlying(base: .eth, quote: .usdc, settlement: .usdc), .perpetual)
  }

  @Test(
    "a lack of 1,500 over margins of 600 and 900: each is given up at a price that brings its part")
  func lack() throws {
    let linear = try BankruptcyPriceTests.perpetual(inverse: false)
    let account = try AccountBankruptcy(
      equity: Amount(-1500),
      holdings: [
        Self.holding(linear, "1", mark: "60000", margin: "600"),
        Self.holding(Self.ether(), "-10", mark: "3000", margin: "900"),
      ])
    #expect(account.prices.map(\.assigned) == [Amount(-600), Amount(-900)])
    #expect(account.prices.map(\.price) == [Amount(60_600), Amount(2910)])
    #expect(account.unassigned == .zero)
    #expect(
      account.prices[1].reason
        == "Its maintenance margin of 900 has it carry -900 of the account's equity, which is gone at "
        + "2910; the mark is 3000.")
  }

  @Test("an equity is used up by worse prices; of zero the prices are the marks")
  func equity() throws {
    let linear = try BankruptcyPriceTests.perpetual(inverse: false)
    let holdings = [
      try Self.holding(linear, "1", mark: "60000", margin: "600"),
      try Self.holding(Self.ether(), "-10", mark: "3000", margin: "900"),
    ]
    let some = try AccountBankruptcy(equity: Amount(1500), holdings: holdings)
    #expect(some.prices.map(\.price) == [Amount(59_400), Amount(3090)])
    let none = try AccountBankruptcy(equity: .zero, holdings: holdings)
    #expect(none.prices.map(\.price) == [Amount(60_000), Amount(3000)])
  }

  @Test("a coin-settled position: 300 USD behind 6,000 at 60,000 are gone at 57,142.86")
  func coin() throws {
    let account = try AccountBankruptcy(
      equity: Amount(300),
      holdings: [
        Self.holding(
          BankruptcyPriceTests.perpetual(inverse: true), "6000", mark: "60000", margin: "100",
          settlementPrice: "60000")
      ])
    #expect(try account.prices[0].price == Amount(parsing: "57142.857142857142857143"))
  }

  @Test(
    "a short option worth 10 carries no more than that of a lack; the rest is the others', or the fund's"
  )
  func capped() throws {
    let linear = try BankruptcyPriceTests.perpetual(inverse: false)
    let option = try Self.holding(
      BankruptcyPriceTests.option(), "-1", mark: "10", margin: "100")
    let both = try AccountBankruptcy(
      equity: Amount(-50),
      holdings: [option, Self.holding(linear, "1", mark: "60000", margin: "100")])
    #expect(both.prices.map(\.price) == [.zero, Amount(60_040)])
    #expect(both.unassigned == .zero)
    let alone = try AccountBankruptcy(equity: Amount(-50), holdings: [option])
    #expect(alone.prices.map(\.price) == [.zero])
    #expect(alone.unassigned == Amount(-40))
  }

  @Test(
    "at random: the parts and what is unassigned are the equity, and every price is one the contract can have"
  )
  func random() throws {
    var generator = SeededGenerator(seed: 29)
    let instruments = [
      try BankruptcyPriceTests.perpetual(inverse: false), try Self.ether(),
      try BankruptcyPriceTests.option(), try BankruptcyPriceTests.perpetual(inverse: true),
    ]
    for _ in 0..<1000 {
      let holdings = instruments.map { instrument in
        let isInverse = instrument.underlying.isInverse
        let size = Int128(1 + generator.next() % 1000) * (isInverse ? 1000 : 1)
        let units = size * 10_000_000_000_000_000
        return AccountBankruptcy.Holding(
          instrument: instrument,
          quantity: Amount(units: generator.next() % 2 == 0 ? units : -units),
          mark: Amount(units: Int128(1 + generator.next() % 1_000_000) * 77_777_777_777_777_777),
          maintenanceMargin: Amount(units: Int128(1 + generator.next() % 1_000_000) * 333_333_333),
          settlementPrice: isInverse ? Amount(61_234) : .one)
      }
      let units = Int128(generator.next() % 2_000_000) - 1_000_000
      let equity = Amount(units: units * 123_456_789_012_345_678)
      let account = try AccountBankruptcy(equity: equity, holdings: holdings)
      let sum = account.prices.map(\.assigned.units).reduce(account.unassigned.units, +)
      #expect(sum == equity.units)
      for price in account.prices {
        #expect(price.price > .zero || (price.holding.instrument.isOption && price.price.isZero))
        #expect(price.assigned.isZero || price.assigned.isNegative == equity.isNegative)
        let holding = price.holding
        let (q, m, p) = (
          holding.quantity.doubleValue, holding.mark.doubleValue, price.price.doubleValue
        )
        let isInverse = holding.instrument.underlying.isInverse
        let profit =
          (isInverse ? q * (1 / m - 1 / p) : q * (p - m)) * holding.settlementPrice.doubleValue
        let worth = isInverse ? abs(q / m) * holding.settlementPrice.doubleValue : abs(q * m)
        expectClose(
          expected: -price.assigned.doubleValue, got: profit,
          Tolerance(relative: 1e-9, absolute: 1e-6 * (1 + worth)))
      }
    }
  }

  @Test("accounts without a margin, and holdings that can't be")
  func refusals() throws {
    let linear = try BankruptcyPriceTests.perpetual(inverse: false)
    for holding in [
      try Self.holding(linear, "1", mark: "1", margin: "0"),
      try Self.holding(linear, "1", mark: "1", margin: "-1"),
      try Self.holding(linear, "1", mark: "1", margin: "1", settlementPrice: "0"),
      try Self.holding(linear, "0", mark: "1", margin: "1"),
    ] {
      #expect {
        _ = try AccountBankruptcy(equity: .one, holdings: [holding])
      } throws: { ($0 as? SteelyardError)?.code == .invalidInput }
    }
    #expect {
      _ = try AccountBankruptcy(equity: .one, holdings: [])
    } throws: { ($0 as? SteelyardError)?.code == .invalidInput }
  }
}
