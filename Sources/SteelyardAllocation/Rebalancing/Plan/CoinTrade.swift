public import SteelyardContracts

/// A way of trading a coin, with what it would cost for the whole of a trade.
public struct WayQuote: Sendable, Hashable {
  /// The way.
  public let way: TradeWay
  /// Its lot, in units of the instrument or in coins.
  public let lot: Amount
  /// US dollars of exposure in a lot, > 0; zero where the way has no price.
  public let lotUSD: Double
  /// What it costs all in; nil where it is not available.
  public let cost: WayCost?
  /// What initial margin of all accounts changes by; nil where it is not available.
  public internal(set) var marginChange: Double?
  /// Why it is not available; nil where it is.
  public let obstacle: String?
}

/// What is done about one coin.
public struct CoinTrade: Sendable, Hashable {
  /// What one account does.
  public struct Part: Sendable, Hashable {
    /// The account, as an index.
    public let account: Int
    /// What its drift asks for, in US dollars of exposure.
    public let wantedUSD: Double
    /// What it may trade, in lots: crossed and market together.
    public let lots: Int64
    /// What crosses with other accounts at the mark, in lots.
    public let crossed: Int64
    /// What goes to the market, in lots.
    public let market: Int64
    /// Its part of the costs.
    public let cost: WayCost
  }

  /// The coin.
  public let coin: Currency
  /// Every way, the chosen one first, then by cost; those that are not available last.
  public let quotes: [WayQuote]
  /// US dollars that the quotes are for, signed.
  public let quotedUSD: Double
  /// The parts of the accounts that trade.
  public let parts: [Part]
  /// What all of it costs.
  public let cost: WayCost
  /// What netting saves: the cost of each account going to the market alone, less this.
  public let saving: Double

  /// The way that is taken; nil where none is available.
  public var chosen: WayQuote? { quotes.first.flatMap { $0.cost == nil ? nil : $0 } }

  /// A quantity of so many lots, exact.
  ///
  /// - Throws: `limitExceeded` outside the exact range.
  public func quantity(_ lots: Int64) throws(SteelyardError) -> Amount {
    guard let chosen else { return .zero }
    return try CoinTrade.quantity(lots, of: chosen.lot)
  }

  static func quantity(_ lots: Int64, of lot: Amount) throws(SteelyardError) -> Amount {
    let (units, overflow) = lot.units.multipliedReportingOverflow(by: Int128(lots))
    guard !overflow, units != .min else {
      throw SteelyardError(
        .limitExceeded, "\(lots) lots of \(lot) are outside the exact range.",
        remedy: "Trade less.")
    }
    return Amount(units: units)
  }

  /// What is paid for in cash: what the chosen way trades.
  public var instrument: Instrument? {
    if case .perpetual(let instrument) = chosen?.way { return instrument }
    return nil
  }
}
