public import SteelyardContracts

/// Merges what several sources observed into one market snapshot.
///
/// Rows are added in any order. Of two rows of one instrument the later one counts; two that
/// differ at the same time are reported, and the one added first counts. What can't be used is
/// left out and reported, row by row; a batch never stops at a bad row.
public struct MarketSnapshotBuilder: Sendable {
  /// Most rows taken: twice what the universe may hold, for sources that overlap.
  public static let observationsMax = 2 * InstrumentUniverse.instrumentsMax
  /// Most asset prices taken.
  public static let assetPricesMax = 10_000
  /// Most published expiries and indices taken, each.
  public static let publishedMax = 10_000

  /// How far from the instant of the snapshot a row may have been observed.
  public struct AgeLimits: Sendable, Hashable {
    /// Oldest row taken, in seconds before the snapshot; nil for any age.
    public let ageSecondsMax: Int64?
    /// Seconds by which a row may be later than an explicit snapshot time.
    ///
    /// The rows of one download carry times a few seconds apart; anything more would be a look
    /// into the future.
    public let aheadSecondsMax: Int64

    /// Limits from their parts.
    public init(ageSecondsMax: Int64?, aheadSecondsMax: Int64) {
      self.ageSecondsMax = ageSecondsMax
      self.aheadSecondsMax = aheadSecondsMax
    }
  }

  /// A snapshot and what had to be left out of it or was odd, row by row.
  public struct Outcome: Sendable {
    /// The snapshot.
    public let snapshot: MarketSnapshot
    /// What was left out or odd, each with file and row.
    public let problems: [SteelyardError]
  }

  private let explicitTime: Timestamp?
  private let limits: AgeLimits
  private var observations: [InstrumentObservation] = []
  private var assetPrices: [AssetPrice] = []
  private var expiries: [ExpiryObservation] = []
  private var indices: [IndexObservation] = []

  /// A builder with nothing added.
  ///
  /// - Parameters:
  ///   - time: The instant of the snapshot; nil for that of its latest row.
  ///   - limits: How far from it a row may have been observed.
  public init(time: Timestamp?, limits: AgeLimits) {
    explicitTime = time
    self.limits = limits
  }

  /// Adds rows.
  ///
  /// - Throws: `limitExceeded` beyond `observationsMax` rows in all.
  public mutating func add(_ observations: [InstrumentObservation]) throws(SteelyardError) {
    try Self.check(
      self.observations.count + observations.count, Self.observationsMax, "market rows")
    self.observations += observations
  }

  /// Adds prices of assets in US dollars; they count before any that an index gives.
  ///
  /// - Throws: `limitExceeded` beyond `assetPricesMax`.
  public mutating func add(_ assetPrices: [AssetPrice]) throws(SteelyardError) {
    try Self.check(self.assetPrices.count + assetPrices.count, Self.assetPricesMax, "asset prices")
    self.assetPrices += assetPrices
  }

  /// Adds what sources publish of whole expiries: forwards, rates, slices, settlement averages.
  ///
  /// - Throws: `limitExceeded` beyond `publishedMax`.
  public mutating func add(_ expiries: [ExpiryObservation]) throws(SteelyardError) {
    try Self.check(self.expiries.count + expiries.count, Self.publishedMax, "published expiries")
    self.expiries += expiries
  }

  /// Adds what sources publish of indices; their prices count before what rows name.
  ///
  /// - Throws: `limitExceeded` beyond `publishedMax`.
  public mutating func add(_ indices: [IndexObservation]) throws(SteelyardError) {
    try Self.check(self.indices.count + indices.count, Self.publishedMax, "published indices")
    self.indices += indices
  }

  /// The snapshot of everything added, and what had to be left out.
  ///
  /// - Throws: `missingMarketData` where no row can be used.
  public func build() throws(SteelyardError) -> Outcome {
    guard let time = explicitTime ?? observations.map(\.time).max() else {
      throw SteelyardError(
        .missingMarketData, "The market has no rows and no time.",
        remedy: "Add a market file, or give the time of the snapshot.")
    }
    var problems: [SteelyardError] = []
    var published = PublishedTable(expiries: expiries, indices: indices, at: time, &problems)
    let kept = mergedObservations(at: time, &published, &problems)
    if kept.isEmpty && assetPrices.isEmpty && published.underlyings.isEmpty {
      throw SteelyardError(
        .missingMarketData,
        "None of \(observations.count) market rows can be used at \(time).",
        remedy: "Give rows of this time.", cause: problems.first?.description)
    }
    var prices = AssetPriceTable(explicit: assetPrices, &problems)
    let underlyings = underlyingMarkets(
      of: kept, published, at: time, &prices, &problems)
    let snapshot = MarketSnapshot(
      time: time, observations: kept, expiryObservations: published.sortedExpiries,
      indexObservations: published.sortedIndices, underlyings: underlyings,
      assetPrices: prices.sorted)
    return Outcome(snapshot: snapshot, problems: problems)
  }

  private static func check(_ count: Int, _ most: Int, _ what: String) throws(SteelyardError) {
    guard count <= most else {
      throw SteelyardError(
        .limitExceeded, "\(count) \(what) are more than \(most).",
        remedy: "Leave out what the portfolio does not need.")
    }
  }

  /// One usable row an instrument, in the order of the instruments.
  private func mergedObservations(
    at time: Timestamp, _ published: inout PublishedTable, _ problems: inout [SteelyardError]
  ) -> [InstrumentObservation] {
    var kept: [InstrumentObservation] = []
    kept.reserveCapacity(observations.count)
    var places: [Instrument: Int] = [:]
    places.reserveCapacity(observations.count)
    for row in observations {
      if let exclusion = row.exclusion(at: time, limits: limits) {
        // An expired row that holds the settlement price has said all that there is to say.
        let isSettlement = exclusion.code == .notApplicable && published.settle(row, at: time)
        if !isSettlement { problems.append(exclusion) }
        continue
      }
      guard let place = places[row.instrument] else {
        places[row.instrument] = kept.count
        kept.append(row)
        continue
      }
      let other = kept[place]
      if row.time > other.time {
        kept[place] = row
      } else if row.time == other.time && !row.agrees(with: other) {
        problems.append(
          row.problem(
            .invalidInput,
            "\(row.instrument) differs from \(other.origin.file), row \(other.origin.row), "
              + "at the same time \(row.time).",
            remedy: "Keep one of the two; the other row was used."))
      }
    }
    problems += kept.compactMap(\.oddity)
    return kept.sorted { $0.instrument < $1.instrument }
  }

  private func underlyingMarkets(
    of observations: [InstrumentObservation], _ published: PublishedTable, at time: Timestamp,
    _ prices: inout AssetPriceTable, _ problems: inout [SteelyardError]
  ) -> [UnderlyingMarket] {
    let groups = groups(of: observations, published)
    // An index of its own first, so that others can lean on the asset prices these give.
    var indices: [Underlying: UnderlyingRows.Index] = [:]
    for group in groups {
      guard let index = group.observedIndex else { continue }
      indices[group.underlying] = index
      prices.derive(from: group.underlying, index: index)
    }
    for group in groups where indices[group.underlying] == nil {
      indices[group.underlying] = prices.index(of: group.underlying)
    }
    prices.deriveThroughQuotes(indices)
    var markets: [UnderlyingMarket] = []
    for group in groups {
      guard let index = indices[group.underlying] else {
        problems.append(group.missingIndex)
        continue
      }
      markets.append(group.market(index: index, at: time, &problems))
    }
    return markets
  }

  /// The rows by underlying, with what is published of it; in the order of the underlyings.
  private func groups(
    of observations: [InstrumentObservation], _ published: PublishedTable
  ) -> [UnderlyingRows] {
    var rows: [Underlying: [InstrumentObservation]] = [:]
    for row in observations { rows[row.instrument.underlying, default: []].append(row) }
    return published.underlyings.union(rows.keys).sorted().map { underlying in
      UnderlyingRows(
        underlying, rows: rows[underlying] ?? [], index: published.indices[underlying],
        expiries: published.expiries[underlying] ?? [:],
        settlements: published.settlementPrices(of: underlying))
    }
  }
}
