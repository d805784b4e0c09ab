import SteelyardContracts
import SteelyardLedger
import SteelyardLiquidation
import TestSupport
import Testing

/// The example of docs/waterfall.md, from the bankruptcy price to the last shared unit.
@Suite("A loss from the first fee to the last share")
struct WaterfallExampleTests {
  private static let liquidation = LiquidationIdentifier(rawValue: 1)

  private var ledger = Ledger()
  private let perpetual: Instrument

  init() throws {
    perpetual = try BankruptcyPriceTests.perpetual(inverse: false)
  }

  @Test("1,600 USDC: fee 400, fund 300, deleveraging 800, and 100 over everybody who has something")
  func example() throws {
    var scene = self
    try scene.open()

    // Sold at 66,000: 0.4 of 2 BTC. What the fee leaves is gone at 65,000.
    try scene.trade("ann", "dan", "-0.4", at: 66_000)
    try scene.run(
      .chargeLiquidationFee(
        LiquidationFee(
          liquidation: Self.liquidation, account: AccountName("ann"), asset: .usdc,
          amount: Amount(400))))
    #expect(try scene.balance("ann") == Amount(8000))
    let held = try Amount(parsing: "1.6")
    let bankruptcy = try #require(
      try BankruptcyPrice.price(
        of: scene.perpetual, quantity: held, mark: Amount(66_000), equity: Amount(1600)))
    #expect(bankruptcy == Amount(65_000))

    // The market opens at 64,000: 8,000 - 1.6 x 6,000.
    let queue = try DeleveragingQueue(
      closing: held, of: scene.perpetual, mark: 64_000,
      candidates: [
        Self.candidate("bob", "-1.2", cash: 30_000), Self.candidate("cas", "-0.8", cash: 10_000),
      ], rule: .profitTimesLeverage)
    let half = try Amount(parsing: "0.8")
    let plan = try queue.plan(
      .queue,
      limits: DeleveragingLimits(
        positionShare: Amount(parsing: "0.5"), quantityMax: half, lot: Amount(parsing: "0.1")))
    #expect(plan.shares.map(\.place.candidate.account.description) == ["cas", "bob"])
    #expect(try plan.shares.map(\.quantity) == ["0.4", "0.4"].map { try Amount(parsing: $0) })
    expectClose(expected: 0.2965, got: plan.shares[0].place.score, .absolute(5e-5))
    expectClose(expected: 0.1770, got: plan.shares[1].place.score, .absolute(5e-5))
    let relief = try plan.relief(of: scene.perpetual, from: Amount(64_000), to: bankruptcy)
    #expect(relief == Amount(800))
    let outcome = try LossWaterfall(
      fee: Amount(400), fund: Amount(300), deleveraging: relief, socialised: Amount(80_000)
    ).outcome(of: Amount(1600))
    #expect(outcome.parts.map(\.paid) == [400, 300, 800, 100].map { Amount($0) })
    #expect(outcome.uncovered == .zero)

    try scene.run(
      .deleverage(
        Deleveraging(
          liquidation: Self.liquidation, account: AccountName("ann"),
          instrument: scene.perpetual, price: bankruptcy,
          shares: plan.shares.map {
            Deleveraging.Share(account: $0.place.candidate.account, quantity: $0.quantity)
          })))
    #expect(try scene.balance("ann") == Amount(4000))
    try scene.run(
      .takeOver(
        Takeover(
          liquidation: Self.liquidation, account: AccountName("ann"),
          closings: [
            Takeover.Closing(
              instrument: scene.perpetual, quantity: half, price: Amount(64_000))
          ], balances: .all)))
    let ann = try scene.ledger[#require(scene.ledger.index(of: AccountName("ann")))]
    #expect(ann.balances.isEmpty && ann.positions.isEmpty)
    #expect(try scene.balance("house:insurance") == Amount(-100))
    try scene.run(
      .shareLoss(
        LossSharing(
          liquidation: Self.liquidation, asset: .usdc,
          loss: outcome.paid(by: .socialisedLoss), base: .balances,
          reason: "what the fund lacks, over balances")))
    #expect(try scene.balance("bob") == Amount(31_960))
    #expect(try scene.balance("cas") == Amount(11_985))
    #expect(try scene.balance("dan") == Amount(35_955))
    #expect(try scene.balance("house:insurance") == .zero)
  }

  /// Short at 70,000, marked at 64,000.
  private static func candidate(
    _ name: String, _ quantity: String, cash: Double
  ) throws -> DeleveragingCandidate {
    let quantity = try Amount(parsing: quantity)
    let size = abs(quantity.doubleValue)
    return DeleveragingCandidate(
      account: try AccountName(name), quantity: quantity, entryPrice: 70_000,
      notional: size * 64_000, accountValue: cash + size * 6000)
  }

  private mutating func open() throws {
    try run(
      .listInstrument(
        InstrumentListing(
          instrument: perpetual, venue: OwnerName("house-venue"),
          terms: ContractTerms(
            multiplier: .one, tick: Amount(parsing: "0.5"), lot: Amount(parsing: "0.1"),
            averagingWindowSeconds: 1800, delivery: .none), fees: .free)))
    let deposits: [(String, Int64)] = [
      ("ann", 10_000), ("bob", 30_000), ("cas", 10_000), ("dan", 36_000),
    ]
    for (name, cash) in deposits {
      try run(.openAccount(AccountName(name), owner: OwnerName(name), mode: .cross))
      try run(.deposit(AccountName(name), .usdc, Amount(cash)))
    }
    try run(.deposit(HouseAccount.insurance.name, .usdc, Amount(300)))
    try trade("ann", "bob", "1.2", at: 70_000)
    try trade("ann", "cas", "0.8", at: 70_000)
  }

  private mutating func trade(
    _ account: String, _ counterparty: String, _ quantity: String, at price: Int64
  ) throws {
    try run(
      .bookTrade(
        AgreedTrade(
          account: AccountName(account), counterparty: AccountName(counterparty),
          instrument: perpetual, quantity: Amount(parsing: quantity), price: Amount(price),
          fee: .none, counterpartyFee: .none)))
  }

  private mutating func run(_ action: LedgerAction) throws {
    _ = try ledger.execute(
      LedgerCommand(action), at: Timestamp(microseconds: 1_767_225_600_000_000))
    #expect(ledger.imbalances().isEmpty)
  }

  private func balance(_ account: String) throws -> Amount {
    let asset = try #require(ledger.index(of: Currency.usdc))
    return try ledger[#require(ledger.index(of: AccountName(account)))].balance(of: asset).amount
  }
}
