public import SteelyardContracts

/// The accounts of a simulation, in columns.
///
/// Accounts stand in the order of their names whatever order they came in, so that nothing depends on it.
public struct Population: Sendable {
  /// What an account's health is judged by.
  public enum Mode: UInt8, Sendable, Hashable, CaseIterable {
    /// Rates on the notional of each position.
    case rates
    /// The worst loss of a few scenarios: whoever holds options.
    case scenarios
    /// A loan: collateral at its threshold over debt.
    case loan
  }

  /// What can be held.
  public enum Instrument: Sendable, Hashable {
    /// A perpetual of the coin at this place.
    case perpetual(Int)
    /// The coin itself, as collateral.
    case spot(Int)
    /// An option on a coin: the places of its strike and days in the market's lists.
    case option(coin: Int, strike: Int, days: Int, right: OptionRight)
  }

  /// A holding.
  public struct Holding: Sendable, Hashable {
    /// What is held.
    public let instrument: Instrument
    /// Coins; negative for short.
    public let quantity: Double
    /// The price that it was entered at, USD; it says what profit counts as, not what is owed.
    public let entry: Double

    /// A holding from its parts.
    public init(_ instrument: Instrument, quantity: Double, entry: Double) {
      self.instrument = instrument
      self.quantity = quantity
      self.entry = entry
    }
  }

  /// An account before it is put into columns.
  public struct Account: Sendable, Hashable {
    /// Its name; what makes the order.
    public let name: String
    /// Whose it is: accounts of one name on several venues help each other.
    public let owner: String
    /// Its venue, by place.
    public let venue: Int
    /// What judges it.
    public let mode: Mode
    /// Equity before the shock, USD: cash, profits and what is held.
    public let equity: Double
    /// What it holds.
    public let holdings: [Holding]

    /// An account from its parts.
    public init(
      name: String, owner: String, venue: Int, mode: Mode, equity: Double, holdings: [Holding]
    ) {
      self.name = name
      self.owner = owner
      self.venue = venue
      self.mode = mode
      self.equity = equity
      self.holdings = holdings
    }
  }

  /// Names in order; shape `[account]`.
  public let names: [String]
  /// Owner by place; shape `[account]`.
  public let owner: [Int32]
  /// How many owners there are.
  public let ownerCount: Int
  /// Venue by place; shape `[account]`.
  let venue: [UInt8]
  /// Raw `Mode`; shape `[account]`.
  let mode: [UInt8]
  /// Equity less the value of all holdings before the shock, USD; shape `[account]`.
  var cash: [Double]
  /// Where the holdings of an account begin; shape `[account + 1]`.
  let start: [Int32]
  /// Place in the `InstrumentShelf`; shape `[holding]`.
  let instrument: [Int32]
  /// Coins; shape `[holding]`.
  var quantity: [Double]
  /// USD; shape `[holding]`.
  let entry: [Double]

  /// Most accounts.
  public static let accountsMax = 2_000_000
  /// Most holdings of an account.
  public static let holdingsMax = 256

  /// Accounts by owner; an owner's begin at `ownerStart[owner]`.
  private let ownerAccounts: [Int32]
  private let ownerStart: [Int32]

  /// The accounts of an account's owner, without itself, in order.
  func siblings(of account: Int) -> [Int] {
    let owner = Int(owner[account])
    return ownerAccounts[Int(ownerStart[owner])..<Int(ownerStart[owner + 1])]
      .map(Int.init).filter { $0 != account }
  }

  /// How many accounts there are.
  public var count: Int { names.count }
  /// How many holdings there are in all, places kept for hedges included.
  public var holdingCount: Int { instrument.count }

  /// Puts accounts into columns.
  ///
  /// - Throws: `invalidInput` for two accounts of one name, places that the market has not, or numbers that are not finite;
  ///   `limitExceeded` for too many.
  public init(_ accounts: [Account], market: CascadeMarket) throws(SteelyardError) {
    guard !accounts.isEmpty, accounts.count <= Self.accountsMax else {
      throw SteelyardError(
        .limitExceeded, "There are \(accounts.count) accounts.",
        remedy: "Give 1 to \(Self.accountsMax).")
    }
    let shelf = InstrumentShelf(market)
    let sorted = accounts.sorted { $0.name < $1.name }
    var owners: [String: Int32] = [:]
    var owner: [Int32] = []
    var cash: [Double] = []
    var start: [Int32] = [0]
    var instrument: [Int32] = []
    var quantity: [Double] = []
    var entry: [Double] = []
    var previous: String?
    let values = shelf.values(prices: market.coins.map(\.price), market: market)
    for account in sorted {
      guard account.name != previous else {
        throw Self.refusal(account, "stands twice", "Give each account a name of its own.")
      }
      previous = account.name
      guard market.venues.indices.contains(account.venue), account.equity.isFinite,
        account.holdings.count <= Self.holdingsMax
      else {
        throw Self.refusal(
          account, "has no such venue, no finite equity or too many holdings",
          "Give a venue of the market, a finite equity and at most \(Self.holdingsMax) holdings.")
      }
      var own = account.equity
      for holding in account.holdings {
        guard let place = shelf.place(of: holding.instrument), holding.quantity.isFinite,
          holding.entry > 0, holding.entry.isFinite
        else {
          throw Self.refusal(
            account, "holds something without a place, a quantity or a price",
            "Give coins, strikes and days of the market, finite quantities and entries above 0.")
        }
        if case .spot = holding.instrument, holding.quantity < 0 {
          throw Self.refusal(
            account, "holds less than nothing of a coin", "Give collateral of 0 or more coins.")
        }
        own -= holding.quantity * values[place]
        instrument.append(Int32(place))
        quantity.append(holding.quantity)
        entry.append(holding.entry)
      }
      for coin in Self.coinsToHedge(account) {
        instrument.append(Int32(coin))
        quantity.append(0)
        entry.append(market.coins[coin].price)
      }
      cash.append(own)
      start.append(Int32(instrument.count))
      let next = Int32(owners.count)
      owner.append(owners[account.owner, default: next])
      if owners[account.owner] == nil { owners[account.owner] = next }
    }
    names = sorted.map(\.name)
    self.owner = owner
    ownerCount = owners.count
    venue = sorted.map { UInt8($0.venue) }
    mode = sorted.map(\.mode.rawValue)
    self.cash = cash
    self.start = start
    self.instrument = instrument
    self.quantity = quantity
    self.entry = entry
    var counts = [Int32](repeating: 0, count: owners.count + 1)
    for place in owner { counts[Int(place) + 1] += 1 }
    for place in 0..<owners.count { counts[place + 1] += counts[place] }
    ownerStart = counts
    var filled = counts
    var ordered = [Int32](repeating: 0, count: owner.count)
    for (account, place) in owner.enumerated() {
      ordered[Int(filled[Int(place)])] = Int32(account)
      filled[Int(place)] += 1
    }
    ownerAccounts = ordered
  }

  /// Coins of the options of an account that it holds no perpetual of: places are kept for those, so that it can be hedged.
  private static func coinsToHedge(_ account: Account) -> [Int] {
    var coins: Set<Int> = []
    var held: Set<Int> = []
    for holding in account.holdings {
      switch holding.instrument {
      case .option(let coin, _, _, _): coins.insert(coin)
      case .perpetual(let coin): held.insert(coin)
      case .spot: break
      }
    }
    return coins.subtracting(held).sorted()
  }

  private static func refusal(
    _ account: Account, _ what: String, _ remedy: String
  ) -> SteelyardError {
    SteelyardError(
      .invalidInput, "The account \(account.name.prefix(40)) \(what).", remedy: remedy,
      subject: .account(account.name))
  }
}
