import SteelyardContracts
import SteelyardMarket
import SteelyardScenarios

/// What fills do to equity: each by itself, so that the losses of any subset are no more than the sum.
///
/// Equity that counts is not a sum over fills where gains count at a stable mark or cash has a haircut. What
/// stands here of each is the least that it adds whatever fills beside it.
struct FillEffects {
  /// One fill.
  struct Effect {
    /// Index in the universe.
    let index: Int
    let quantity: Double
    /// What it changes the account's worth by, in US dollars: exact.
    let equityUSD: Double
    /// The least that it adds to what counts for initial margin, in US dollars.
    let countedUSD: Double
    /// What it moves into the balance of the settlement currency, or gains there at the mark, in US dollars;
    /// 0 for a future that is not settled in its coin, which pays when it is closed.
    let displacedUSD: Double
    /// The settlement currency.
    let asset: Currency
  }

  let all: [Effect]
  /// The most that closing can realise in a currency by futures that do not settle in their coin, gain or
  /// loss, in US dollars.
  private(set) var realisedUSDMax: [Currency: Double] = [:]
  /// What futures can gain by fills better than the mark, in US dollars, by index in the universe.
  private(set) var gainUSDMax: [Int: Double] = [:]
  /// The most that the account's worth can fall by, in US dollars.
  private(set) var equityLossUSD = 0.0
  /// The most that what counts can fall by, in US dollars.
  private(set) var countedLossUSD = 0.0

  /// The effects on account 0 of a batch.
  ///
  /// - Returns: Nil where a fill has no mark, is spot, or is paid in what is not taken or shares a cap.
  init?(
    _ fills: [Fill], on batch: PortfolioBatch, in frame: RiskFrame, _ rule: EquityRule,
    _ collateral: CollateralRule
  ) {
    var orders: [(fill: Fill, index: Int, priced: PricedInstrument)] = []
    for fill in fills {
      guard fill.instrument.product != .spot,
        let index = batch.universe.index(of: fill.instrument), index < frame.prices.count,
        !frame.isLeftOut(index), let priced = frame.prices[index]
      else { return nil }
      orders.append((fill, index, priced))
    }
    let futures = FutureFills(orders.map { ($0.fill, $0.index, $0.priced) }, on: batch, in: frame)
    // The least that each balance can come to decides whether it can become a debt.
    var least: [Currency: Double] = [:]
    for balance in batch.balances(of: 0) { least[batch.asset[balance]] = batch.amount[balance] }
    for order in orders where order.fill.instrument.isOption {
      let cost = order.fill.price.doubleValue * order.fill.quantity.doubleValue
      least[order.fill.instrument.underlying.settlement, default: 0] -= max(0, cost)
    }
    for (index, most) in futures.realisedUSDMax {
      guard let instrument = frame.prices[index]?.instrument else { continue }
      least[instrument.underlying.settlement, default: 0] -= most / frame.settlementUSD(of: index)
    }
    var effects: [Effect] = []
    for order in orders {
      let asset = order.fill.instrument.underlying.settlement
      guard let price = frame.usdPrices[asset],
        let slopes = collateral.slopes(of: asset, least: least[asset] ?? 0, in: frame)
      else { return nil }
      let quantity = order.fill.quantity.doubleValue
      let usd = frame.settlementUSD(of: order.index)
      let effect: Effect
      if order.fill.instrument.isOption {
        let cash = -quantity * order.fill.price.doubleValue
        let worth = quantity * order.priced.value * usd
        var counted = cash * (cash < 0 ? slopes.most : slopes.least)
        if rule.countsOptionValue {
          counted +=
            frame.countedMark(order.index).map {
              quantity * (quantity < 0 ? $0.sold : $0.held) * usd
            } ?? worth
        }
        effect = Effect(
          index: order.index, quantity: quantity, equityUSD: cash * price + worth,
          countedUSD: counted, displacedUSD: cash * price, asset: asset)
      } else {
        let gain = futures.gainUSD(order.fill, order.priced, at: order.priced.price, usd)
        let stable = frame.countedMark(order.index)?.stablePrice.map {
          futures.gainUSD(order.fill, order.priced, at: $0, usd)
        }
        let counted = rule == .isolated ? min(gain, 0) : stable.map { min(gain, $0, 0) } ?? gain
        let isInverse = order.fill.instrument.underlying.isInverse
        effect = Effect(
          index: order.index, quantity: quantity, equityUSD: gain, countedUSD: counted,
          displacedUSD: isInverse ? gain : 0, asset: asset)
        gainUSDMax[order.index, default: 0] += max(0, gain)
      }
      equityLossUSD += max(0, -effect.equityUSD)
      countedLossUSD += max(0, -effect.countedUSD)
      effects.append(effect)
    }
    all = effects
    for (index, most) in futures.realisedUSDMax.sorted(by: { $0.key < $1.key }) {
      guard let instrument = frame.prices[index]?.instrument else { continue }
      let asset = instrument.underlying.settlement
      guard let slopes = collateral.slopes(of: asset, least: least[asset] ?? 0, in: frame)
      else { return nil }
      // Unrealised a dollar counts a dollar; as cash it has the haircut, or the rates of a debt.
      let usd = frame.settlementUSD(of: index)
      countedLossUSD += most * max(0, 1 - slopes.least / usd, slopes.most / usd - 1)
      if !instrument.underlying.isInverse { realisedUSDMax[asset, default: 0] += most }
    }
  }
}

/// How much futures can realise by the fills of an account.
private struct FutureFills {
  /// The most that closing can realise, gain or loss, in US dollars, by index in the universe.
  private(set) var realisedUSDMax: [Int: Double] = [:]

  init(
    _ orders: [(fill: Fill, index: Int, priced: PricedInstrument)], on batch: PortfolioBatch,
    in frame: RiskFrame
  ) {
    var held: [Int: (quantity: Double, profitUSD: Double, hasEntry: Bool)] = [:]
    for position in batch.positions(of: 0) {
      held[Int(batch.instrument[position])] = (
        batch.quantity[position], frame.unrealisedUSD(of: position, in: batch),
        !batch.entryPrice[position].isNaN
      )
    }
    var away: [Int: Double] = [:]
    var bought: Set<Int> = []
    var sold: Set<Int> = []
    for order in orders where !order.fill.instrument.isOption {
      let usd = frame.settlementUSD(of: order.index)
      away[order.index, default: 0] += abs(
        gainUSD(order.fill, order.priced, at: order.priced.price, usd))
      if order.fill.quantity.isNegative {
        sold.insert(order.index)
      } else {
        bought.insert(order.index)
      }
      if let own = held[order.index] {
        if own.quantity > 0 { bought.insert(order.index) }
        if own.quantity < 0 { sold.insert(order.index) }
      }
    }
    // What is opened at a fill's price and closed at another realises no more than both lie off the mark; of
    // what is held, what it has gained or lost at the mark as well. Without an entry price every fill pays at once.
    for (index, sum) in away {
      let own = held[index]
      guard (bought.contains(index) && sold.contains(index)) || own?.hasEntry == false
      else { continue }
      realisedUSDMax[index] = abs(own?.profitUSD ?? 0) + 2 * sum
    }
  }

  /// What a fill gains at a mark, in US dollars.
  func gainUSD(_ fill: Fill, _ priced: PricedInstrument, at mark: Double, _ usd: Double) -> Double {
    fill.quantity.doubleValue
      * priced.unrealisedProfit(entryPrice: fill.price.doubleValue, at: mark) * usd
  }
}

extension RiskFrame {
  /// At which marks an instrument counts; nil where the mark alone decides.
  fileprivate func countedMark(_ index: Int) -> CountedMark? {
    countedMarks.isEmpty ? nil : countedMarks[index]
  }
}

extension CollateralRule {
  /// The least and the most US dollars that one unit more or less of an asset changes what counts for initial
  /// margin by.
  ///
  /// - Parameter least: The lowest that the balance can come to; below zero a unit less is a debt.
  /// - Returns: Nil for what is not taken, has no price, or shares a cap with other assets.
  fileprivate func slopes(
    of asset: Currency, least: Double, in frame: RiskFrame
  ) -> (least: Double, most: Double)? {
    guard let price = frame.usdPrices[asset], let terms = terms(of: asset),
      terms.classCapUSD == nil, let unit = unitPriceUSD(of: asset, in: frame)
    else { return nil }
    let haircuts = terms.tiers.map(\.initial)
    // Beyond a cap or the last tier nothing more counts.
    let isEndless = terms.capUSD == nil && terms.tiers.last?.upToUSD == nil
    var slopes = (
      least: isEndless ? unit * (1 - (haircuts.max() ?? 1)) : 0,
      most: unit * (1 - (haircuts.min() ?? 1))
    )
    if least < 0 {
      let isStable = terms.pricedAt == .worseOfStable
      let stable = isStable ? frame.snapshot.stablePriceUSD(of: asset) ?? price : price
      let owed = max(price, stable) * (1 + (terms.debt?.initial ?? 0))
      slopes = (min(slopes.least, owed), max(slopes.most, owed))
    }
    return slopes
  }
}
