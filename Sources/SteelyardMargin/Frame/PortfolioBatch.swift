public import SteelyardContracts

/// Portfolios as compressed sparse rows over one universe: the columns that `figures` reads.
public struct PortfolioBatch: Sendable {
  /// Instruments by index.
  public private(set) var universe: InstrumentUniverse
  /// First position of each account, and the end; shape `[account + 1]`.
  private(set) var positionStart: [Int] = [0]
  /// Where each position stood in its portfolio; rows are in the order of the instruments, so that
  /// sums are the same to the bit however a portfolio was written.
  private(set) var place: [Int32] = []
  /// Universe index of each position.
  private(set) var instrument: [Int32] = []
  /// Signed quantity of each position, in `Instrument.quantityCurrency`.
  private(set) var quantity: [Double] = []
  /// Entry price of each position, in `Instrument.priceCurrency`; NaN where it is not known.
  private(set) var entryPrice: [Double] = []
  /// First balance of each account, and the end; shape `[account + 1]`.
  private(set) var balanceStart: [Int] = [0]
  /// Asset of each balance.
  private(set) var asset: [Currency] = []
  /// Amount of each balance.
  private(set) var amount: [Double] = []
  /// Amounts that the caller states for each account.
  private(set) var stated: [[StatedAmount]] = []

  /// The owner of each account as an index, or -1 for one whose owner has no other account here.
  private var ownerIndex: [Int32] = []
  private var owners: [String: Int32] = [:]
  /// First row of each account that counts by its size alone, and the end.
  private var besideStart: [Int] = [0]
  /// Universe index of each of their positions.
  private(set) var besideInstrument: [Int32] = []
  /// Signed quantity of each, in `Instrument.quantityCurrency`.
  private(set) var besideQuantity: [Double] = []

  /// An empty batch over a universe that may already hold instruments.
  public init(universe: InstrumentUniverse = InstrumentUniverse()) {
    self.universe = universe
  }

  /// A batch of one account.
  ///
  /// - Parameters:
  ///   - others: What its owner holds in other accounts.
  ///   - universe: The instruments that are there already: those of the frame that it is evaluated in.
  /// - Throws: As `add` and `addBeside`.
  public init(
    _ portfolio: Portfolio, stated: [StatedAmount] = [], beside others: [Portfolio] = [],
    over universe: InstrumentUniverse = InstrumentUniverse()
  ) throws(SteelyardError) {
    self.init(universe: universe)
    try add(portfolio, stated: stated)
    for other in others { try addBeside(other) }
  }

  /// How many accounts the batch holds.
  public var accountCount: Int { positionStart.count - 1 }

  /// Adds an account; its index is the count before.
  ///
  /// Spot that is held is a balance of its base coin and counts as one.
  ///
  /// - Parameter ownerGroup: What accounts of one owner have in common; charges for size look at all
  ///   of them together. Nil for an account whose owner has no other in the batch.
  /// - Throws: `limitExceeded` where the universe is full; `invalidInput` for a future or perpetual
  ///   whose average price is not above zero.
  public mutating func add(
    _ portfolio: Portfolio, stated amounts: [StatedAmount] = [], ownerGroup: String? = nil
  ) throws(SteelyardError) {
    append(
      try PortfolioRows(portfolio, over: &universe), stated: amounts, ownerGroup: ownerGroup)
  }

  /// Adds an account whose rows were made before, over this universe or one that it continues.
  ///
  /// - Parameter ownerGroup: As `add(_:stated:ownerGroup:)` has it.
  public mutating func append(
    _ rows: PortfolioRows, stated amounts: [StatedAmount] = [], ownerGroup: String? = nil
  ) {
    instrument.append(contentsOf: rows.instrument)
    quantity.append(contentsOf: rows.rows.lazy.map(\.quantity))
    entryPrice.append(contentsOf: rows.rows.lazy.map(\.entryPrice))
    place.append(contentsOf: rows.rows.lazy.map(\.place))
    positionStart.append(instrument.count)
    asset.append(contentsOf: rows.asset)
    amount.append(contentsOf: rows.balances.lazy.map(\.amount))
    balanceStart.append(asset.count)
    stated.append(amounts)
    ownerIndex.append(ownerGroup.map { owner(named: $0) } ?? -1)
  }

  /// Adds an account that belongs to the owner of every account of the batch and is not margined:
  /// charges for size count it with each of them.
  ///
  /// For accounts that are tried out one beside the other, which all have the same others.
  ///
  /// - Throws: `limitExceeded` where the universe is full.
  public mutating func addBeside(_ portfolio: Portfolio) throws(SteelyardError) {
    for position in portfolio.positions.sorted(by: { $0.instrument < $1.instrument })
    where position.instrument.product != .spot {
      besideInstrument.append(Int32(try universe.add(position.instrument)))
      besideQuantity.append(position.quantity.doubleValue)
    }
    besideStart.append(besideInstrument.count)
  }

  /// How many owners with a name there are.
  var ownerCount: Int { owners.count }

  /// Whether any account counts by its size alone.
  var hasBeside: Bool { besideStart.count > 1 }

  /// The rows of each account that counts by its size alone.
  var besideAccounts: [Range<Int>] {
    zip(besideStart, besideStart.dropFirst()).map { $0..<$1 }
  }

  /// The owner of an account; nil where it has no other account here.
  func owner(of account: Int) -> Int? {
    ownerIndex[account] < 0 ? nil : Int(ownerIndex[account])
  }

  private mutating func owner(named name: String) -> Int32 {
    if let known = owners[name] { return known }
    let index = Int32(owners.count)
    owners[name] = index
    return index
  }

  /// The positions of an account in the order of its portfolio.
  func positionsAsGiven(of account: Int) -> [Int] {
    positions(of: account).sorted { place[$0] < place[$1] }
  }

  func positions(of account: Int) -> Range<Int> {
    positionStart[account]..<positionStart[account + 1]
  }

  func balances(of account: Int) -> Range<Int> {
    balanceStart[account]..<balanceStart[account + 1]
  }
}

/// A requirement that the caller states, because no snapshot shows it: open orders, spot orders,
/// market-maker protection.
public struct StatedAmount: Sendable, Hashable {
  /// The charge's name in the model: `open_orders_margin`.
  public let name: String
  /// The currency of the amount.
  public let currency: Currency
  /// How much, >= 0.
  public let amount: Double

  /// A stated amount.
  ///
  /// - Throws: `invalidInput` for a negative amount or one that is not finite.
  public init(name: String, currency: Currency, amount: Double) throws(SteelyardError) {
    guard amount >= 0, amount.isFinite else {
      throw SteelyardError(
        .invalidInput, "The stated \(name) is \(amount).", remedy: "State an amount from 0 up.")
    }
    self.name = name
    self.currency = currency
    self.amount = amount
  }
}
