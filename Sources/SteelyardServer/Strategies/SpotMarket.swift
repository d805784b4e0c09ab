package import SteelyardContracts
package import SteelyardEngine
import SteelyardLedger
import SteelyardMargin
import Synchronization

/// Spot trading of some coins on the simulated venue: quoted around the oracle's price, anew with each risk frame.
///
/// Feeds of derivatives tell of no spot books; half the spread and the depth are stated here.
package final class SpotMarket: Sendable {
  /// A coin against USDC, with its steps.
  package struct Coin: Sendable {
    let instrument: Instrument
    let tick: Amount
    let lot: Amount

    /// A coin from its parts.
    package init(instrument: Instrument, tick: Amount, lot: Amount) {
      self.instrument = instrument
      self.tick = tick
      self.lot = lot
    }
  }

  /// Half the spread, as a share of the price: 2 basis points.
  static let halfSpread = 0.0002
  /// What stands at each side's price, in US dollars.
  static let depthUSD = 250_000.0

  private let engine: Engine
  private let venue: SimulatedVenuePort
  private let coins: [Coin]
  private let watcher: Mutex<Int?> = Mutex(nil)

  init(_ engine: Engine, _ venue: SimulatedVenuePort, coins: [Coin]) {
    self.engine = engine
    self.venue = venue
    self.coins = coins
  }

  /// Lists what is not listed yet.
  ///
  /// - Throws: What the ledger throws.
  func list(on venueName: String, fees: FeeSchedule) async throws(SteelyardError) {
    let listed = Set(engine.directory.instruments.map(\.listing.instrument))
    for coin in coins where !listed.contains(coin.instrument) {
      let terms = ContractTerms(
        multiplier: .one, tick: coin.tick, lot: coin.lot, averagingWindowSeconds: 0,
        delivery: .none)
      let listing = try InstrumentListing(
        instrument: coin.instrument, venue: OwnerName(venueName), terms: terms, fees: fees)
      _ = try await engine.submit(
        .ledger(LedgerCommand(.listInstrument(listing))), by: "configuration")
    }
  }

  /// Begins to quote.
  func start() {
    guard !coins.isEmpty else { return }
    let watched = engine.watch { [engine, venue, coins] notice in
      guard case .frame = notice, let frame = engine.frame else { return }
      for coin in coins {
        guard let price = frame.spotPrice(of: coin.instrument.underlying),
          let quote = SpotMarket.quote(coin, around: price)
        else { continue }
        venue.quote(coin.instrument, quote)
      }
    }
    watcher.withLock { $0 = watched }
  }

  /// Ends it; what was quoted last stays.
  func stop() {
    if let watched = watcher.withLock({ $0 }) { engine.unwatch(watched) }
  }

  /// The quote around a price; nil where it is less than a tick, or a lot is worth more than the depth.
  package static func quote(_ coin: Coin, around price: Double) -> VenueQuote? {
    guard price > 0,
      let low = try? Amount(nearest: price * (1 - halfSpread)).rounded(
        toMultipleOf: coin.tick, .down),
      let high = try? Amount(nearest: price * (1 + halfSpread)).rounded(
        toMultipleOf: coin.tick, .up),
      let size = try? Amount(nearest: depthUSD / price).rounded(toMultipleOf: coin.lot, .down),
      low > .zero, high > low, size > .zero
    else { return nil }
    return try? VenueQuote(
      bids: [.init(price: low, quantity: size)], asks: [.init(price: high, quantity: size)])
  }
}
