import SteelyardContracts

extension Ledger {
  func decideAsset(_ asset: Currency) throws(SteelyardError) -> [LedgerEvent] {
    guard assetIndices[asset] == nil else {
      throw SteelyardError(
        .conflict, "The asset \(asset) is listed.", remedy: "List each asset once.")
    }
    var fresh: [Currency] = []
    try addAsset(asset, to: &fresh)
    return events(listing: fresh)
  }

  func decideListing(
    _ listing: InstrumentListing, at time: Timestamp
  ) throws(SteelyardError) -> [LedgerEvent] {
    let subject = SteelyardError.Subject.instrument(listing.instrument.description)
    guard instrumentIndices[listing.instrument] == nil else {
      throw SteelyardError(
        .conflict, "The instrument is listed.", remedy: "List each instrument once.",
        subject: subject)
    }
    guard instruments.count < InstrumentUniverse.instrumentsMax else {
      throw SteelyardError(
        .limitExceeded, "There are \(instruments.count) instruments.",
        remedy: "Start a ledger without the settled ones.", subject: subject)
    }
    if let expiry = listing.instrument.expiry, expiry <= time {
      throw SteelyardError(
        .invalidInput, "The instrument has expired.", remedy: "List it before it expires.",
        subject: subject)
    }
    let underlying = listing.instrument.underlying
    var fresh: [Currency] = []
    let settlement = try addAsset(underlying.settlement, to: &fresh)
    let base = try addAsset(underlying.base, to: &fresh)
    var events = events(listing: fresh)
    let name = try HouseAccount.venueName(listing.venue)
    let venue = accountIndices[name] ?? AccountIndex(place: accounts.count)
    if venue.place == accounts.count {
      try checkAccountCount()
      events.append(.accountOpened(venue, name, owner: HouseAccount.owner, mode: .cross))
    }
    events.append(
      .instrumentListed(
        InstrumentIndex(place: instruments.count), listing, venue: venue,
        settlement: settlement, base: base))
    return events
  }

  func decideAccount(
    _ name: AccountName, _ owner: OwnerName, _ mode: MarginMode
  ) throws(SteelyardError) -> [LedgerEvent] {
    let subject = SteelyardError.Subject.account(name.description)
    guard !HouseAccount.owns(name), owner != HouseAccount.owner else {
      throw SteelyardError(
        .notAllowed, "\(name) of \(owner) would be an account of the house.",
        remedy: "Take a name without \(HouseAccount.prefix) and another owner.", subject: subject)
    }
    guard accountIndices[name] == nil else {
      throw SteelyardError(
        .conflict, "The account is open.", remedy: "Open each account once.", subject: subject)
    }
    if name.isSubaccount {
      let parent = try find(try AccountName(name.account))
      guard accounts[parent.place].owner == owner else {
        throw SteelyardError(
          .notAllowed, "\(name.account) belongs to another owner.",
          remedy: "Give a subaccount its account's owner.", subject: subject)
      }
    }
    try checkAccountCount()
    return [.accountOpened(AccountIndex(place: accounts.count), name, owner: owner, mode: mode)]
  }

  func decideMode(
    _ name: AccountName, _ mode: MarginMode
  ) throws(SteelyardError) -> [LedgerEvent] {
    let account = try findClient(name)
    guard accounts[account.place].mode != mode else {
      throw SteelyardError(
        .notAllowed, "The margin mode is \(mode) already.", remedy: "Leave it as it is.",
        subject: .account(name.description))
    }
    return [.marginModeSet(account, mode)]
  }

  private func checkAccountCount() throws(SteelyardError) {
    guard accounts.count < Ledger.accountsMax else {
      throw SteelyardError(
        .limitExceeded, "There are \(accounts.count) accounts.",
        remedy: "Spread them over several ledgers.")
    }
  }

  /// The asset's index; where it is not listed, the one it gets when `fresh` is.
  @discardableResult
  private func addAsset(
    _ asset: Currency, to fresh: inout [Currency]
  ) throws(SteelyardError) -> AssetIndex {
    if let index = assetIndices[asset] { return index }
    if let place = fresh.firstIndex(of: asset) {
      return AssetIndex(place: assets.count + place)
    }
    guard assets.count + fresh.count < Ledger.assetsMax else {
      throw SteelyardError(
        .limitExceeded, "There are \(assets.count) assets.",
        remedy: "Spread them over several ledgers.")
    }
    fresh.append(asset)
    return AssetIndex(place: assets.count + fresh.count - 1)
  }

  private func events(listing fresh: [Currency]) -> [LedgerEvent] {
    fresh.enumerated().map { place, asset in
      .assetListed(AssetIndex(place: assets.count + place), asset)
    }
  }
}
