import SteelyardContracts
import SteelyardMath

/// The rows of one underlying, sorted by use.
struct UnderlyingRows {
  /// An index and how it was found.
  struct Index {
    let value: Double
    let source: String
    /// How sure the source is, 0 to 1; nil where it does not say.
    let confidence: Amount?
  }

  let underlying: Underlying
  private var all: [InstrumentObservation] = []
  private var expiries: [Timestamp: ExpiryRows] = [:]
  private let published: IndexObservation?
  private let settlements: [Timestamp: Double]

  init(
    _ underlying: Underlying, rows: [InstrumentObservation], index: IndexObservation?,
    expiries: [Timestamp: ExpiryObservation], settlements: [Timestamp: Double]
  ) {
    self.underlying = underlying
    published = index
    self.settlements = settlements
    for (expiry, observed) in expiries { self.expiries[expiry] = ExpiryRows(published: observed) }
    for row in rows { add(row) }
  }

  private mutating func add(_ row: InstrumentObservation) {
    all.append(row)
    switch row.instrument.product {
    case .option(let terms): expiries[terms.expiry, default: ExpiryRows()].options.append(row)
    case .future(let expiry): expiries[expiry, default: ExpiryRows()].future = row
    case .spot, .perpetual, .barrierOption: break
    }
  }

  /// The index that a source publishes; else by the rows themselves: the median of the indices they
  /// name, because these are not simultaneous and one may be wrong; else the index that stands in
  /// for forwards; else the perpetual's mark; else the spot's.
  var observedIndex: Index? {
    if let value = published?.price { return index(value, "published index") }
    if let value = median(all.compactMap(\.indexPrice)) {
      return index(value, "median index")
    }
    let standIns = all.filter { $0.underlyingPriceSource == .index }
    if let value = median(standIns.compactMap(\.underlyingPrice)) {
      return index(value, "median index of option rows")
    }
    if let perpetualMark { return index(perpetualMark, "perpetual mark") }
    if let mark = all.first(where: { $0.instrument.product == .spot })?.markPrice {
      return index(mark, "spot mark")
    }
    return nil
  }

  private func index(_ value: Double, _ source: String) -> Index {
    Index(value: value, source: source, confidence: published?.confidence)
  }

  var missingIndex: SteelyardError {
    let error = SteelyardError(
      .missingMarketData,
      "\(underlying) has no index: none of its \(all.count) rows names one, there is no perpetual "
        + "mark and no price of \(underlying.base).",
      remedy: "Add its perpetual, or pass --price \(underlying.base)=PRICE.")
    let origins = [all.first?.origin, published?.origin, expiries.values.first?.published?.origin]
    guard let origin = origins.lazy.compactMap(\.self).first else { return error }
    return error.about(.place(file: origin.file, row: origin.row, field: nil))
  }

  func market(
    index: Index, at time: Timestamp, _ problems: inout [SteelyardError]
  ) -> UnderlyingMarket {
    let dates = expiries.keys.sorted()
    let rows = dates.map { expiries[$0] ?? ExpiryRows() }
    let forwards = ForwardCurve(
      index: index.value, isInverse: underlying.isInverse, time: time, expiries: dates, rows: rows
    ).forwards(&problems)
    let markets = dates.indices.map { position in
      ExpiryMarket(
        expiry: dates[position], timeToExpiry: time.years(to: dates[position]),
        forward: forwards[position], options: rows[position].options,
        future: rows[position].future, publishedSlice: rows[position].published?.slice,
        rate: rows[position].rate,
        confidence: rows[position].published?.confidence
          ?? ExpiryConfidence(forward: nil, rate: nil, volatility: nil))
    }
    return UnderlyingMarket(
      underlying: underlying, index: index.value, indexSource: index.source,
      perpetualMark: perpetualMark, indexConfidence: published?.confidence,
      perpetualConfidence: perpetual?.confidence, expiries: markets, settlements: settlements)
  }

  private var perpetual: InstrumentObservation? {
    all.first { $0.instrument.product == .perpetual }
  }

  private var perpetualMark: Double? { perpetual?.markPrice }
}

/// The rows of one expiry: vanilla options by strike, calls before puts, and the listed future; and
/// what is published of the expiry as a whole.
struct ExpiryRows {
  var options: [InstrumentObservation] = []
  var future: InstrumentObservation?
  var published: ExpiryObservation?

  /// The interest rate: the published one, else the median of those that the option rows name.
  var rate: Double? { published?.rate ?? median(options.compactMap(\.interestRate)) }

  /// The settlement average and where it was read: the published one, else that of the latest row.
  var settlementAverage:
    (average: InstrumentObservation.SettlementAverage, origin: InstrumentObservation.Origin)?
  {
    if let published, let average = published.settlementAverage {
      return (average, published.origin)
    }
    let rows = ([future].compactMap(\.self) + options).filter { $0.settlementAverage != nil }
    guard let latest = rows.map(\.time).max(),
      let row = rows.first(where: { $0.time == latest }), let average = row.settlementAverage
    else { return nil }
    return (average, row.origin)
  }
}

/// The median, or nil of nothing.
func median(_ values: [Double]) -> Double? {
  quantile(0.5, ofSorted: values.sorted(), convention: .linear)
}
