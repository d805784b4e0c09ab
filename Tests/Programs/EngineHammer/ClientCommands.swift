import SteelyardContracts
import SteelyardLedger

/// What a client sends: command number so and so, the same at every start.
struct ClientCommands: Sendable {
  /// The client's place.
  let client: Int
  /// Its account and its subaccount.
  let account: AccountName
  let reserve: AccountName
  private let perpetual: Instrument

  init(client: Int) throws(SteelyardError) {
    self.client = client
    account = try AccountName("desk-\(client)")
    reserve = try AccountName("desk-\(client)/reserve")
    perpetual = try ClientCommands.perpetual()
  }

  /// The instrument that all trade.
  static func perpetual() throws(SteelyardError) -> Instrument {
    try Instrument(Underlying(base: .btc, quote: .usd, settlement: .btc), .perpetual)
  }

  /// The name of a command.
  func identifier(_ number: Int) -> String { "\(client)-\(number)" }

  /// Command `number`: deposits, orders, trades, transfers, now and then a withdrawal.
  func command(_ number: Int) throws(SteelyardError) -> LedgerCommand {
    let satoshi = Amount(units: Amount.unitsPerOne / 100_000_000)
    // Bought and sold in turn, so that positions stay small and margin goes on covering them.
    let usd = Amount(number / 8 % 2 == 0 ? 10 : -10)
    let action: LedgerAction =
      switch number % 8 {
      case 2, 6:
        .placeOrder(
          OrderTicket(account: account, instrument: perpetual, quantity: usd, price: nil))
      case 3:
        .bookTrade(
          AgreedTrade(
            account: account, counterparty: nil, instrument: perpetual, quantity: usd,
            price: Amount(90_000), fee: .taker, counterpartyFee: .none))
      case 5: .transfer(from: account, to: reserve, .btc, satoshi)
      case 7 where number % 64 == 7:
        .requestWithdrawal(account, .btc, satoshi, destination: "cold wallet")
      default: .deposit(account, .btc, Amount(units: Int128(number % 7 + 1) * satoshi.units))
      }
    return LedgerCommand(action, identifier: try ClientIdentifier(identifier(number)))
  }
}
