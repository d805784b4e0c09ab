public import SteelyardContracts

/// Portfolios as compressed sparse rows over one universe: the columns that `figures` reads.
public struct PortfolioBatch: Sendable {
  /// Instruments by index.
  public private(set) var universe: InstrumentUniverse
  /// First position of each account, and the end; shape `[account + 1]`.
  private(set) var positionStart: [Int] = [0]
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
  /// Amounts that the caller states for each account, see `StatedCharge`.
  private(set) var stated: [[StatedAmount]] = []

  /// An empty batch over a universe that may already hold instruments.
  public init(universe: InstrumentUniverse = InstrumentUniverse()) {
    self.universe = universe
  }

  /// A batch of one account.
  public init(_ portfolio: Portfolio, stated: [StatedAmount] = []) throws(SteelyardError) {
    self.init()
    try add(portfolio, stated: stated)
  }

  /// How many accounts the batch holds.
  public var accountCount: Int { positionStart.count - 1 }

  /// Adds an account; its index is the count before.
  ///
  /// - Throws: `limitExceeded` where the universe is full.
  public mutating func add(
    _ portfolio: Portfolio, stated amounts: [StatedAmount] = []
  ) throws(SteelyardError) {
    for position in portfolio.positions {
      instrument.append(Int32(try universe.add(position.instrument)))
      quantity.append(position.quantity.doubleValue)
      entryPrice.append(position.averagePrice?.doubleValue ?? .nan)
    }
    positionStart.append(instrument.count)
    for balance in portfolio.balances {
      asset.append(balance.asset)
      amount.append(balance.amount.doubleValue)
    }
    balanceStart.append(asset.count)
    stated.append(amounts)
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
  /// The currency of the amount; it is added to the bucket settled in it.
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
