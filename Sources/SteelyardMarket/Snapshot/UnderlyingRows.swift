import SteelyardContracts
import SteelyardMath
import SteelyardPricing

/// The rows of one underlying, sorted by use.
struct UnderlyingRows {
  /// An index and how it was found.
  struct Index {
    let value: Double
    let source: String
  }

  let underlying: Underlying
  private var all: [InstrumentObservation] = []
  private var expiries: [Timestamp: ExpiryRows] = [:]

  init(_ underlying: Underlying) { self.underlying = underlying }

  mutating func add(_ row: InstrumentObservation) {
    all.append(row)
    switch row.instrument.product {
    case .option(let terms): expiries[terms.expiry, default: ExpiryRows()].options.append(row)
    case .future(let expiry): expiries[expiry, default: ExpiryRows()].future = row
    case .spot, .perpetual, .barrierOption: break
    }
  }

  /// The index by the rows themselves: the median of the indices they name, because these are not
  /// simultaneous and one may be wrong; else the index that stands in for forwards; else the
  /// perpetual's mark; else the spot's.
  var observedIndex: Index? {
    if let value = median(all.compactMap(\.indexPrice)) {
      return Index(value: value, source: "median index")
    }
    let standIns = all.filter { $0.underlyingPriceSource == .index }
    if let value = median(standIns.compactMap(\.underlyingPrice)) {
      return Index(value: value, source: "median index of option rows")
    }
    if let perpetualMark { return Index(value: perpetualMark, source: "perpetual mark") }
    if let mark = all.first(where: { $0.instrument.product == .spot })?.markPrice {
      return Index(value: mark, source: "spot mark")
    }
    return nil
  }

  var missingIndex: SteelyardError {
    let error = SteelyardError(
      .missingMarketData,
      "\(underlying) has no index: none of its \(all.count) rows names one, there is no perpetual "
        + "mark and no price of \(underlying.base).",
      remedy: "Add its perpetual, or pass --price \(underlying.base)=PRICE.")
    guard let first = all.first else { return error }
    return error.about(.place(file: first.origin.file, row: first.origin.row, field: nil))
  }

  func market(
    index: Index, at time: Timestamp, slices: [Timestamp: SVISlice]
  ) -> UnderlyingMarket {
    let dates = Set(expiries.keys).union(slices.keys).sorted()
    let rows = dates.map { expiries[$0] ?? ExpiryRows() }
    let forwards = ForwardCurve(
      index: index.value, isInverse: underlying.isInverse, time: time, expiries: dates, rows: rows
    ).forwards
    let markets = dates.indices.map { position in
      ExpiryMarket(
        expiry: dates[position], timeToExpiry: time.years(to: dates[position]),
        forward: forwards[position], options: rows[position].options,
        future: rows[position].future, venueSlice: slices[dates[position]],
        rate: nil, confidence: ExpiryConfidence(forward: nil, rate: nil, volatility: nil))
    }
    return UnderlyingMarket(
      underlying: underlying, index: index.value, indexSource: index.source,
      perpetualMark: perpetualMark, indexConfidence: nil, perpetualConfidence: nil,
      expiries: markets)
  }

  private var perpetualMark: Double? {
    all.first { $0.instrument.product == .perpetual }?.markPrice
  }
}

/// The rows of one expiry: vanilla options by strike, calls before puts, and the listed future.
struct ExpiryRows {
  var options: [InstrumentObservation] = []
  var future: InstrumentObservation?
}

/// The median, or nil of nothing.
func median(_ values: [Double]) -> Double? {
  quantile(0.5, ofSorted: values.sorted(), convention: .linear)
}
