public import SteelyardContracts
public import SteelyardLedger

/// An account as readers see it: what is committed, at one position of the journal.
public struct AccountView: Sendable, Hashable {
  /// One balance.
  public struct Balance: Sendable, Hashable {
    /// The asset.
    public let asset: Currency
    /// All of it.
    public let amount: Amount
    /// What of it is on its way out.
    public let held: Amount
  }

  /// One position.
  public struct Holding: Sendable, Hashable {
    /// The instrument.
    public let instrument: Instrument
    /// How much, in `Instrument.quantityCurrency`.
    public let quantity: Amount
    /// What it was entered at, on average, in `Instrument.priceCurrency`.
    public let averagePrice: Amount
    /// Profit realised since it was last flat, in the settlement currency.
    public let realised: Amount
  }

  /// One live order.
  public struct Order: Sendable, Hashable {
    /// The instrument.
    public let instrument: Instrument
    /// The order as the ledger has it.
    public let order: LedgerOrder
  }

  /// The ledger's number of the account.
  public let index: Int
  /// Its name.
  public let name: AccountName
  /// Whose it is.
  public let owner: OwnerName
  /// What stands behind its positions.
  public let mode: MarginMode
  /// Its balances.
  public let balances: [Balance]
  /// Its positions.
  public let positions: [Holding]
  /// Its live orders.
  public let orders: [Order]
  /// Its margin call.
  public let callCase: MarginCallCase
  /// How much of its drawdown budget it has used.
  public let drawdown: DrawdownStage
  /// The journal's position.
  public let position: Int64

  /// The state of its margin call.
  public var call: MarginCallState { callCase.state }

  /// What margin sees of it.
  ///
  /// - Throws: `limitExceeded` where an amount leaves the exact range.
  public func holding() throws(SteelyardError) -> AccountHolding {
    let held = try Portfolio(
      positions: positions.map {
        Position(
          instrument: $0.instrument, quantity: $0.quantity, averagePrice: $0.averagePrice)
      },
      balances: balances.compactMap { balance in
        let available = Amount(units: balance.amount.units - balance.held.units)
        return available.isZero ? nil : AssetBalance(asset: balance.asset, amount: available)
      })
    var working: [WorkingOrder] = []
    for entry in orders where !entry.order.largestRemaining.isZero {
      working.append(
        try WorkingOrder(
          instrument: entry.instrument, quantity: entry.order.largestRemaining,
          price: entry.order.price))
    }
    return AccountHolding(
      index: index, name: name, owner: owner.description, mode: mode, portfolio: held,
      orders: working)
  }
}

extension EngineState {
  /// An account as readers see it.
  ///
  /// - Throws: `limitExceeded` where an average price leaves the exact range.
  func view(of account: AccountIndex, position: Int64) throws(SteelyardError) -> AccountView {
    let own = ledger[account]
    var holdings: [AccountView.Holding] = []
    holdings.reserveCapacity(own.positions.count)
    for held in own.positions {
      holdings.append(
        AccountView.Holding(
          instrument: ledger[held.instrument].listing.instrument, quantity: held.quantity,
          averagePrice: try ledger.averagePrice(of: held), realised: held.realised))
    }
    return AccountView(
      index: Int(account.rawValue), name: own.name, owner: own.owner, mode: own.mode,
      balances: own.balances.map {
        AccountView.Balance(asset: ledger[$0.asset].currency, amount: $0.amount, held: $0.held)
      },
      positions: holdings,
      orders: own.orders.compactMap { identifier in
        ledger.orders[identifier].map {
          AccountView.Order(instrument: ledger[$0.instrument].listing.instrument, order: $0)
        }
      },
      callCase: calls[own.name] ?? MarginCallCase(account: own.name), drawdown: drawdowns[own.name]?.stage ?? .within,
      position: position)
  }
}
