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
    /// What it was entered at, on average, in `Instrument.priceCurrency`; nil for dust that cost nothing.
    public let averagePrice: Amount?
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

  /// The parts, behind one reference: views are kept in several places and handed around, and a copy is a count.
  private final class Contents: Sendable {
    let parts: Parts

    init(_ parts: Parts) { self.parts = parts }
  }

  /// What a view is made of: nothing twice, for there is one of every account.
  package struct Parts: Sendable, Hashable {
    let index: Int
    let name: AccountName
    let owner: OwnerName
    let mode: MarginMode
    let balances: [Balance]?
    let realised: [Amount]
    let orders: [Order]
    let portfolio: Portfolio
    let workingOrders: [WorkingOrder]
    let call: CallRecord
    let drawdown: DrawdownStage
    let position: Int64

    /// - Parameters:
    ///   - balances: Nil where each is as the portfolio has it: nothing is on its way out, and nothing is zero.
    ///   - realised: Of each position of the portfolio; empty where nothing was realised.
    package init(
      index: Int, name: AccountName, owner: OwnerName, mode: MarginMode, balances: [Balance]?,
      realised: [Amount], orders: [Order], portfolio: Portfolio, workingOrders: [WorkingOrder],
      call: CallRecord, drawdown: DrawdownStage, position: Int64
    ) {
      self.index = index
      self.name = name
      self.owner = owner
      self.mode = mode
      self.balances = balances
      self.realised = realised
      self.orders = orders
      self.portfolio = portfolio
      self.workingOrders = workingOrders
      self.call = call
      self.drawdown = drawdown
      self.position = position
    }
  }

  /// The margin call of an account; most have had none.
  package enum CallRecord: Sendable, Hashable {
    /// It has had none.
    case none
    /// What the journal says of it.
    indirect case some(MarginCallCase)

    /// A record of what the journal says of an account; nil where it says nothing.
    init(_ known: MarginCallCase?) { self = known.map { .some($0) } ?? .none }
  }

  /// Bytes that one position takes.
  static let bytesPerPosition = MemoryLayout<Position>.stride + MemoryLayout<Amount>.stride

  private let contents: Contents

  /// A view of its parts.
  package init(_ parts: Parts) { contents = Contents(parts) }

  /// The same parts.
  public static func == (left: AccountView, right: AccountView) -> Bool {
    left.contents === right.contents || left.contents.parts == right.contents.parts
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(contents.parts) }

  /// The ledger's number of the account.
  public var index: Int { contents.parts.index }
  /// Its name.
  public var name: AccountName { contents.parts.name }
  /// Whose it is.
  public var owner: OwnerName { contents.parts.owner }
  /// What stands behind its positions.
  public var mode: MarginMode { contents.parts.mode }
  /// Its balances.
  public var balances: [Balance] {
    contents.parts.balances
      ?? portfolio.balances.map { Balance(asset: $0.asset, amount: $0.amount, held: .zero) }
  }
  /// Its positions.
  public var positions: [Holding] {
    let realised = contents.parts.realised
    return portfolio.positions.enumerated().map { place, position in
      Holding(
        instrument: position.instrument, quantity: position.quantity,
        averagePrice: position.averagePrice, realised: realised.isEmpty ? .zero : realised[place])
    }
  }
  /// Its live orders.
  public var orders: [Order] { contents.parts.orders }
  /// What margin sees of positions and balances: amounts on their way out are not part of them.
  public var portfolio: Portfolio { contents.parts.portfolio }
  /// Orders that may still fill, each at the worse of what it is and what it was asked to become.
  public var workingOrders: [WorkingOrder] { contents.parts.workingOrders }
  /// Its margin call.
  public var callCase: MarginCallCase {
    switch contents.parts.call {
    case .none: MarginCallCase(account: name)
    case .some(let known): known
    }
  }
  /// How much of its drawdown budget it has used.
  public var drawdown: DrawdownStage { contents.parts.drawdown }
  /// The journal's position.
  public var position: Int64 { contents.parts.position }

  /// The state of its margin call.
  public var call: MarginCallState {
    switch contents.parts.call {
    case .none: .healthy
    case .some(let known): known.state
    }
  }

  /// What margin sees of it.
  public var holding: AccountHolding {
    AccountHolding(
      index: index, name: name, owner: owner.description, mode: mode, portfolio: portfolio,
      orders: workingOrders)
  }
}

extension EngineState {
  /// An account as readers see it.
  ///
  /// - Throws: `limitExceeded` where an average price leaves the exact range.
  func view(of account: AccountIndex, position: Int64) throws(SteelyardError) -> AccountView {
    // Part by part: a copy of the whole account would count references to all of its lists.
    let place = Int(account.rawValue)
    let name = ledger.accounts[place].name
    let portfolio = try ledger.portfolio(of: account)
    let balances = ledger.accounts[place].balances.map {
      AccountView.Balance(
        asset: ledger.assets[Int($0.asset.rawValue)].currency, amount: $0.amount, held: $0.held)
    }
    let isTold =
      balances.count == portfolio.balances.count && balances.allSatisfy { $0.held.isZero }
    // The portfolio's positions stand in the order of the account's.
    let positions = ledger.accounts[place].positions
    let realised =
      positions.allSatisfy { $0.realised.isZero } ? [] : positions.map { $0.realised }
    return AccountView(
      AccountView.Parts(
        index: Int(account.rawValue), name: name, owner: ledger.accounts[place].owner,
        mode: ledger.accounts[place].mode,
        balances: isTold ? nil : balances, realised: realised,
        orders: ledger.accounts[place].orders.compactMap { identifier in
          ledger.orders[identifier].map {
            AccountView.Order(
              instrument: ledger.instruments[Int($0.instrument.rawValue)].listing.instrument,
              order: $0)
          }
        },
        portfolio: portfolio, workingOrders: try ledger.workingOrders(of: account),
        call: AccountView.CallRecord(calls[name]),
        drawdown: drawdowns[name]?.stage ?? .within,
        position: position))
  }
}
