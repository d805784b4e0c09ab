import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger
import SteelyardMargin

/// One account's figures on one frame, as Deribit's clients know them.
struct DeribitAccount {
  let view: AccountView
  let market: DeribitMarket
  let explanation: MarginExplanation
  /// What the working orders add to initial margin in their worst fills, in US dollars, >= 0.
  let openOrdersUSD: Double
  /// The currencies that its working orders settle in.
  let orderCurrencies: Set<Currency>

  /// An account as it is.
  ///
  /// - Throws: What `Engine.question` throws.
  init(_ name: AccountName, _ engine: Engine, _ market: DeribitMarket) throws(SteelyardError) {
    let question = try engine.question(of: name)
    if question.holding.orders.isEmpty {
      self.init(question, market, try question.explanation(), openOrdersUSD: 0)
    } else {
      let result = try question.result(of: WhatIf(trades: [], orders: []))
      self.init(
        question, market, result.before.explanation,
        openOrdersUSD: result.worstFills.unfilledExcess - result.worstFills.worstExcess)
    }
  }

  /// An account as it would be.
  init(
    _ question: Engine.Question, _ market: DeribitMarket, _ explanation: MarginExplanation,
    openOrdersUSD: Double
  ) {
    view = question.view
    self.market = market
    self.explanation = explanation
    self.openOrdersUSD = max(0, openOrdersUSD)
    orderCurrencies = Set(question.holding.orders.map(\.instrument.underlying.settlement))
  }

  /// What stands behind its positions, in Deribit's word.
  var marginModel: String {
    switch view.mode {
    case .portfolio: "cross_pm"
    case .cross: "cross_sm"
    case .isolated: "segregated_sm"
    }
  }

  /// The currencies that it holds or settles in, in their order.
  var currencies: [Currency] {
    var all = Set(view.balances.map(\.asset))
    for position in view.positions { all.insert(position.instrument.underlying.settlement) }
    return all.sorted()
  }

  /// Initial margin with the working orders, in US dollars.
  var initialMarginUSD: Double { explanation.figures.initialMargin + openOrdersUSD }

  /// What of one currency there is, in that currency.
  struct Share {
    var balance = 0.0
    var futuresProfit = 0.0
    var optionsProfit = 0.0
    var optionsValue = 0.0
    var greeks = GreekTotals.Sum.zero
    var optionsGreeks = GreekTotals.Sum.zero
    var deltasByIndex: [String: Double] = [:]
    /// Without what expires next.
    var projectedDelta = 0.0
    var equity: Double { balance + futuresProfit + optionsValue }
  }

  /// What of a currency there is.
  func share(of currency: Currency, usd price: Double) -> Share {
    var share = Share()
    for collateral in explanation.collateral where collateral.asset == currency {
      share.balance += collateral.amount
    }
    let nextExpiry = explanation.positions.compactMap(\.instrument.expiry).min()
    for position in explanation.positions {
      let instrument = position.instrument
      guard instrument.underlying.settlement == currency else { continue }
      share.futuresProfit += position.unrealisedUSD / price
      share.optionsValue += position.optionValueUSD / price
      share.optionsProfit += profit(of: position, usd: price) - position.unrealisedUSD / price
      guard let greeks = position.greeks else { continue }
      share.greeks.add(greeks)
      if instrument.isOption { share.optionsGreeks.add(greeks) }
      let delta = greeks.netTransactionDelta
      share.deltasByIndex[DeribitMarket.indexName(of: instrument.underlying), default: 0] += delta
      if instrument.expiry == nil || instrument.expiry != nextExpiry {
        share.projectedDelta += delta
      }
    }
    return share
  }

  /// What a position has gained since entry, in its settlement currency; 0 where the entry is not known.
  func profit(of position: PositionExplanation, usd price: Double) -> Double {
    let unrealised = position.unrealisedUSD / price
    guard position.instrument.isOption,
      let held = view.positions.first(where: { $0.instrument == position.instrument }),
      let average = held.averagePrice
    else { return unrealised }
    return position.optionValueUSD / price - position.quantity * average.doubleValue
  }
}

extension GreekTotals.Sum {
  fileprivate mutating func add(_ other: GreekTotals.Sum) {
    delta += other.delta
    netTransactionDelta += other.netTransactionDelta
    gamma += other.gamma
    vega += other.vega
    theta += other.theta
    rho += other.rho
  }
}
