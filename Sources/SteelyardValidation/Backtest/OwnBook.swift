import Glibc
import SteelyardAllocation
public import SteelyardContracts
public import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios

/// Somebody's own positions as a book that a backtest strikes anew every day.
///
/// Each position keeps the US dollars of its underlying that it has in its market, its days left, and,
/// as an option, its right and its moneyness in deviations. What no history can walk is left out by
/// name.
public struct OwnBook: Sendable {
  /// The name of the book.
  public static let name = "own book"

  /// The book; nil where nothing can be walked.
  public let book: BacktestBook?
  /// Something that cannot be walked.
  public struct LeftOut: Sendable {
    /// The instrument; nil for a balance.
    public let instrument: Instrument?
    /// The asset of a balance, or the coin.
    public let asset: Currency
    /// Why, and what to do.
    public let reason: SteelyardError
  }

  /// What cannot be walked and why, in the order of the positions and then the balances.
  public let leftOut: [LeftOut]
  /// What people should know of the rest.
  public let notes: [String]

  /// A book from what an account holds.
  ///
  /// - Parameters:
  ///   - frame: The account's market, priced by any model.
  ///   - universe: The instruments of the frame.
  ///   - collateral: What tells stablecoins, which count as dollars.
  ///   - daysMin: What settles sooner is left out: the closes do not say at which price.
  public init(
    _ portfolio: Portfolio, in frame: RiskFrame, of universe: InstrumentUniverse,
    history: BacktestHistory, collateral: CollateralRule, daysMin: Double
  ) {
    var legs: [BacktestLeg] = []
    var leftOut: [LeftOut] = []
    var stable: [Currency] = []
    for position in portfolio.positions where position.instrument.product != .spot {
      do throws(SteelyardError) {
        let leg = try OwnBook.leg(position, in: frame, of: universe, history, daysMin: daysMin)
        legs.append(leg)
      } catch {
        leftOut.append(
          LeftOut(
            instrument: position.instrument, asset: position.instrument.underlying.base,
            reason: error))
      }
    }
    // Spot is a balance of its coin.
    var balances: [(asset: Currency, amount: Double)] = portfolio.balances.map {
      ($0.asset, $0.amount.doubleValue)
    }
    for position in portfolio.positions where position.instrument.product == .spot {
      balances.append((position.instrument.underlying.base, position.quantity.doubleValue))
    }
    for (asset, amount) in balances where amount != 0 {
      guard let price = asset == .usd ? 1 : frame.usdPrice(of: asset) else {
        leftOut.append(
          LeftOut(
            instrument: nil, asset: asset,
            reason: OwnBook.refusal(
              "\(asset)", "\(asset) has no US dollar price in the market.",
              "Pass --price \(asset)=PRICE.")))
        continue
      }
      if asset == .usd || history.knows(asset) {
        legs.append(BacktestLeg(asset, .balance, .dollars(amount * price)))
      } else if let terms = collateral.assets[asset.code], terms.stressedIn == nil {
        stable.append(asset)
        legs.append(BacktestLeg(.usd, .balance, .dollars(amount * price)))
      } else {
        leftOut.append(
          LeftOut(
            instrument: nil, asset: asset,
            reason: OwnBook.refusal(
              "\(asset)", "\(asset) has no history of its price.",
              "Pass --history with its daily closes.")))
      }
    }
    self.leftOut = leftOut
    notes =
      stable.isEmpty
      ? []
      : [
        "\(OwnBook.name): \(stable.map(\.code).joined(separator: ", ")) counts as dollars that do not "
          + "move."
      ]
    // Dollars alone neither gain nor lose.
    let isMoving = legs.contains { $0.coin != .usd }
    let reason =
      legs.contains {
        switch $0.kind {
        case .future, .inverseFuture: true
        case .perpetual, .inversePerpetual, .balance, .option, .dollarOption: false
        }
      } ? "no history of the futures basis: futures move with spot" : nil
    book = isMoving ? BacktestBook(OwnBook.name, .own, legs, hypothetical: reason) : nil
  }

  private static func leg(
    _ position: Position, in frame: RiskFrame, of universe: InstrumentUniverse,
    _ history: BacktestHistory, daysMin: Double
  ) throws(SteelyardError) -> BacktestLeg {
    let instrument = position.instrument
    let name = instrument.description
    let coin = instrument.underlying.base
    // Models without a price for barriers have this reason all the same.
    if case .barrierOption = instrument.product { throw barrierRefusal(name) }
    guard let place = universe.index(of: instrument), let priced = frame.prices[place] else {
      throw refusal(
        name, "\(name) has no price in the market.", "Add a market file with it.")
    }
    guard history.knows(coin) else {
      throw refusal(
        name, "\(name) cannot be walked: there is no history of \(coin).",
        "Pass --history with daily closes of \(coin).")
    }
    guard priced.timeToExpiry == 0 || priced.days >= daysMin else {
      throw refusal(
        name,
        "\(name) cannot be walked: it settles in \(rounded(priced.days)) days, within the horizon.",
        "Daily closes do not say at which price it would have settled.", .unsupported)
    }
    let quoteUSD = frame.usdPrice(of: instrument.underlying.quote) ?? 1
    let quantity = position.quantity.doubleValue
    let dollars =
      quantity * quoteUSD * (instrument.quantityCurrency == coin ? priced.index : 1)
    return BacktestLeg(
      coin, try kind(priced, name, history), .dollars(dollars))
  }

  private static func kind(
    _ priced: PricedInstrument, _ name: String, _ history: BacktestHistory
  ) throws(SteelyardError) -> BacktestLeg.Kind {
    let instrument = priced.instrument
    let isInverse = instrument.underlying.isInverse
    switch instrument.product {
    case .spot: return .balance
    case .perpetual: return isInverse ? .inversePerpetual : .perpetual
    case .future:
      return isInverse ? .inverseFuture(days: priced.days) : .future(days: priced.days)
    case .option(let terms):
      let coin = instrument.underlying.base
      guard history.hasIndex(coin) else {
        throw refusal(
          name, "\(name) cannot be walked: there is no volatility index of \(coin).",
          "Pass --history with one.")
      }
      guard let volatility = priced.volatility?.value, volatility > 0 else {
        throw refusal(
          name, "\(name) has no volatility in the market.", "Add a market file with one.")
      }
      let moneyness = history.smile.moneyness(
        logStrike: log(priced.strike / priced.price),
        deviation: volatility * priced.timeToExpiry.squareRoot())
      return isInverse
        ? .option(terms.right, moneyness: moneyness, days: priced.days)
        : .dollarOption(terms.right, moneyness: moneyness, days: priced.days)
    case .barrierOption:
      throw barrierRefusal(name)
    }
  }

  private static func barrierRefusal(_ name: String) -> SteelyardError {
    refusal(
      name, "\(name) cannot be walked: a barrier depends on the path between closes.",
      "Take it out of the positions.", .unsupported)
  }

  private static func rounded(_ days: Double) -> Double { (days * 100).rounded() / 100 }

  private static func refusal(
    _ name: String, _ message: String, _ remedy: String,
    _ code: SteelyardError.Code = .missingMarketData
  ) -> SteelyardError {
    SteelyardError(
      code, message, remedy: "\(remedy) Or go on without it: --partial.",
      subject: .instrument(name))
  }
}
