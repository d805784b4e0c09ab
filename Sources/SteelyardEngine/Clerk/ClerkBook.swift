public import SteelyardContracts
public import SteelyardFeeds
public import SteelyardLedger

/// What the market says that the ledger has not booked yet, as commands.
///
/// It remembers facts of the ledger and of the feeds, and compares them: the same facts give the same commands
/// under the same identifiers, whoever asks and however often. What is booked is read from the ledger's events, so a
/// restart begins where the journal ends.
public struct ClerkBook: Sendable {
  /// An instrument of the ledger that is not settled.
  private struct Listed {
    let instrument: Instrument
    /// When it was last paid funding, or was listed.
    var fundedUntil: Timestamp
  }

  private let rules: ClerkRules
  private var assets: [AssetIndex: (currency: Currency, accruedUntil: Timestamp)] = [:]
  private var known: Set<Instrument> = []
  private var listed: [InstrumentIndex: Listed] = [:]
  private var offered: [Instrument: ContractTerms?] = [:]
  private var deliveries: [Underlying: [Timestamp: Amount]] = [:]
  private var funding: [Instrument: FundingUpdate] = [:]
  /// Instruments that are offered without terms that anybody knows.
  public private(set) var withoutTerms: Set<Instrument> = []

  /// Seconds after an expiry for which a delivery price is kept that nothing listed waits for.
  private static let deliveryKeptSeconds: Int64 = 86_400

  /// A book on a ledger as it was found again.
  public init(rules: ClerkRules, ledger: Ledger) {
    self.rules = rules
    for (place, asset) in ledger.assets.enumerated() {
      assets[AssetIndex(rawValue: Int32(place))] = (asset.currency, asset.accruedUntil)
    }
    for (place, entry) in ledger.instruments.enumerated() where entry.status == .listed {
      known.insert(entry.listing.instrument)
      // Before its first payment an instrument counts as paid until the ledger's last event.
      listed[InstrumentIndex(rawValue: Int32(place))] = Listed(
        instrument: entry.listing.instrument, fundedUntil: entry.fundedUntil ?? ledger.time)
    }
  }

  /// Takes what a feed says.
  public mutating func take(_ update: MarketUpdate) {
    switch update.content {
    case .listed(let listing):
      guard !known.contains(listing.instrument) else { return }
      offered[listing.instrument] = .some(listing.terms)
    case .delisted(let instrument):
      offered[instrument] = nil
      withoutTerms.remove(instrument)
      funding[instrument] = nil
    case .settled(let settlement):
      deliveries[settlement.underlying, default: [:]][settlement.expiry] =
        settlement.deliveryPrice
    case .funding(let update): funding[update.instrument] = update
    case .ticker, .book, .price, .trade, .feed: break
    }
  }

  /// Takes what the ledger has booked.
  public mutating func take(_ event: LedgerEvent, at time: Timestamp) {
    switch event {
    case .assetListed(let asset, let currency): assets[asset] = (currency, time)
    case .instrumentListed(let index, let listing, venue: _, settlement: _, base: _):
      known.insert(listing.instrument)
      offered[listing.instrument] = nil
      withoutTerms.remove(listing.instrument)
      listed[index] = Listed(instrument: listing.instrument, fundedUntil: time)
    case .fundingPaid(let index, price: _, rate: _, _): listed[index]?.fundedUntil = time
    case .interestAccrued(let asset, rate: _, factor: _, _): assets[asset]?.accruedUntil = time
    case .settled(let index, price: _, let kind, _):
      guard kind == .delivery, let settled = listed.removeValue(forKey: index) else { return }
      // Offered once more it has expired, and is not listed again.
      known.remove(settled.instrument)
      forgetDelivery(of: settled.instrument)
    default: break
    }
  }

  /// Everything that is due, in an order that follows from the facts alone: listings, settlements, funding, interest.
  ///
  /// - Parameter index: The price of an underlying's index in quote currency; nil where none is to be trusted.
  public mutating func proposals(
    at now: Timestamp, index: (Underlying) -> Double?
  ) -> [LedgerCommand] {
    forgetDeliveries(at: now)
    return listings(at: now) + settlements(at: now) + fundings(at: now, index: index)
      + interests(at: now)
  }

  /// Instruments that have expired by a time and have no delivery price yet.
  public func withoutDelivery(at now: Timestamp) -> [Instrument] {
    listed.values.map(\.instrument).filter { instrument in
      guard let expiry = instrument.expiry, expiry <= now else { return false }
      return deliveries[instrument.underlying]?[expiry] == nil
    }.sorted()
  }

  /// Delivery prices of what was never listed here are not waited for.
  private mutating func forgetDeliveries(at now: Timestamp) {
    let oldest = now.advanced(bySeconds: -ClerkBook.deliveryKeptSeconds)
    for (underlying, prices) in deliveries where prices.keys.contains(where: { $0 < oldest }) {
      let awaited = Set(
        listed.values.lazy.filter { $0.instrument.underlying == underlying }
          .compactMap(\.instrument.expiry))
      deliveries[underlying] = prices.filter { $0.key >= oldest || awaited.contains($0.key) }
    }
  }

  /// A delivery price is done with once nothing that it settles is left.
  private mutating func forgetDelivery(of instrument: Instrument) {
    guard let expiry = instrument.expiry else { return }
    let isNeeded = listed.values.contains {
      $0.instrument.underlying == instrument.underlying && $0.instrument.expiry == expiry
    }
    if !isNeeded { deliveries[instrument.underlying]?[expiry] = nil }
  }

  private mutating func listings(at now: Timestamp) -> [LedgerCommand] {
    let held = Set(assets.values.map(\.currency))
    // The assets of instruments come first, each once, so that no listing has to bring them along.
    let used = offered.keys.flatMap { [$0.underlying.settlement, $0.underlying.base] }
    var commands = (Set(rules.assets).union(used)).subtracting(held).sorted().map {
      LedgerCommand(.listAsset($0))
    }
    for (instrument, told) in offered.sorted(by: { $0.key < $1.key }) {
      if let expiry = instrument.expiry, expiry <= now {
        offered[instrument] = nil
        withoutTerms.remove(instrument)
        continue
      }
      guard let terms = told ?? rules.terms(instrument),
        let listing = try? InstrumentListing(
          instrument: instrument, venue: rules.venue, terms: terms,
          fees: instrument.isOption ? rules.optionFees : rules.futureFees)
      else {
        withoutTerms.insert(instrument)
        continue
      }
      // A second listing is refused by itself, so it needs no identifier, and a thousand of them push no other out of
      // the ledger's memory.
      commands.append(LedgerCommand(.listInstrument(listing)))
    }
    return commands
  }

  private func settlements(at now: Timestamp) -> [LedgerCommand] {
    listed.sorted { $0.key < $1.key }.compactMap { index, entry in
      guard let expiry = entry.instrument.expiry, expiry <= now,
        let price = deliveries[entry.instrument.underlying]?[expiry]
      else { return nil }
      return command(
        .settle(entry.instrument, price: price, barrier: nil), named: "settle:\(index.rawValue)")
    }
  }

  private func fundings(at now: Timestamp, index: (Underlying) -> Double?) -> [LedgerCommand] {
    let due = ClerkBook.instant(before: now, every: rules.fundingSeconds)
    return listed.sorted { $0.key < $1.key }.compactMap { place, entry in
      // Payments that fell due while nothing ran are not made up: their rates are not known any more.
      guard entry.instrument.product == .perpetual, entry.fundedUntil < due,
        let update = funding[entry.instrument],
        let price = index(entry.instrument.underlying).flatMap(Amount.nearest), price > .zero,
        let rate = Amount.nearest(
          update.rate * Double(rules.fundingSeconds) / Double(update.intervalSeconds))
      else { return nil }
      return command(
        .payFunding(entry.instrument, price: price, rate: rate),
        named: "funding:\(place.rawValue):\(due.microseconds / 1_000_000)")
    }
  }

  private func interests(at now: Timestamp) -> [LedgerCommand] {
    let due = ClerkBook.instant(before: now, every: rules.interestSeconds)
    return assets.sorted { $0.key < $1.key }.compactMap { place, asset in
      guard asset.accruedUntil < due else { return nil }
      return command(
        .accrueInterest(
          asset.currency, rules.interestOfAssets[asset.currency] ?? rules.interest),
        named: "interest:\(place.rawValue):\(due.microseconds / 1_000_000)")
    }
  }

  private func command(_ action: LedgerAction, named name: String) -> LedgerCommand {
    // The names above are printable ASCII and short.
    LedgerCommand(action, identifier: try? ClientIdentifier(name))
  }

  /// The last instant of a grid from midnight that is not after a time.
  static func instant(before now: Timestamp, every seconds: Int64) -> Timestamp {
    let step = seconds * 1_000_000
    return Timestamp(microseconds: now.microseconds / step * step)
  }
}
