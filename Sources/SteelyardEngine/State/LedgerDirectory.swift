public import SteelyardContracts
public import SteelyardLedger

/// What the ledger's numbers stand for, so that its events can be told by name.
public struct LedgerDirectory: Sendable {
  /// One instrument.
  public struct Entry: Sendable, Hashable {
    /// What was fixed when it was listed.
    public let listing: InstrumentListing
    /// Whether it can still be traded.
    public let status: LedgerInstrument.Status
  }

  /// Instruments, by number.
  public private(set) var instruments: [Entry] = []
  /// How many of them are settled.
  public private(set) var settledCount = 0
  private var accounts: [AccountName] = []
  private var assets: [Currency] = []

  /// A directory that nothing is in yet.
  public init() {}

  /// An account's name, the house's among them; nil for a number that there is not.
  public func name(of account: AccountIndex) -> AccountName? {
    let place = Int(account.rawValue)
    return accounts.indices.contains(place) ? accounts[place] : nil
  }

  /// An asset; nil for a number that there is not.
  public func currency(of asset: AssetIndex) -> Currency? {
    let place = Int(asset.rawValue)
    return assets.indices.contains(place) ? assets[place] : nil
  }

  /// An instrument; nil for a number that there is not.
  public func instrument(_ index: InstrumentIndex) -> Instrument? {
    let place = Int(index.rawValue)
    return instruments.indices.contains(place) ? instruments[place].listing.instrument : nil
  }

  /// Takes what was opened and listed since the last call.
  ///
  /// - Parameter settled: Instruments that were settled since.
  package mutating func take(_ ledger: Ledger, settled: some Sequence<InstrumentIndex>) {
    for place in accounts.count..<ledger.accounts.count {
      accounts.append(ledger.accounts[place].name)
    }
    for place in assets.count..<ledger.assets.count {
      assets.append(ledger.assets[place].currency)
    }
    for place in instruments.count..<ledger.instruments.count {
      let entry = LedgerDirectory.entry(ledger.instruments[place])
      if entry.status == .settled { settledCount += 1 }
      instruments.append(entry)
    }
    for index in settled {
      let entry = LedgerDirectory.entry(ledger[index])
      if instruments[Int(index.rawValue)].status != entry.status { settledCount += 1 }
      instruments[Int(index.rawValue)] = entry
    }
  }

  private static func entry(_ instrument: LedgerInstrument) -> Entry {
    Entry(listing: instrument.listing, status: instrument.status)
  }
}

extension PublishedRecord {
  /// The instruments that it delivered: nobody holds them any more.
  var settled: [InstrumentIndex] {
    events.compactMap { event in
      guard case .ledger(.settled(let instrument, price: _, .delivery, _)) = event else {
        return nil
      }
      return instrument
    }
  }
}
