public import SteelyardContracts
import SteelyardMarket

extension MarketBoard {
  /// What is known at an instant.
  ///
  /// Marks and sources that are too old are left out, each with its reason; so is what has expired. A price
  /// without enough sources is the last one, halted. Changes that it tells are measured anew from then on.
  ///
  /// - Parameter time: The instant; not before that of the last snapshot.
  /// - Throws: `invalidInput` where time runs backwards; `missingMarketData` where there is no market yet.
  public mutating func snapshot(at time: Timestamp) throws(SteelyardError) -> BoardSnapshot {
    if let lastTime, time < lastTime {
      throw SteelyardError(
        .invalidInput, "The board is asked for \(time) after \(lastTime).",
        remedy: "Ask in order of time.")
    }
    lastTime = time
    var problems: [SteelyardError] = []
    removeExpired(at: time, &problems)
    let prices = prices.evaluate(at: time, &problems)
    let order = sortedOrder()
    let shown = order.filter { place in
      guard let problem = exclusion(of: rows[place], at: time) else { return true }
      problems.append(problem)
      return false
    }
    let observations = shown.map { observation(at: $0, time, prices) }
    let outcome = try market(of: observations, prices, at: time)
    let standings = tell(shown: shown, outcome.snapshot, prices)
    isPriceMoved = false
    return BoardSnapshot(
      market: outcome.snapshot, prices: prices, standings: standings, funding: funding,
      feeds: feeds, problems: problems + outcome.problems, updateCount: updateCount)
  }

  private mutating func sortedOrder() -> [Int] {
    if let order { return order }
    let sorted = rows.indices.sorted { rows[$0].instrument < rows[$1].instrument }
    order = sorted
    return sorted
  }

  /// Lets go what has its delivery price, or has waited for it for too long; and old delivery prices.
  private mutating func removeExpired(at time: Timestamp, _ problems: inout [SteelyardError]) {
    let oldest = time.advanced(bySeconds: -rules.settlementKeptSeconds)
    for place in rows.indices.reversed() {
      let instrument = rows[place].instrument
      guard let expiry = instrument.expiry, expiry <= time else { continue }
      let isSettled = settlements[instrument.underlying]?[expiry] != nil
      guard isSettled || expiry < oldest else { continue }
      if !isSettled {
        problems.append(
          SteelyardError(
            .missingMarketData, "\(instrument) was never told its delivery price.",
            remedy: "Settle it by hand.", subject: .instrument(instrument.description)))
      }
      remove(at: place)
    }
    for underlying in settlements.keys {
      settlements[underlying] = settlements[underlying]?.filter { $0.key >= oldest }
    }
  }

  /// Why a row can't stand in a snapshot; nil where it can.
  private func exclusion(of row: BoardRow, at time: Timestamp) -> SteelyardError? {
    let instrument = row.instrument
    let subject = SteelyardError.Subject.instrument(instrument.description)
    if let expiry = instrument.expiry, expiry <= time {
      return SteelyardError(
        .notApplicable, "\(instrument) has expired and waits for its delivery price.",
        remedy: "Nothing is to be done unless the price stays out.", subject: subject)
    }
    guard let markTime = row.markTime else {
      return SteelyardError(
        .missingMarketData, "\(instrument) has no mark yet.",
        remedy: "Wait for its first ticker.", subject: subject)
    }
    guard markTime.advanced(bySeconds: rules.markAgeSecondsMax) >= time else {
      return SteelyardError(
        .staleMarketData,
        "\(instrument) was last marked at \(markTime), more than \(rules.markAgeSecondsMax) s ago.",
        remedy: "Check the feed.", subject: subject)
    }
    return nil
  }

  /// The row as it enters the snapshot: without quotes that are too old, with its stable mark.
  private mutating func observation(
    at place: Int, _ time: Timestamp, _ prices: [PricePair: OraclePrice]
  ) -> InstrumentObservation {
    moveStableMark(at: place, time, prices)
    var observation = rows[place].observation
    observation.stableMarkPrice = rows[place].stableMark?.value
    if let quotesTime = rows[place].quotesTime,
      quotesTime.advanced(bySeconds: rules.quoteAgeSecondsMax) < time
    {
      observation.bid = nil
      observation.ask = nil
    }
    return observation
  }

  /// The stable mark follows the mark as the stable price follows the price, and stands while that is halted.
  private mutating func moveStableMark(
    at place: Int, _ time: Timestamp, _ prices: [PricePair: OraclePrice]
  ) {
    let instrument = rows[place].instrument
    guard !instrument.isOption, let mark = rows[place].observation.markPrice else { return }
    guard let stable = rows[place].stableMark else {
      rows[place].stableMark = try? StablePrice(starting: mark, at: time)
      return
    }
    let pair = PricePair(indexOf: instrument.underlying)
    let pace = (rules.oraclesOfPairs[pair] ?? rules.oracle).stable
    rows[place].stableMark =
      prices[pair]?.state ?? .halted == .halted
      ? stable.held(at: time) : stable.moved(towards: mark, at: time, pace)
  }

  private func market(
    of observations: [InstrumentObservation], _ prices: [PricePair: OraclePrice],
    at time: Timestamp
  ) throws(SteelyardError) -> MarketSnapshotBuilder.Outcome {
    var builder = MarketSnapshotBuilder(
      time: time,
      limits: .init(
        ageSecondsMax: nil, aheadSecondsMax: Int64(rules.oracle.aheadSecondsMax.rounded(.up))))
    try builder.add(observations)
    try builder.add(BoardPrices.assetPrices(prices))
    let origin = InstrumentObservation.Origin(file: "oracle", row: 1)
    try builder.add(
      groups.lazy.filter { $0.rowCount > 0 }.map { group in
        guard let price = prices[PricePair(indexOf: group.underlying)] else {
          // No source has ever said it: whatever stands in for it is worth no confidence.
          return IndexObservation(
            underlying: group.underlying, origin: origin, price: nil, confidence: .zero)
        }
        return IndexObservation(of: group.underlying, oracle: price, origin: origin)
      })
    try builder.add(settledExpiries(upTo: time))
    return try builder.build()
  }

  private func settledExpiries(upTo time: Timestamp) -> [ExpiryObservation] {
    settlements.keys.sorted().flatMap { underlying in
      (settlements[underlying] ?? [:]).sorted { $0.key < $1.key }.compactMap { expiry, price in
        guard expiry <= time else { return nil }
        var observed = ExpiryObservation(
          underlying: underlying, expiry: expiry, origin: .init(file: "settlement", row: 1))
        observed.settlementAverage = .init(average: price.doubleValue, elapsed: 1)
        return observed
      }
    }
  }

  /// Tells of each underlying how it stands and what has changed, and measures anew from there.
  private mutating func tell(
    shown: [Int], _ market: MarketSnapshot, _ prices: [PricePair: OraclePrice]
  ) -> [Underlying: BoardSnapshot.Standing] {
    var isShown = [Bool](repeating: false, count: rows.count)
    for place in shown { isShown[place] = true }
    for place in rows.indices where rows[place].isShown != isShown[place] {
      groups[rows[place].group].pending.insert(
        isShown[place] ? .instrumentAdded : .instrumentRemoved)
      rows[place].isShown = isShown[place]
    }
    var standings: [Underlying: BoardSnapshot.Standing] = [:]
    var isTold = [Bool](repeating: false, count: groups.count)
    for place in groups.indices {
      let underlying = groups[place].underlying
      let price = prices[PricePair(indexOf: underlying)]
      let state = state(of: underlying, prices)
      let index = market.market(of: underlying)?.index
      var changes = groups[place].pending
      if isIndexMoved(from: groups[place].toldIndex, to: index) { changes.insert(.indexMoved) }
      if let told = groups[place].toldState, told != state { changes.insert(.oracleState) }
      groups[place].pending = []
      groups[place].toldState = state
      if !changes.isEmpty {
        groups[place].toldIndex = index
        isTold[place] = true
      }
      standings[underlying] = BoardSnapshot.Standing(
        state: state, reasons: price?.reasons ?? [.noQuorum], changes: changes.set)
    }
    for place in rows.indices where isTold[rows[place].group] { rows[place].remember() }
    return standings
  }

  private func state(
    of underlying: Underlying, _ prices: [PricePair: OraclePrice]
  ) -> OracleState {
    let index = prices[PricePair(indexOf: underlying)]?.state ?? .halted
    guard underlying.quote != .usd,
      let pair = try? PricePair(base: underlying.quote, quote: .usd), let quote = prices[pair]
    else { return index }
    return max(index, quote.state)
  }

  private func isIndexMoved(from told: Double?, to index: Double?) -> Bool {
    guard let told, let index else { return told != index }
    return index != told && abs(index - told) >= rules.significance.moveRelativeMin * told
  }
}

/// The worse of two states.
private func max(_ first: OracleState, _ second: OracleState) -> OracleState {
  func rank(_ state: OracleState) -> Int {
    switch state {
    case .fresh: 0
    case .degraded: 1
    case .halted: 2
    }
  }
  return rank(second) > rank(first) ? second : first
}
