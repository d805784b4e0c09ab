import SteelyardContracts
import SteelyardLedger
import Testing

@Suite("Growth")
struct GrowthFactorTests {
  // mpmath 1.3 with 60 digits: floor((exp(x) - 1) x 10^18).
  @Test(
    "has all its digits",
    arguments: [
      ("0", 31_536_000_000_000 as Int64, "0"),
      ("1", 31_536_000_000_000, "1.718281828459045235"),
      ("0.05", 3_600_000_000, "0.000005707778846385"),
      ("2", 31_536_000_000_000, "6.389056098930650227"),
      ("10", 63_072_000_000_000, "485165194.409790277969106830"),
    ])
  func digits(rate: String, microseconds: Int64, growth: String) throws {
    #expect(
      try GrowthFactor.growth(rate: amount(rate), microseconds: microseconds) == amount(growth))
  }

  @Test("two halves of a time grow as much as the whole, but for the last digits")
  func composition() throws {
    let half = try GrowthFactor.growth(rate: amount("0.7"), microseconds: 10_000_000_000_000)
    let whole = try GrowthFactor.growth(rate: amount("0.7"), microseconds: 20_000_000_000_000)
    let grown = try Amount.one.adding(half)
    let twice = try grown.multiplied(by: grown, rounding: .down).subtracting(.one)
    #expect(try whole.subtracting(twice).magnitude.units <= 4)
  }

  @Test("what is negative or too large is refused")
  func refusals() throws {
    for (rate, microseconds) in [("-0.1", 1 as Int64), ("0.1", -1)] {
      #expect(throws: SteelyardError.self) {
        try GrowthFactor.growth(rate: amount(rate), microseconds: microseconds)
      }
    }
    for (rate, microseconds) in [
      ("41", 31_536_000_000_000 as Int64), ("300", .max), ("100000000000000000000", .max),
    ] {
      do throws(SteelyardError) {
        _ = try GrowthFactor.growth(
          rate: try Amount(parsing: rate), microseconds: microseconds)
        Issue.record("\(rate) grew")
      } catch {
        #expect(error.code == .limitExceeded)
      }
    }
  }
}

@Suite("Borrow curves")
struct BorrowCurveTests {
  private static func curve() throws -> BorrowCurve {
    try BorrowCurve(
      minimum: amount("0.02"), slopeBelow: amount("0.08"), slopeAbove: amount("0.9"),
      optimum: amount("0.85"))
  }

  @Test(
    "rise slowly to the optimum and fast above",
    arguments: [("0", "0.02"), ("0.5", "0.06"), ("0.85", "0.088"), ("1", "0.223"), ("3", "0.223")])
  func rate(utilisation: String, rate: String) throws {
    #expect(try Self.curve().rate(at: amount(utilisation)) == amount(rate))
  }

  @Test("utilisation is between nothing and all")
  func utilisation() throws {
    #expect(try BorrowCurve.utilisation(debt: .zero, supply: .zero) == .zero)
    #expect(try BorrowCurve.utilisation(debt: .one, supply: .zero) == .one)
    #expect(try BorrowCurve.utilisation(debt: .one, supply: Amount(4)) == amount("0.25"))
  }

  @Test("parameters out of their range are refused")
  func refusals() {
    for parameters in [("-1", "0", "0", "0"), ("0", "101", "0", "0"), ("0", "0", "0", "1.5")] {
      #expect(throws: SteelyardError.self) {
        try BorrowCurve(
          minimum: amount(parameters.0), slopeBelow: amount(parameters.1),
          slopeAbove: amount(parameters.2), optimum: amount(parameters.3))
      }
    }
  }
}

@Suite("The cash pool")
struct CashPoolTests {
  private static func pool(share: String = "0.2") throws -> CashPool {
    try CashPool(
      curve: BorrowCurve(
        minimum: amount("0.06"), slopeBelow: amount("0.2"), slopeAbove: amount("0.4"),
        optimum: amount("0.6")), moduleShare: amount(share))
  }

  @Test("what debtors pay is what lenders and the module get, to the last digits")
  func conservation() throws {
    var pool = try Self.pool()
    var lender = CashBalance()
    var debtor = CashBalance()
    try pool.exchange(Amount(1000), with: &lender)
    try pool.fundModule(Amount(100))
    try pool.exchange(Amount(-400), with: &debtor)
    try pool.accrue(microseconds: 31_536_000_000_000)
    let owed = try pool.worth(of: debtor)
    #expect(owed < Amount(-400))
    let sum = try pool.worth(of: lender).adding(pool.module).adding(owed)
    #expect(try sum.subtracting(pool.backing).magnitude.units < 10_000)
    #expect(try pool.supply.subtracting(pool.debt) == pool.backing)
    #expect(try pool.exchangeRate() == .one)
  }

  @Test("profit paid in and not out counts as supply")
  func settled() throws {
    var pool = try Self.pool()
    var lender = CashBalance()
    var debtor = CashBalance()
    try pool.exchange(Amount(1000), with: &lender)
    try pool.settle(Amount(-500), to: &debtor)
    #expect(try pool.utilisation() == amount("0.333333333333333333"))
  }

  @Test("a loss beyond the module's money is shared by all and earned back by the module")
  func socialised() throws {
    var pool = try Self.pool()
    var lender = CashBalance()
    var rescuer = CashBalance()
    try pool.exchange(Amount(7900), with: &lender)
    try pool.fundModule(Amount(100))
    #expect(try pool.coverLoss(Amount(50), to: &rescuer) == .zero)
    #expect(pool.moduleShare == (try amount("0.2")))
    #expect(try pool.coverLoss(Amount(2050), to: &rescuer) == Amount(2000))
    #expect(pool.module == .zero)
    #expect(pool.moduleShare == .one)
    #expect(try pool.exchangeRate() == amount("0.8"))
    #expect(try pool.withdraw(backing: Amount(80), from: &lender) == Amount(100))
    #expect(throws: SteelyardError.self) { try pool.restoreShare(.zero) }
    #expect(throws: SteelyardError.self) { try pool.withdraw(backing: Amount(8000), from: &lender) }
    #expect(throws: SteelyardError.self) { try pool.coverLoss(Amount(-1), to: &lender) }
  }

  @Test("a perpetual's profit from mark to mark")
  func perpetual() throws {
    #expect(
      try PerpetualProfit.profit(of: amount("-2"), from: Amount(1500), to: Amount(1450))
        == Amount(100))
  }
}

@Suite("The delivery average")
struct DeliveryAverageTests {
  private static let expiry = LedgerScene.expiry

  @Test("weighs each price by how long it stood, from the window's opening to its end")
  func weighted() throws {
    var average = try DeliveryAverage(before: Self.expiry, seconds: 1000)
    try average.add(Amount(50_000), at: Self.expiry.advanced(bySeconds: -5000))
    try average.add(Amount(60_000), at: Self.expiry.advanced(bySeconds: -2000))
    try average.add(Amount(70_000), at: Self.expiry.advanced(bySeconds: -500))
    try average.add(Amount(80_000), at: Self.expiry.advanced(bySeconds: -250))
    // 60,000 for 500 s, 70,000 for 250 s, 80,000 for 250 s.
    #expect(try average.mean(minimumMicroseconds: 1_000_000_000) == Amount(67_500))
  }

  @Test("a window that opens without a price is told, or averaged over what there is")
  func gap() throws {
    var average = try DeliveryAverage(before: Self.expiry, seconds: 1000)
    #expect(throws: SteelyardError.self) { try average.mean(minimumMicroseconds: 0) }
    try average.add(Amount(70_000), at: Self.expiry.advanced(bySeconds: -400))
    #expect(average.coveredMicroseconds == 400_000_000)
    #expect(throws: SteelyardError.self) { try average.mean(minimumMicroseconds: 500_000_000) }
    #expect(try average.mean(minimumMicroseconds: 400_000_000) == Amount(70_000))
  }

  @Test("thirds are rounded to the nearest, exactly")
  func thirds() throws {
    var average = try DeliveryAverage(before: Self.expiry, seconds: 3)
    try average.add(.one, at: Self.expiry.advanced(bySeconds: -3))
    try average.add(Amount(2), at: Self.expiry.advanced(bySeconds: -2))
    #expect(try average.mean(minimumMicroseconds: 3_000_000) == amount("1.666666666666666667"))
  }

  @Test("prices out of order, of the wrong sign or size, or after the end are refused")
  func refusals() throws {
    var average = try DeliveryAverage(before: Self.expiry, seconds: 1000)
    try average.add(Amount(70_000), at: Self.expiry.advanced(bySeconds: -400))
    for (price, seconds) in [("70000", -500 as Int64), ("0", -100), ("70000", 1), ("2e9", -100)] {
      #expect(throws: SteelyardError.self) {
        try average.add(amount(price), at: Self.expiry.advanced(bySeconds: seconds))
      }
    }
    #expect(throws: SteelyardError.self) {
      try DeliveryAverage(before: Self.expiry, seconds: 0)
    }
  }
}
