import Glibc
import SteelyardContracts
import SteelyardMargin
import SteelyardMarket

/// Something that a hedge may be made with, and what trading it costs.
public struct HedgeCandidate: Sendable, Hashable {
  /// Where a spread comes from.
  public enum SpreadSource: String, Sendable, Hashable, CaseIterable {
    /// The market's quote on that side.
    case quoted
    /// The stated rates.
    case stated
  }

  /// What it is.
  public let instrument: HedgeInstrument
  /// One unit of it.
  public let unit: HedgeUnit
  /// The least step of a trade, in units, > 0.
  public let lot: Double
  /// What may be bought, in lots.
  public let lotsBoughtMax: Int
  /// What may be sold, in lots.
  public let lotsSoldMax: Int
  /// Half spread of a unit bought and sold, in US dollars.
  let halfSpread: (bought: Double, sold: Double)
  /// Where the spreads come from.
  let spreadSource: (bought: SpreadSource, sold: SpreadSource)
  /// Fee of a unit, in US dollars.
  let fee: Double
  /// What holding a unit bought pays away a day, in US dollars; negative where it is paid.
  let carryPerDay: Double
  /// What holding a unit bought and sold pays away over the rates' days, ≥ 0.
  let carry: (bought: Double, sold: Double)
  /// What the impact of q units costs is this times q^1.5.
  let impact: Double

  /// So many lots in units: the double nearest to the decimal, where a unit is a whole number of lots.
  func units(_ lots: Int) -> Double {
    let perUnit = 1 / lot
    let whole = perUnit.rounded()
    let isWhole = lot < 1 && abs(perUnit - whole) <= 1e-9 * whole
    return isWhole ? Double(lots) / whole : Double(lots) * lot
  }

  /// What trading some units costs, in US dollars; positive bought, negative sold.
  public func cost(of quantity: Double) -> HedgeCost {
    let size = abs(quantity)
    return HedgeCost(
      spread: size * (quantity >= 0 ? halfSpread.bought : halfSpread.sold), fee: size * fee,
      impact: impact * size * size.squareRoot(),
      carry: size * (quantity >= 0 ? carry.bought : carry.sold))
  }

  /// Where the spread of a trade comes from.
  public func spreadSource(of quantity: Double) -> SpreadSource {
    quantity >= 0 ? spreadSource.bought : spreadSource.sold
  }

  /// Whether two candidates are the same.
  public static func == (left: HedgeCandidate, right: HedgeCandidate) -> Bool {
    left.instrument == right.instrument && left.unit == right.unit && left.lot == right.lot
      && left.lotsBoughtMax == right.lotsBoughtMax && left.lotsSoldMax == right.lotsSoldMax
      && left.halfSpread == right.halfSpread && left.fee == right.fee && left.impact == right.impact
      && left.carry == right.carry
  }

  /// Hashes what it is.
  public func hash(into hasher: inout Hasher) { hasher.combine(instrument) }
}

/// What a trade costs, in US dollars.
public struct HedgeCost: Sendable, Hashable {
  /// Half the spread.
  public var spread: Double
  /// The venue's fee.
  public var fee: Double
  /// What its size does to its own price.
  public var impact: Double

  /// What holding it pays away.
  public var carry: Double

  /// A cost from its parts.
  public init(spread: Double, fee: Double, impact: Double, carry: Double) {
    self.spread = spread
    self.fee = fee
    self.impact = impact
    self.carry = carry
  }

  /// All of it.
  public var total: Double { spread + fee + impact + carry }

  /// No cost.
  public static let zero = HedgeCost(spread: 0, fee: 0, impact: 0, carry: 0)

  /// Both.
  public static func + (left: HedgeCost, right: HedgeCost) -> HedgeCost {
    HedgeCost(
      spread: left.spread + right.spread, fee: left.fee + right.fee,
      impact: left.impact + right.impact, carry: left.carry + right.carry)
  }
}

/// How much of an instrument a hedge may trade.
public struct HedgeAllowance: Sendable, Hashable {
  /// What it is.
  public let instrument: HedgeInstrument
  /// The least step of a trade, in units, > 0; nil for a thousandth of a unit or a dollar of an inverse contract.
  public let lot: Double?
  /// Whether it may be bought.
  public let mayBuy: Bool
  /// Whether it may be sold.
  public let maySell: Bool
  /// Most units either way; nil for what depth and the size of the book say.
  public let quantityMax: Double?

  /// An allowance from its parts.
  public init(
    _ instrument: HedgeInstrument, lot: Double?, mayBuy: Bool = true, maySell: Bool = true,
    quantityMax: Double? = nil
  ) {
    self.instrument = instrument
    self.lot = lot
    self.mayBuy = mayBuy
    self.maySell = maySell
    self.quantityMax = quantityMax
  }
}

extension HedgeCandidate {
  /// Most lots, so that sums of them stay exact.
  private static let lotsMax = 1e12

  /// A candidate in a market; nil where it has no price or nothing of it may be traded.
  ///
  /// - Parameters:
  ///   - bookNotional: What the book holds, in US dollars without signs: twice as much is traded at most.
  init?(
    _ allowance: HedgeAllowance, unit: HedgeUnit, in snapshot: MarketSnapshot, _ rates: HedgeRates,
    bookNotional: Double
  ) {
    instrument = allowance.instrument
    self.unit = unit
    let coin = allowance.instrument.coin
    let volume = rates.dailyVolumeUSD[coin]
    let listed = allowance.instrument.instrument
    let isInverse = listed.map { $0.underlying.isInverse && !$0.isOption } ?? true
    let lot = allowance.lot ?? (isInverse ? 1 : 0.001)
    guard lot > 0, lot.isFinite, unit.notional > 0 else { return nil }
    self.lot = lot
    var mostUnits = min(2 * bookNotional, rates.volumeShareMax * volume) / unit.notional
    if let stated = allowance.quantityMax { mostUnits = min(mostUnits, stated) }
    let observation = listed.flatMap(snapshot.observation)
    func most(_ quote: InstrumentObservation.Quote?) -> Int {
      var units = mostUnits
      if let amount = quote?.amount { units = min(units, rates.quoteMultipleMax * amount) }
      let lots = min((units / lot).rounded(.down), HedgeCandidate.lotsMax)
      return lots > 0 ? Int(lots) : 0
    }
    lotsBoughtMax = allowance.mayBuy ? most(observation?.ask) : 0
    // A token cannot be sold short.
    let maySell = allowance.maySell && listed != nil
    lotsSoldMax = maySell ? most(observation?.bid) : 0
    guard lotsBoughtMax + lotsSoldMax > 0 else { return nil }
    let isOption = listed?.isOption ?? false
    let stated =
      isOption ? rates.halfSpreadPoints * abs(unit.vega) : rates.halfSpread[coin] * unit.price
    func spread(_ quote: InstrumentObservation.Quote?, isBought: Bool) -> (Double, SpreadSource) {
      // What is sold never costs more than it is worth.
      func capped(_ spread: Double) -> Double {
        isBought || !isOption ? spread : min(spread, unit.price)
      }
      guard let quote, quote.price > 0, observation?.isCrossed == false else {
        return (capped(stated), .stated)
      }
      let mark = unit.mark.doubleValue
      let away = max(0, isBought ? quote.price - mark : mark - quote.price)
      return (capped(isOption ? away * unit.settlement : away / mark * unit.price), .quoted)
    }
    let bought = spread(observation?.ask, isBought: true)
    let sold = spread(observation?.bid, isBought: false)
    halfSpread = (bought.0, sold.0)
    spreadSource = (bought.1, sold.1)
    fee =
      isOption
      ? min(rates.optionFee * unit.notional, rates.optionFeeMaxShare * unit.price)
      : rates.takerFee * unit.notional
    let delta = abs(unit.delta)
    var impact =
      rates.impactFactor * rates.dailyVolatility[coin] * delta * (delta / volume).squareRoot()
    if isOption {
      let vega = abs(unit.vega)
      impact +=
        rates.impactFactor * rates.volatilityPointsDaily * vega
        * (vega / (rates.vegaShare * volume)).squareRoot()
    }
    self.impact = impact
    let days = listed?.expiry.map { snapshot.time.days(to: $0) } ?? .infinity
    switch listed?.product {
    case .perpetual:
      carryPerDay = rates.fundingPerDay[coin] * unit.notional
    case .future:
      let index = listed.flatMap { snapshot.market(of: $0.underlying)?.index } ?? 0
      let premium = index > 0 ? unit.mark.doubleValue / index - 1 : 0
      carryPerDay = days > 0 ? unit.notional * premium / max(days, 1) : 0
    default: carryPerDay = 0
    }
    let held = carryPerDay * min(rates.holdingDays, max(days, 0))
    carry = (bought: max(0, held), sold: max(0, -held))
  }
}
