import SteelyardContracts
import SteelyardFormats

extension DeribitFeedSession {
  /// Puts the instruments of a currency in the place of those that were listed before.
  mutating func replace(
    _ currency: Currency, with listings: [DeribitListing], at time: Timestamp,
    _ step: inout FeedStep
  ) {
    let listed = Set(listings.map(\.name))
    let gone = followed.filter { $0.value.currency == currency && !listed.contains($0.key) }
    for (name, held) in gone.sorted(by: { $0.key < $1.key }) {
      unfollow(name)
      // What has expired is settled, not delisted: it waits for its delivery price.
      if let expiry = held.instrument.expiry, expiry <= time { continue }
      say(.delisted(held.instrument), at: time, &step)
    }
    queueStates(currency)
    follow(listings, of: currency, at: time, &step)
  }

  /// Follows instruments: tells of them and subscribes to their channels.
  mutating func follow(
    _ listings: [DeribitListing], of currency: Currency?, at time: Timestamp,
    _ step: inout FeedStep
  ) {
    var channels: [DeribitChannel] = []
    var newIndices: [PriceIndexName] = []
    for listing in listings where isWanted(listing, at: time) {
      guard followed[listing.name] != nil || followed.count < settings.instrumentsMax else {
        step.problems.append(
          SteelyardError(
            .limitExceeded,
            "\(listing.name) is one instrument more than \(settings.instrumentsMax).",
            remedy: "Raise instrumentsMax, or choose underlyings."))
        break
      }
      let held = followed[listing.name]
      followed[listing.name] = Followed(
        instrument: listing.instrument,
        currency: currency ?? held?.currency ?? listing.instrument.underlying.settlement)
      watchDelivery(of: listing)
      say(
        .listed(ListingUpdate(instrument: listing.instrument, terms: listing.terms)),
        at: time, &step)
      channels.append(.ticker(instrument: listing.name))
      if settings.books.contains(listing.instrument) {
        channels.append(.book(instrument: listing.name))
        books[listing.name] = BookSequence(at: time)
      }
      if settings.trades.contains(listing.instrument) {
        channels.append(.trades(instrument: listing.name))
      }
      if !newIndices.contains(listing.index) { newIndices.append(listing.index) }
    }
    subscribeToIndices(newIndices)
    subscribe(to: channels)
  }

  /// Subscribes to indices that are not fed yet.
  mutating func subscribeToIndices(_ wanted: [PriceIndexName]) {
    let new = wanted.filter { !indices.contains($0) }
    indices.formUnion(new)
    subscribe(to: new.map { .priceIndex($0) })
  }

  /// An instrument ends before its time.
  mutating func delist(_ name: String, at time: Timestamp, _ step: inout FeedStep) {
    guard let held = followed[name] else { return }
    unfollow(name)
    if let expiry = held.instrument.expiry, expiry <= time { return }
    say(.delisted(held.instrument), at: time, &step)
  }

  private mutating func unfollow(_ name: String) {
    followed[name] = nil
    books[name] = nil
    fundingRates[name] = nil
  }

  private mutating func queueStates(_ currency: Currency) {
    subscribe(to: [.instrumentState(currency: currency)])
  }

  private mutating func subscribe(to channels: [DeribitChannel]) {
    var start = 0
    while start < channels.count {
      let end = min(start + settings.channelsMax, channels.count)
      queue.add(.subscribe(Array(channels[start..<end])))
      start = end
    }
  }

  private mutating func watchDelivery(of listing: DeribitListing) {
    guard let expiry = listing.instrument.expiry else { return }
    deliveries.add(listing.index, expiry, listing.instrument.underlying)
  }

  private func isWanted(_ listing: DeribitListing, at time: Timestamp) -> Bool {
    let instrument = listing.instrument
    if let underlyings = settings.underlyings, !underlyings.contains(instrument.underlying) {
      return false
    }
    guard let expiry = instrument.expiry else { return true }
    guard expiry > time else { return false }
    return settings.expiryDaysMax.map { time.days(to: expiry) <= Double($0) } ?? true
  }
}
