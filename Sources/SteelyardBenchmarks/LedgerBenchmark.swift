import SteelyardContracts
import SteelyardLedger
import SteelyardPricing

/// The ledger: commands decided and applied, and their journaled events read and applied again.
///
/// Of four commands one places an order, one accepts it, one fills it and one books a trade between two accounts.
/// It has no vector kernel, so its time is the same at every level but for chance.
func ledgerBenchmarks() -> [Benchmark] {
  [
    Benchmark(
      name: "ledger.execute.100000commands", item: "command", repetitionsMax: 20,
      targetNanosecondsPerItem: anyLevel(5000)
    ) { () throws(SteelyardError) in
      let desk = try LedgerDesk()
      var fees = 0.0
      return Work(itemCount: desk.commands.count, expectedChecksum: desk.expectedFees) {
        (_) throws(SteelyardError) in
        var ledger = desk.ledger
        for command in desk.commands { _ = try ledger.execute(command, at: LedgerDesk.time) }
        fees = LedgerDesk.fees(of: ledger)
      } checksum: {
        fees
      }
    },
    Benchmark(
      name: "ledger.replay.100000events", item: "event", repetitionsMax: 20,
      targetNanosecondsPerItem: anyLevel(1500)
    ) { () throws(SteelyardError) in
      let desk = try LedgerDesk()
      var ledger = desk.ledger
      var journal: [[UInt8]] = []
      for command in desk.commands {
        journal.append(
          LedgerEvent.bytes(of: try ledger.execute(command, at: LedgerDesk.time)))
      }
      let records = journal
      var fees = 0.0
      return Work(itemCount: records.count, expectedChecksum: desk.expectedFees) {
        (_) throws(SteelyardError) in
        var replayed = desk.ledger
        for record in records {
          for event in try LedgerEvent.events(bytes: record) {
            try replayed.apply(event, at: LedgerDesk.time)
          }
        }
        fees = LedgerDesk.fees(of: replayed)
      } checksum: {
        fees
      }
    },
  ]
}

private func anyLevel(_ target: Double) -> [KernelLevel: Double] {
  Dictionary(uniqueKeysWithValues: KernelLevel.allCases.map { ($0, target) })
}

/// A ledger with 64 accounts and one perpetual, 100,000 commands, and the fees they come to by plain sums.
private struct LedgerDesk {
  static let time = Timestamp(microseconds: 1_767_225_600_000_000)

  var ledger = Ledger()
  var commands: [LedgerCommand] = []
  /// In ten-thousandths of quote currency, which they are whole numbers of.
  var feesTenThousandths = 0
  var expectedFees: Double { Double(feesTenThousandths) / 10_000 }

  init() throws(SteelyardError) {
    let underlying = try Underlying(base: .btc, quote: .usdc, settlement: .usdc)
    let perpetual = try Instrument(underlying, .perpetual)
    let basisPoint = try Amount.one.divided(by: Amount(10_000), rounding: .down)
    let listing = try InstrumentListing(
      instrument: perpetual, venue: OwnerName("venue"),
      terms: ContractTerms(
        multiplier: .one, tick: .one, lot: .one, averagingWindowSeconds: 1800, delivery: .none),
      fees: FeeSchedule(maker: -basisPoint, taker: Amount(units: 5 * basisPoint.units)))
    _ = try ledger.execute(LedgerCommand(.listInstrument(listing)), at: Self.time)
    var names: [AccountName] = []
    for place in 0..<64 {
      let name = try AccountName("desk\(place)")
      names.append(name)
      _ = try ledger.execute(
        LedgerCommand(.openAccount(name, owner: OwnerName("owner"), mode: .portfolio)),
        at: Self.time)
    }
    for round in 0..<25_000 {
      let account = names[round % 64]
      let price = 60_000 + round * 7919 % 20_000
      let quantity = Amount(round / 64 % 2 == 0 ? 1 : -1)
      let order = OrderIdentifier(rawValue: UInt64(round + 1))
      commands.append(
        LedgerCommand(
          .placeOrder(
            OrderTicket(
              account: account, instrument: perpetual, quantity: quantity,
              price: Amount(Int64(price))))))
      commands.append(LedgerCommand(.reportAnswer(order, .accepted)))
      commands.append(
        LedgerCommand(
          .reportFill(
            FillReport(
              order: order, quantity: quantity, price: Amount(Int64(price)), fee: .taker))))
      commands.append(
        LedgerCommand(
          .bookTrade(
            AgreedTrade(
              account: account, counterparty: names[(round + 1) % 64], instrument: perpetual,
              quantity: quantity, price: Amount(Int64(price)), fee: .taker,
              counterpartyFee: .maker))))
      // Five basis points of the fill, five less one of the trade.
      feesTenThousandths += 9 * price
    }
  }

  static func fees(of ledger: Ledger) -> Double {
    ledger.index(of: Currency.usdc).map {
      ledger[HouseAccount.fees.index].balance(of: $0).amount.doubleValue
    } ?? 0
  }
}
