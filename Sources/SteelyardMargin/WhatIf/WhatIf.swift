public import SteelyardContracts

/// Trades and working orders that an account might do: what `WhatIfResult` looks at.
public struct WhatIf: Sendable, Hashable {
  /// Most trades: a year of a busy desk's block trades.
  public static let tradesMax = 10_000
  /// Most working orders: beyond what venues let one account keep open in a market.
  public static let ordersMax = 1_000

  /// Trades, done in this order.
  public let trades: [Trade]
  /// Orders, of which any subset may fill once the trades are done.
  public let orders: [WorkingOrder]

  /// Trades and orders.
  ///
  /// - Throws: `limitExceeded` beyond `tradesMax` or `ordersMax`.
  public init(trades: [Trade], orders: [WorkingOrder]) throws(SteelyardError) {
    guard trades.count <= WhatIf.tradesMax else {
      throw SteelyardError(
        .limitExceeded, "There are \(trades.count) trades, more than \(WhatIf.tradesMax).",
        remedy: "Add up the trades of each instrument.")
    }
    guard orders.count <= WhatIf.ordersMax else {
      throw SteelyardError(
        .limitExceeded, "There are \(orders.count) working orders, more than \(WhatIf.ordersMax).",
        remedy: "Leave out the smallest.")
    }
    self.trades = trades
    self.orders = orders
  }

  /// What is traded or ordered, without repetition, in the order given.
  public var instruments: [Instrument] {
    var seen = Set<Instrument>()
    return (trades.map(\.instrument) + orders.map(\.instrument)).filter {
      seen.insert($0).inserted
    }
  }

  /// The universe that a frame must know for it: what is traded, then what is held.
  ///
  /// - Throws: `limitExceeded` where the universe is full.
  public func universe(
    holding portfolio: Portfolio, beside others: [Portfolio] = []
  ) throws(SteelyardError) -> InstrumentUniverse {
    var universe = InstrumentUniverse()
    for instrument in instruments { _ = try universe.add(instrument) }
    // Spot that is held is a balance.
    for held in [portfolio] + others {
      for position in held.positions where position.instrument.product != .spot {
        _ = try universe.add(position.instrument)
      }
    }
    return universe
  }
}

extension WhatIf {
  /// What becomes of an account.
  ///
  /// Trades come first, in their order. Then working orders count at the worst subset of fills: the
  /// one that leaves the least initial excess (`WorstFills`).
  ///
  /// - Parameters:
  ///   - portfolio: What is held before.
  ///   - stated: Requirements that the caller states, the same in every state.
  ///   - others: What its owner holds in other accounts, the same in every state.
  ///   - frame: A frame of `model` over `universe(holding: portfolio, beside: others)`.
  ///   - universe: That universe.
  /// - Throws: `missingMarketData` where a price is neither stated nor in the frame, `notApplicable`
  ///   for an instrument that has expired, `limitExceeded` where an amount leaves the exact range;
  ///   each about its instrument.
  public func result(
    for portfolio: Portfolio, stated: [StatedAmount], beside others: [Portfolio] = [],
    model: some MarginModel, in frame: RiskFrame, of universe: InstrumentUniverse
  ) throws(SteelyardError) -> WhatIfResult {
    var notes: [WhatIfResult.Note] = []
    var ledger = PortfolioLedger(portfolio)
    var tradeFills: [Fill] = []
    for trade in trades {
      let fill = try Fill(
        trade.instrument, trade.quantity, at: trade.price, in: frame,
        index: universe.index(of: trade.instrument))
      if fill.isSettledAtMark(in: ledger) { notes.append(.unknownEntry(trade.instrument)) }
      try ledger.apply(fill)
      tradeFills.append(fill)
    }
    let orderFills = try orders.map { order throws(SteelyardError) in
      try Fill(
        order.instrument, order.quantity, at: order.price, in: frame,
        index: universe.index(of: order.instrument))
    }
    for fill in orderFills where fill.isSettledAtMark(in: ledger) {
      notes.append(.unknownEntry(fill.instrument))
    }
    var search = FillSearch(
      ledger: ledger, fills: orderFills, stated: stated, others: others, model: model,
      frame: frame, universe: universe)
    let worst = try search.worst()
    var batch = PortfolioBatch(universe: universe)
    let portfolios = [
      portfolio, try ledger.portfolio(), try search.portfolio(filling: worst.isFilled),
    ]
    for portfolio in portfolios { try batch.add(portfolio, stated: stated) }
    for other in others { try batch.addBeside(other) }
    try batch.requireCovered(by: frame)
    // A state in which nothing is done is the one before it.
    var states: [WhatIfResult.State] = []
    for (account, portfolio) in portfolios.enumerated() {
      if let last = states.last, last.portfolio == portfolio {
        states.append(last)
        continue
      }
      states.append(
        WhatIfResult.State(
          portfolio: portfolio,
          explanation: model.explanation(of: account, in: batch, frame: frame)))
    }
    var seen = Set<WhatIfResult.Note>()
    return WhatIfResult(
      before: states[0], after: states[1], worst: states[2], trades: tradeFills,
      tradesPriced: tradeFills.map { fill in
        universe.index(of: fill.instrument).flatMap { frame.prices[$0] }
      },
      tradeMargins: try tradeMargins(
        of: tradeFills, on: portfolio, stated: stated, beside: others, model: model, in: frame,
        of: universe),
      orders: orderFills, worstFills: worst, notes: notes.filter { seen.insert($0).inserted })
  }
}

extension Fill {
  /// Whether it changes a future that is held without an entry price.
  fileprivate func isSettledAtMark(in ledger: PortfolioLedger) -> Bool {
    guard !instrument.isOption, instrument.product != .spot,
      let held = ledger.position(in: instrument)
    else { return false }
    return held.averagePrice == nil
  }
}
