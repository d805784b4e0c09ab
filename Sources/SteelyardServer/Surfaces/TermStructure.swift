import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardMarket

/// Funding, basis and volatility of an underlying on one frame.
struct TermStructure: Sendable {
  /// The perpetual.
  struct Perpetual: Sendable {
    /// The contract.
    let instrument: Instrument
    /// Its mark, in quote currency.
    let mark: Double?
    /// Mark over index less 1.
    let premium: Double?
    /// What longs pay shorts over eight hours, as a share of the position's value, as the feed says.
    let fundingRate: Double?
    /// Open interest, in `instrument.quantityCurrency`.
    let openInterest: Double?

    /// The rate times the 1,095 eight hours of 365 days: simple, not compounded.
    var fundingAnnualised: Double? { fundingRate.map { $0 * 3 * 365 } }
  }

  /// A listed future.
  struct Future: Sendable {
    /// What the market says of it.
    let row: InstrumentObservation
    /// When it settles.
    let expiry: Timestamp
    /// Days of 86,400 s to then, > 0.
    let days: Double
    /// Its mark, in quote currency.
    let mark: Double
    /// Mark over index less 1.
    let basis: Double

    /// The basis times 365 over the days: simple, not compounded.
    ///
    /// Nil within the last hour, where a tick would be percents.
    var basisAnnualised: Double? { days * 24 >= 1 ? basis * 365 / days : nil }
  }

  /// The frame.
  let frame: LiveFrame
  /// The underlying.
  let underlying: Underlying
  /// The index, in quote currency.
  let index: Double
  /// The model-free volatility of 30 days over the quoted strikes, decimal; nil without expiries on both sides of them.
  let volatilityIndex: Double?
  /// The perpetual; nil where there is none.
  let perpetual: Perpetual?
  /// Futures with a mark, the nearest first.
  let futures: [Future]
  /// Fitted smiles, the nearest first.
  let smiles: [SmileSlice]

  /// What a frame says.
  ///
  /// - Parameter fit: A fit to the same frame's market; nil where there is none.
  /// - Throws: `missingMarketData` where the market has no index of the underlying.
  init(
    _ frame: LiveFrame, _ underlying: Underlying, _ fit: SurfaceFit?
  ) throws(SteelyardError) {
    let snapshot = frame.board.market
    guard let market = snapshot.market(of: underlying) else {
      throw SteelyardError(
        .missingMarketData, "The market has no index of \(underlying).",
        remedy: "Wait for its sources; /market tells how they stand.")
    }
    self.frame = frame
    self.underlying = underlying
    index = market.index
    volatilityIndex = fit.flatMap {
      try? ImpliedIndex(of: $0.surface, termDays: 30, over: .quotedStrikes).volatility
    }
    smiles = fit?.surface.slices ?? []
    futures = market.expiries.compactMap { expiry in
      guard let row = expiry.future, let mark = row.markPrice else { return nil }
      return Future(
        row: row, expiry: expiry.expiry, days: snapshot.time.days(to: expiry.expiry), mark: mark,
        basis: mark / market.index - 1)
    }
    guard let instrument = try? Instrument(underlying, .perpetual) else {
      perpetual = nil
      return
    }
    let row = snapshot.observation(of: instrument)
    let funding = frame.board.funding[instrument]
    guard row != nil || funding != nil else {
      perpetual = nil
      return
    }
    perpetual = Perpetual(
      instrument: instrument, mark: row?.markPrice,
      premium: row?.markPrice.map { $0 / market.index - 1 },
      fundingRate: funding.map { $0.ratePerHour * 8 }, openInterest: row?.openInterest)
  }
}
