import SteelyardContracts
import SteelyardLedger
import Testing

/// A ledger with a few accounts and instruments, and short words for what tests do to it.
struct LedgerScene {
  static let start = Timestamp(microseconds: 1_767_225_600_000_000)
  static let expiry = start.advanced(bySeconds: 30 * 86_400)

  var ledger = Ledger()
  var time = LedgerScene.start

  /// Instruments of `BTC/USDC:USDC` and `BTC/USD:BTC`.
  static func linear(_ product: Instrument.Product) throws -> Instrument {
    try Instrument(try Underlying(base: .btc, quote: .usdc, settlement: .usdc), product)
  }
  static func inverse(_ product: Instrument.Product) throws -> Instrument {
    try Instrument(try Underlying(base: .btc, quote: .usd, settlement: .btc), product)
  }
  static func call(_ strike: Int64) -> Instrument.Product {
    .option(OptionTerms(expiry: expiry, strike: Amount(strike), right: .call))
  }

  /// Accounts `ann`, `ann/hedges`, `bob` and `cas`, each its own owner but the second.
  init() throws {
    for name in ["ann", "ann/hedges", "bob", "cas"] {
      try run(
        .openAccount(
          AccountName(name), owner: OwnerName(String(name.prefix(3))), mode: .portfolio))
    }
  }

  /// The accounts and every kind of instrument, listed at one venue.
  static func trading(
    maker: String = "0", taker: String = "0", lot: String = "0.1", tick: String = "0.5"
  ) throws -> LedgerScene {
    var scene = try LedgerScene()
    for instrument in [
      try linear(.spot), try linear(.perpetual), try linear(.future(expiry: expiry)),
      try linear(call(70_000)), try inverse(.perpetual), try inverse(.future(expiry: expiry)),
    ] {
      try scene.list(instrument, maker: maker, taker: taker, lot: lot, tick: tick)
    }
    try scene.list(inverse(call(70_000)), maker: maker, taker: taker, lot: lot, tick: "0.0001")
    return scene
  }

  mutating func list(
    _ instrument: Instrument, maker: String = "0", taker: String = "0", lot: String = "0.1",
    tick: String = "0.5", delivery: ContractTerms.Delivery = .cash
  ) throws {
    try run(
      .listInstrument(
        InstrumentListing(
          instrument: instrument, venue: OwnerName("deribit"),
          terms: ContractTerms(
            multiplier: .one, tick: amount(tick), lot: amount(lot),
            averagingWindowSeconds: 1800, delivery: delivery),
          fees: FeeSchedule(maker: amount(maker), taker: amount(taker)))))
  }

  /// Executes and checks that everything is conserved.
  @discardableResult
  mutating func run(
    _ action: LedgerAction, identifier: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> [LedgerEvent] {
    let events = try ledger.execute(
      LedgerCommand(action, identifier: try identifier.map { try ClientIdentifier($0) }),
      at: time)
    #expect(ledger.imbalances().isEmpty, sourceLocation: sourceLocation)
    #expect(ledger.isBalanced, sourceLocation: sourceLocation)
    return events
  }

  /// Expects a refusal with a code, and the ledger as it was.
  mutating func refuse(
    _ code: SteelyardError.Code, _ action: LedgerAction, identifier: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = ledger.stateHash
    let command = LedgerCommand(
      action, identifier: try identifier.map { try ClientIdentifier($0) })
    do throws(SteelyardError) {
      let events = try ledger.execute(command, at: time)
      Issue.record("\(action) was done: \(events)", sourceLocation: sourceLocation)
    } catch {
      #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
      #expect(!error.remedy.isEmpty, sourceLocation: sourceLocation)
    }
    #expect(ledger.stateHash == before, sourceLocation: sourceLocation)
  }

  /// A trade of one account with another, or with the venue.
  mutating func trade(
    _ account: String, with counterparty: String? = nil, _ instrument: Instrument,
    _ quantity: String, at price: String, fee: FeeCharge = .none
  ) throws {
    try run(
      .bookTrade(
        AgreedTrade(
          account: AccountName(account),
          counterparty: try counterparty.map { try AccountName($0) }, instrument: instrument,
          quantity: amount(quantity), price: amount(price), fee: fee, counterpartyFee: .none)))
  }

  func balance(_ account: String, _ asset: Currency) throws -> Amount {
    guard let index = ledger.index(of: asset) else { return .zero }
    return ledger[try self.index(account)].balance(of: index).amount
  }

  func position(_ account: String, _ instrument: Instrument) throws -> LedgerPosition? {
    ledger[try index(account)].position(in: try #require(ledger.index(of: instrument)))
  }

  func index(_ account: String) throws -> AccountIndex {
    try #require(ledger.index(of: try AccountName(account)))
  }

  func order(_ number: UInt64) -> LedgerOrder? {
    ledger.orders[OrderIdentifier(rawValue: number)]
  }
}

/// An amount as it is written.
func amount(_ text: String) throws -> Amount { try Amount(parsing: text) }
