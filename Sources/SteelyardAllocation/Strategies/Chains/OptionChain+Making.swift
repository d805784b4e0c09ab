import Glibc
public import SteelyardContracts
public import SteelyardMarket
import SteelyardPricing

extension OptionChain {
  /// The chains of a snapshot's rows, by coin.
  ///
  /// A row counts with its mark volatility, and its forward or index; expired ones and those without are left out and
  /// counted. A strike has the mark volatility of the option out of the money; its quotes are taken over the mark that
  /// the row states, and over the value at its volatility where it states none.
  ///
  /// - Returns: The chains in the order of the coins' codes, and how many options were left out.
  /// - Throws: `limitExceeded` for more than `optionsMax` options of a coin, `invalidInput` for an amount out of range.
  public static func chains(
    of observations: [InstrumentObservation]
  ) throws(SteelyardError) -> (chains: [OptionChain], leftOut: Int) {
    var rows: [Currency: [InstrumentObservation]] = [:]
    for row in observations where row.instrument.optionTerms != nil {
      rows[row.instrument.underlying.base, default: []].append(row)
    }
    var chains: [OptionChain] = []
    var leftOut = 0
    for coin in rows.keys.sorted() {
      let own = rows[coin, default: []]
      guard own.count <= optionsMax else {
        throw SteelyardError(
          .limitExceeded, "The chain of \(coin) has \(own.count) options, more than \(optionsMax).",
          remedy: "Split the file by snapshot.")
      }
      let (chain, left) = try chain(of: coin, own)
      leftOut += left
      if let chain { chains.append(chain) }
    }
    return (chains, leftOut)
  }

  /// One option of a snapshot with what is needed of it.
  private struct Row {
    let terms: OptionTerms
    let strike: Double
    let forward: Double
    let index: Double
    let volatility: Double
    let quotes: Quotes
  }

  private static func chain(
    of coin: Currency, _ observations: [InstrumentObservation]
  ) throws(SteelyardError) -> (chain: OptionChain?, leftOut: Int) {
    // Instruments are polled one after the other: all of a chain is known once the last one is.
    let time = observations.map(\.time).max() ?? Timestamp(microseconds: 0)
    let indices = observations.compactMap(\.indexPrice).filter { $0 > 0 }.sorted()
    var rows: [Timestamp: [Row]] = [:]
    var leftOut = 0
    for observation in observations {
      guard let row = row(observation, indices.isEmpty ? nil : indices[indices.count / 2], time)
      else {
        leftOut += 1
        continue
      }
      rows[row.terms.expiry, default: []].append(row)
    }
    let expiries = rows.keys.sorted().map { expiry($0, rows[$0, default: []], at: time) }
    guard let first = expiries.first else { return (nil, leftOut) }
    let index =
      indices.isEmpty
      ? median(rows[first.time, default: []].map(\.forward)) : indices[indices.count / 2]
    return (OptionChain(coin: coin, time: time, index: index, expiries: expiries), leftOut)
  }

  private static func row(
    _ observation: InstrumentObservation, _ usualIndex: Double?, _ time: Timestamp
  ) -> Row? {
    guard let terms = observation.instrument.optionTerms,
      let volatility = observation.markVolatility, volatility > 0, volatility.isFinite,
      let forward = observation.underlyingPrice ?? observation.indexPrice, forward > 0,
      forward.isFinite, terms.expiry > time
    else { return nil }
    let strike = terms.strike.doubleValue
    let isCoinSettled =
      observation.instrument.underlying.settlement == observation.instrument.underlying.base
    let years = observation.time.years(to: terms.expiry)
    var mark = observation.markPrice ?? 0
    // Marks of a ticker are rounded: one of nothing, or of a few ticks, is told by its volatility.
    if let value = try? Black76(
      forward: forward, strike: strike, timeToExpiry: years, volatility: volatility, rate: 0
    ).value(terms.right) {
      let own = isCoinSettled ? value / forward : value
      if mark <= 0 || abs(mark - own) > 0.02 * own { mark = own }
    }
    guard strike > 0, mark > 0 else { return nil }
    func share(_ quote: InstrumentObservation.Quote?) -> Double? {
      guard let price = quote?.price, price > 0, price.isFinite else { return nil }
      return price / mark
    }
    return Row(
      terms: terms, strike: strike, forward: forward,
      index: observation.indexPrice ?? usualIndex ?? forward, volatility: volatility,
      quotes: Quotes(bid: share(observation.bid), ask: share(observation.ask)))
  }

  private static func expiry(
    _ expiry: Timestamp, _ rows: [Row], at time: Timestamp
  ) -> Expiry {
    let years = time.years(to: expiry)
    let forward = median(rows.map(\.forward))
    let index = median(rows.map(\.index))
    var grouped: [Amount: [Row]] = [:]
    for row in rows { grouped[row.terms.strike, default: []].append(row) }
    let strikes = grouped.keys.sorted().map { exact -> Strike in
      let own = grouped[exact, default: []]
      let call = own.first { $0.terms.right == .call }
      let put = own.first { $0.terms.right == .put }
      let isCallOut = own[0].strike >= forward
      let told = (isCallOut ? call : put) ?? own[0]
      return Strike(
        exact: exact, strike: own[0].strike, volatility: told.volatility, call: call?.quotes,
        put: put?.quotes)
    }
    let logs = strikes.map { log($0.strike / forward) }
    let centre = ChainColumn.value(at: 0, logs, strikes.map(\.volatility))
    let deviation = centre * years.squareRoot()
    return Expiry(
      time: expiry, rate: log(forward / index) / years, volatility: centre, strikes: strikes,
      moneyness: logs.map { $0 / deviation })
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }
}

/// Values on ascending places, on the line between two of them and flat outside.
enum ChainColumn {
  /// The value at a place.
  ///
  /// - Precondition: There is at least one, and as many values as places.
  static func value(at place: Double, _ places: [Double], _ values: [Double]) -> Double {
    let (after, share) = position(of: place, places)
    guard after > 0 else { return values[0] }
    return values[after - 1] + share * (values[after] - values[after - 1])
  }

  /// The node at or after a place, and how far the place is from the one before it, 0 to 1; 0 for the first node.
  static func position(of place: Double, _ places: [Double]) -> (after: Int, share: Double) {
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if places[middle] < place { low = middle + 1 } else { high = middle }
    }
    if low == 0 { return (0, 0) }
    if low == places.count { return (places.count - 1, 1) }
    return (low, (place - places[low - 1]) / (places[low] - places[low - 1]))
  }
}
