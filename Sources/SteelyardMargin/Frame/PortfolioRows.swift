public import SteelyardContracts

/// One portfolio as rows over a universe, in the order of the instruments: made once where an account is
/// evaluated again and again.
public struct PortfolioRows: Sendable {
  /// Where each position stood in its portfolio.
  let place: [Int32]
  /// Universe index of each position; shape `[position]`.
  public let instrument: [Int32]
  /// Signed quantity of each, in `Instrument.quantityCurrency`.
  public let quantity: [Double]
  /// Entry price of each, in `Instrument.priceCurrency`; NaN where it is not known.
  let entryPrice: [Double]
  /// Asset of each balance; shape `[balance]`.
  public let asset: [Currency]
  /// Amount of each balance.
  let amount: [Double]

  /// The rows of a portfolio that holds nothing.
  public static let none = PortfolioRows()

  private init() {
    place = []
    instrument = []
    quantity = []
    entryPrice = []
    asset = []
    amount = []
  }

  private init(_ rows: PortfolioRows, instrument: [Int32]) {
    self.instrument = instrument
    place = rows.place
    quantity = rows.quantity
    entryPrice = rows.entryPrice
    asset = rows.asset
    amount = rows.amount
  }

  /// The same holdings over a universe that numbers its instruments otherwise.
  ///
  /// - Parameter numbers: The new number of each old one.
  public func renumbered(_ numbers: [Int32]) -> PortfolioRows {
    instrument.isEmpty
      ? self : PortfolioRows(self, instrument: instrument.map { numbers[Int($0)] })
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
    var place: [Int32] = []
    var instrument: [Int32] = []
    var quantity: [Double] = []
    var entryPrice: [Double] = []
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
    self.place = place
    self.instrument = instrument
    self.quantity = quantity
    self.entryPrice = entryPrice
    let held = balances.sorted { $0.key < $1.key }
    asset = held.map(\.key)
    amount = held.map(\.value)
  }
}

extension Position {
  /// Whether profit since entry would be infinite or have the wrong sign.
  fileprivate var hasImpossibleEntry: Bool {
    guard !instrument.isOption, let averagePrice else { return false }
    return averagePrice.units <= 0
  }
}
