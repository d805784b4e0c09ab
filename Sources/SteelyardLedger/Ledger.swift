public import SteelyardContracts

/// The exact ledger: accounts, balances, positions and orders, as a pure state machine.
///
/// `decide` turns a command into events or refuses it; `apply` books an event. Both read nothing but their
/// arguments, so the same events give the same state, to the byte, on every machine. One writer owns it; a copy
/// is a snapshot that others may read.
///
/// Margin, permissions and market data are not its business: it checks exact facts only.
public struct Ledger: Sendable {
  /// Most accounts: ten times what one machine is meant to serve.
  public static let accountsMax = 1_000_000
  /// Most assets.
  public static let assetsMax = 1000
  /// Most live orders of one account.
  public static let ordersPerAccountMax = 1000
  /// Most withdrawals that are asked for and not resolved.
  public static let withdrawalsMax = 100_000
  /// Largest amount of one posting, quantity or price.
  ///
  /// A hundredth of the range of `Amount`, so that no sum over the parts of an event leaves it.
  public static let amountMax = Amount(1_000_000_000_000_000_000)
  /// Largest balance either way, past which nothing more is booked to it.
  static let balanceMax = Amount(units: 10 * amountMax.units)
  /// Longest reason, reference or destination, in bytes of UTF-8.
  public static let textLengthMax = 256

  /// Accounts by their index; the first are the house's own.
  public internal(set) var accounts: [LedgerAccount] = []
  /// Assets by their index.
  public internal(set) var assets: [LedgerAsset] = []
  /// Instruments by their index.
  public internal(set) var instruments: [LedgerInstrument] = []
  /// Live orders.
  public internal(set) var orders: [OrderIdentifier: LedgerOrder] = [:]
  /// Withdrawals that are asked for and not resolved.
  public internal(set) var withdrawals: [WithdrawalIdentifier: Withdrawal] = [:]
  /// How many events were applied; the last one has this number.
  public internal(set) var position: UInt64 = 0
  /// The time of the last event; nothing is decided for an earlier one.
  public internal(set) var time = Timestamp(microseconds: 0)
  /// How many orders were placed.
  public internal(set) var ordersPlaced: UInt64 = 0
  /// How many withdrawals were asked for.
  public internal(set) var withdrawalsRequested: UInt64 = 0

  var accountIndices: [AccountName: AccountIndex] = [:]
  var assetIndices: [Currency: AssetIndex] = [:]
  var instrumentIndices: [Instrument: InstrumentIndex] = [:]

  /// A ledger with nothing but the house's own accounts.
  public init() {
    for house in HouseAccount.allCases {
      append(LedgerAccount(name: house.name, owner: HouseAccount.owner, mode: .cross))
    }
  }

  /// The index of an account.
  public func index(of account: AccountName) -> AccountIndex? { accountIndices[account] }
  /// The index of an asset.
  public func index(of asset: Currency) -> AssetIndex? { assetIndices[asset] }
  /// The index of an instrument.
  public func index(of instrument: Instrument) -> InstrumentIndex? {
    instrumentIndices[instrument]
  }

  /// An account by its index.
  ///
  /// - Precondition: The index is one of this ledger.
  public subscript(_ index: AccountIndex) -> LedgerAccount { accounts[index.place] }
  /// An asset by its index.
  ///
  /// - Precondition: The index is one of this ledger.
  public subscript(_ index: AssetIndex) -> LedgerAsset { assets[index.place] }
  /// An instrument by its index.
  ///
  /// - Precondition: The index is one of this ledger.
  public subscript(_ index: InstrumentIndex) -> LedgerInstrument { instruments[index.place] }

  /// Decides a command and applies what it did.
  ///
  /// - Returns: The events; none where the same command was done before (`executedPosition(of:at:)`).
  /// - Throws: What `decide` throws; the ledger is then as it was.
  public mutating func execute(
    _ command: LedgerCommand, at time: Timestamp
  ) throws(SteelyardError) -> [LedgerEvent] {
    let events = try decide(command, at: time)
    for event in events { try apply(event, at: time) }
    return events
  }

  mutating func append(_ account: LedgerAccount) {
    accountIndices[account.name] = AccountIndex(place: accounts.count)
    accounts.append(account)
  }
}
