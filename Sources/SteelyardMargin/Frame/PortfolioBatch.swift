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
  /// Spot that is held is a balance of its base coin and counts as one.
  ///
  /// - Throws: `limitExceeded` where the universe is full; `invalidInput` for a future or perpetual
  ///   whose average price is not above zero.
  public mutating func add(
    _ portfolio: Portfolio, stated amounts: [StatedAmount] = []
  ) throws(SteelyardError) {
    for position in portfolio.positions where position.hasImpossibleEntry {
      throw SteelyardError(
        .invalidInput,
        "The average price of \(position.instrument) is \(position.averagePrice ?? .zero).",
        remedy: "Give a price above zero, or none.",
        subject: .instrument(position.instrument.description))
    }
    var balances: [Currency: Double] = [:]
    for balance in portfolio.balances {
      balances[balance.asset, default: 0] += balance.amount.doubleValue
    }
    let positions = portfolio.positions.enumerated().sorted {
      $0.element.instrument < $1.element.instrument
    }
    for (offset, position) in positions {
      if case .spot = position.instrument.product {
        balances[position.instrument.underlying.base, default: 0] += position.quantity.doubleValue
        continue
      }
      instrument.append(Int32(try universe.add(position.instrument)))
      quantity.append(position.quantity.doubleValue)
      entryPrice.append(position.averagePrice?.doubleValue ?? .nan)
      place.append(Int32(offset))
    }
    positionStart.append(instrument.count)
    for (held, total) in balances.sorted(by: { $0.key < $1.key }) {
      asset.append(held)
      amount.append(total)
    }
    balanceStart.append(asset.count)
    stated.append(amounts)
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

extension Position {
  /// Whether profit since entry would be infinite or have the wrong sign.
  fileprivate var hasImpossibleEntry: Bool {
    guard !instrument.isOption, let averagePrice else { return false }
    return averagePrice.units <= 0
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
