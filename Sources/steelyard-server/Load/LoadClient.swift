import SteelyardContracts
import SteelyardEngine
import SteelyardLedger

/// A client that sends one command after another: an order, its fill, a deposit, the order and fill the other
/// way.
struct LoadClient {
  static let author = "load"

  let number: Int
  let account: AccountName
  private let instrument: Instrument
  private var count = 0
  private var pending: OrderIdentifier?

  init(_ number: Int) throws(SteelyardError) {
    self.number = number
    account = try AccountName("load-\(number)")
    instrument = try LoadClient.perpetual()
  }

  static func perpetual() throws(SteelyardError) -> Instrument {
    try Instrument(Underlying(base: .btc, quote: .usd, settlement: .btc), .perpetual)
  }

  static func listing() throws(SteelyardError) -> InstrumentListing {
    try InstrumentListing(
      instrument: try perpetual(), venue: OwnerName("simulated"),
      terms: ContractTerms(
        multiplier: Amount(10), tick: Amount(units: Amount.unitsPerOne / 2), lot: Amount(10),
        averagingWindowSeconds: 1800, delivery: .none),
      fees: .free)
  }

  /// The next command, under an identifier of its own.
  ///
  /// - Parameter run: Tells the identifiers of one run from those of another.
  mutating func next(run: Int64) throws(SteelyardError) -> EngineCommand {
    defer { count += 1 }
    let action: LedgerAction
    // Bought and sold in turn, so that the position stays small.
    let quantity = Amount(count / 3 % 2 == 0 ? 10 : -10)
    let price = Amount(90_000)
    switch (count % 3, pending) {
    case (0, _):
      action = .placeOrder(
        OrderTicket(account: account, instrument: instrument, quantity: quantity, price: price))
    case (1, let order?):
      action = .reportFill(
        FillReport(order: order, quantity: quantity, price: price, fee: .maker))
      pending = nil
    default:
      action = .deposit(account, .btc, Amount(units: Amount.unitsPerOne / 1_000_000))
    }
    return .ledger(
      LedgerCommand(action, identifier: try ClientIdentifier("\(run)-\(number)-\(count)")))
  }

  /// Remembers the order that was placed, whose fill comes next.
  mutating func take(_ answer: Answered<EngineOutcome>) {
    for case .ledger(.orderPlaced(let order)) in answer.value.events {
      pending = order.identifier
    }
  }
}
