public import SteelyardContracts

/// One portfolio as rows over a universe, in the order of the instruments: made once where an account is
/// evaluated again and again.
public struct PortfolioRows: Sendable {
  /// One position.
  struct Row: Sendable {
    /// Universe index of its instrument.
    var instrument: Int32
    /// Where it stood in its portfolio.
    let place: Int32
    /// Signed quantity, in `Instrument.quantityCurrency`.
    let quantity: Double
    /// Entry price, in `Instrument.priceCurrency`; NaN where it is not known.
    let entryPrice: Double
  }

  /// One balance.
  struct Balance: Sendable {
    let asset: Currency
    let amount: Double
  }

  /// The positions, in the order of their instruments: one list, for each list has a head of its own, and there is one of
  /// these for every account.
  private(set) var rows: [Row] = []
  /// The balances, in the order of their assets.
  private(set) var balances: [Balance] = []

  /// Bytes of one position.
  public static let bytesPerPosition = MemoryLayout<Row>.stride

  /// The rows of a portfolio that holds nothing.
  public static let none = PortfolioRows()

  private init() {}

  /// How many positions there are.
  public var count: Int { rows.count }

  /// Universe index of each position; shape `[position]`.
  public var instrument: some RandomAccessCollection<Int32> { rows.lazy.map(\.instrument) }

  /// Asset of each balance; shape `[balance]`.
  public var asset: some RandomAccessCollection<Currency> { balances.lazy.map(\.asset) }

  /// Goes over to a universe that numbers its instruments otherwise.
  ///
  /// - Parameter numbers: The new number of each old one.
  public mutating func renumber(_ numbers: [Int32]) {
    for place in rows.indices { rows[place].instrument = numbers[Int(rows[place].instrument)] }
  }

  /// The rows of a portfolio; spot that is held is a balance of its base coin and counts as one.
  ///
  /// - Parameter universe: What it lacks of the portfolio is added to it.
  /// - Throws: `limitExceeded` where the universe is full; `invalidInput` for a future or perpetual
  ///   whose average price is not above zero.
  public init(
    _ portfolio: Portfolio, over universe: inout InstrumentUniverse
  ) throws(SteelyardError) {
    for position in portfolio.positions where position.hasImpossibleEntry {
      throw SteelyardError(
        .invalidInput,
        "The average price of \(position.instrument) is \(position.averagePrice ?? .zero).",
        remedy: "Give a price above zero, or none.",
        subject: .instrument(position.instrument.description))
    }
    var held: [Currency: Double] = [:]
    for balance in portfolio.balances {
      held[balance.asset, default: 0] += balance.amount.doubleValue
    }
    let positions = portfolio.positions.enumerated().sorted {
      $0.element.instrument < $1.element.instrument
    }
    // Exactly as many as there are: a list that grows keeps room for as many again.
    rows.reserveCapacity(positions.count { $0.element.instrument.product != .spot })
    for (offset, position) in positions {
      if case .spot = position.instrument.product {
        held[position.instrument.underlying.base, default: 0] += position.quantity.doubleValue
        continue
      }
      rows.append(
        Row(
          instrument: Int32(try universe.add(position.instrument)), place: Int32(offset),
          quantity: position.quantity.doubleValue,
          entryPrice: position.averagePrice?.doubleValue ?? .nan))
    }
    balances = held.map { Balance(asset: $0.key, amount: $0.value) }.sorted {
      $0.asset < $1.asset
    }
  }
}

extension Position {
  /// Whether profit since entry would be infinite or have the wrong sign.
  fileprivate var hasImpossibleEntry: Bool {
    guard !instrument.isOption, let averagePrice else { return false }
    return averagePrice.units <= 0
  }
}
