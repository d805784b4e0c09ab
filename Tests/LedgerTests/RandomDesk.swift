import SteelyardContracts
import SteelyardLedger
import TestSupport

/// Commands of a busy desk at random, many of them wrong, with the instruments and the time they need.
struct RandomDesk {
  private var generator: SeededGenerator
  private(set) var time = LedgerScene.start
  private var listed: [Instrument] = []
  private var waiting: [LedgerAction] = []
  private var nextExpiry = LedgerScene.start
  private(set) var price = 70_000
  private var identifiers: UInt64 = 0
  private let names: [AccountName]
  private let owners: [OwnerName]
  private let linear: Underlying
  private let inverse: Underlying

  init(seed: UInt64) throws {
    generator = SeededGenerator(seed: seed)
    linear = try Underlying(base: .btc, quote: .usdc, settlement: .usdc)
    inverse = try Underlying(base: .btc, quote: .usd, settlement: .btc)
    owners = try (0..<8).map { try OwnerName("owner\($0)") }
    names = try (0..<32).map { try AccountName("a\($0 / 2)\($0 % 2 == 0 ? "" : "/sub")") }
    for (place, name) in names.enumerated() {
      waiting.append(
        .openAccount(
          name, owner: owners[place / 2 % 8], mode: MarginMode.allCases[place / 2 % 3]))
    }
    for instrument in [
      try Instrument(linear, .spot), try Instrument(linear, .perpetual),
      try Instrument(inverse, .perpetual),
    ] {
      waiting.append(try listing(instrument))
      listed.append(instrument)
    }
    for name in names {
      waiting.append(.deposit(name, .usdc, Amount(1_000_000)))
      waiting.append(.deposit(name, .btc, Amount(20)))
    }
    waiting.reverse()
  }

  /// The next command and its time.
  mutating func next(for ledger: Ledger) throws -> LedgerCommand {
    if let action = waiting.popLast() { return LedgerCommand(action) }
    time = Timestamp(microseconds: time.microseconds + Int64(below(60_000_000)))
    price = max(20_000, min(200_000, price + below(101) - 50))
    if time >= nextExpiry { try roll() }
    let action = try waiting.popLast() ?? action(for: ledger)
    guard below(4) == 0 else { return LedgerCommand(action) }
    // Some identifiers come again, with the same command or another.
    identifiers += UInt64(below(3))
    return LedgerCommand(action, identifier: try ClientIdentifier("c\(identifiers)"))
  }

  /// Settles what expired and lists what comes next: a future and two options of each kind, a week long.
  private mutating func roll() throws {
    for instrument in listed where instrument.expiry.map({ $0 <= time }) ?? false {
      waiting.append(.settle(instrument, price: Amount(Int64(price)), barrier: nil))
    }
    listed.removeAll { $0.expiry.map { $0 <= time } ?? false }
    nextExpiry = time.advanced(bySeconds: 7 * 86_400)
    for underlying in [linear, inverse] {
      let options = [OptionRight.call, .put].map { right in
        Instrument.Product.option(
          OptionTerms(expiry: nextExpiry, strike: Amount(Int64(price)), right: right))
      }
      for product in [.future(expiry: nextExpiry)] + options {
        let instrument = try Instrument(underlying, product)
        waiting.append(try listing(instrument))
        listed.append(instrument)
      }
    }
  }

  private func listing(_ instrument: Instrument) throws -> LedgerAction {
    try .listInstrument(
      InstrumentListing(
        instrument: instrument, venue: OwnerName(instrument.isOption ? "deribit" : "okx"),
        terms: ContractTerms(
          multiplier: .one, tick: Amount(units: 1_000_000_000_000),
          lot: Amount(units: 10_000_000_000_000_000), averagingWindowSeconds: 1800,
          delivery: .cash),
        fees: FeeSchedule(
          maker: Amount(units: -10_000_000_000_000), taker: Amount(units: 50_000_000_000_001))))
  }

  private mutating func action(for ledger: Ledger) throws -> LedgerAction {
    switch below(107) {
    case 0..<25:
      let instrument = instrument()
      return try .placeOrder(
        OrderTicket(
          account: name(), instrument: instrument, quantity: quantity(of: instrument),
          price: below(8) == 0 ? nil : price(of: instrument),
          effect: below(4) == 0 ? .reduceOnly : .any,
          entry: below(6) == 0 ? .postOnly : .any,
          label: below(8) == 0 ? ClientIdentifier("l\(below(50))") : nil))
    case 25..<50:
      let order = order(in: ledger)
      let left = ledger.orders[order]?.remaining ?? .one
      // Mostly a part or all of what is left, now and then too much.
      let part =
        switch below(4) {
        case 0: quantity(of: listed[0])
        case 1: Amount(units: left.units / 2 / 10_000_000_000_000_000 * 10_000_000_000_000_000)
        default: left
        }
      let instrument = ledger.orders[order].map { ledger[$0.instrument].listing.instrument }
      return .reportFill(
        FillReport(
          order: order, quantity: part, price: price(of: instrument ?? listed[0]), fee: fee()))
    case 50..<60: return .reportAnswer(order(in: ledger), answer())
    case 60..<64:
      let order = order(in: ledger)
      let instrument = ledger.orders[order].map { ledger[$0.instrument].listing.instrument }
      return .amendOrder(
        order, of: owner(of: order, in: ledger), quantity: quantity(of: instrument ?? listed[0]),
        price: price(of: instrument ?? listed[0]))
    case 64..<70:
      let order = order(in: ledger)
      return .cancelOrder(order, of: owner(of: order, in: ledger))
    case 70..<84:
      let instrument = instrument()
      return .bookTrade(
        AgreedTrade(
          account: name(), counterparty: below(3) == 0 ? nil : name(), instrument: instrument,
          quantity: quantity(of: instrument), price: price(of: instrument), fee: fee(),
          counterpartyFee: below(2) == 0 ? .none : fee()))
    case 84: return .payFunding(instrument(), price: Amount(Int64(price)), rate: rate())
    case 85: return .accrueInterest(asset(), try terms())
    case 86: return .settle(instrument(), price: Amount(Int64(price)), barrier: nil)
    case 87..<90: return .deposit(name(), asset(), money())
    case 90..<93: return .requestWithdrawal(name(), asset(), money(), destination: "bank")
    case 93..<96: return .resolveWithdrawal(withdrawal(in: ledger), outcome())
    case 96..<98: return .transfer(from: name(), to: name(), asset(), money())
    case 98:
      return correction(in: ledger)
    case 99: return .setMarginMode(name(), MarginMode.allCases[below(3)])
    default: return liquidation(in: ledger)
    }
  }

  mutating func below(_ bound: Int) -> Int { Int(generator.next() % UInt64(bound)) }
  mutating func name() -> AccountName { names[below(names.count)] }
  mutating func instrument() -> Instrument { listed[below(listed.count)] }
  mutating func asset() -> Currency { below(3) == 0 ? .btc : below(40) == 0 ? .eth : .usdc }

  mutating func quantity(of instrument: Instrument) -> Amount {
    // One in thirty is not in whole lots.
    let step: Int128 = below(30) == 0 ? 1_234_567 : 10_000_000_000_000_000
    let scale: Int128 = instrument.quantityCurrency == .usd ? 100_000 : 1
    let size = Int128(below(300)) * step * scale
    return Amount(units: below(2) == 0 ? size : -size)
  }

  mutating func price(of instrument: Instrument) -> Amount {
    if instrument.isOption {
      let inCoin = Int128(below(100_000)) * 1_000_000_000_000
      return Amount(units: instrument.underlying.isInverse ? inCoin : inCoin * 70_000)
    }
    return Amount(
      units: Int128(price + below(200)) * Amount.unitsPerOne + Int128(below(2))
        * 500_000_000_000_000_000)
  }

  private mutating func fee() -> FeeCharge {
    switch below(8) {
    case 0: .exactly(Amount(units: Int128(below(2_000_001) - 1_000_000) * 1_000_000_007))
    case 1: .none
    case 2..<5: .maker
    default: .taker
    }
  }

  private mutating func rate() -> Amount {
    Amount(units: Int128(below(2_000_001) - 1_000_000) * 123_456_789)
  }

  mutating func money() -> Amount {
    Amount(units: Int128(below(100_000) - 1000) * 100_000_000_000_000_007)
  }

  private mutating func order(in ledger: Ledger) -> OrderIdentifier {
    // Mostly a live one of some account, else any number.
    if below(10) > 0, let index = ledger.index(of: name()) {
      let live = ledger[index].orders
      if !live.isEmpty { return live[below(live.count)] }
    }
    return OrderIdentifier(rawValue: UInt64(below(Int(ledger.ordersPlaced) + 2)))
  }

  private mutating func owner(of order: OrderIdentifier, in ledger: Ledger) -> AccountName {
    guard below(10) > 0, let live = ledger.orders[order] else { return name() }
    return ledger[live.account].name
  }

  private mutating func withdrawal(in ledger: Ledger) -> WithdrawalIdentifier {
    let asked = Int(ledger.withdrawalsRequested)
    return WithdrawalIdentifier(rawValue: UInt64(max(0, asked - below(20))))
  }

  private mutating func outcome() -> WithdrawalOutcome {
    below(3) == 0 ? .failed(reason: "closed") : .sent(reference: "wire")
  }

  private mutating func answer() -> VenueAnswer {
    switch below(10) {
    case 0: .rejected(reason: "no")
    case 1: .amended
    case 2: .amendRefused(reason: "no")
    case 3: .cancelled
    case 4: .cancelRefused(reason: "no")
    case 5: .expired
    case 6: .overdue
    default: .accepted
    }
  }

  private func terms() throws -> InterestTerms {
    try InterestTerms(
      curve: BorrowCurve(
        minimum: Amount(units: 20_000_000_000_000_000),
        slopeBelow: Amount(units: 80_000_000_000_000_000),
        slopeAbove: Amount(units: 900_000_000_000_000_000),
        optimum: Amount(units: 850_000_000_000_000_000)),
      fundShare: Amount(units: 200_000_000_000_000_000))
  }
}
