public import SteelyardContracts

/// An instrument that the ledger books trades of.
public struct LedgerInstrument: Sendable, Hashable {
  /// Whether it can be traded.
  public enum Status: UInt8, Sendable, Hashable, CaseIterable {
    /// It can.
    case listed
    /// It was settled at its delivery price: nobody holds it any more.
    case settled
  }

  /// The instrument, its venue, steps and fees.
  public let listing: InstrumentListing
  /// The account that takes the other side at its venue.
  public let venue: AccountIndex
  /// What it settles in.
  public let settlement: AssetIndex
  /// The coin it is on; changes hands in a spot trade.
  public let base: AssetIndex
  /// Whether it can be traded.
  public internal(set) var status = Status.listed
  /// When funding was last paid; nil before.
  public internal(set) var fundedUntil: Timestamp?
  /// Who holds it, the venue included, in no order that means anything.
  var holders: [AccountIndex] = []
  /// The sum of all positions; zero, always.
  var total = Amount.zero
  /// The worth of a quantity, found once.
  let valuation: ContractValuation

  init(
    listing: InstrumentListing, venue: AccountIndex, settlement: AssetIndex, base: AssetIndex
  ) {
    self.listing = listing
    self.venue = venue
    self.settlement = settlement
    self.base = base
    valuation = ContractValuation(of: listing.instrument)
  }

  /// The same instrument with the same history; the list of holders follows from the accounts.
  public static func == (left: LedgerInstrument, right: LedgerInstrument) -> Bool {
    left.listing == right.listing && left.status == right.status
      && left.fundedUntil == right.fundedUntil && left.venue == right.venue
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(listing)
    hasher.combine(status)
    hasher.combine(fundedUntil)
    hasher.combine(venue)
  }
}

extension Ledger {
  /// Everybody who holds an instrument, the venue and the house included, in no order that means anything.
  ///
  /// - Precondition: The index is one of this ledger.
  public func holders(of instrument: InstrumentIndex) -> [AccountIndex] {
    instruments[instrument.place].holders
  }

  /// What all longs of an instrument hold together, in `Instrument.quantityCurrency`.
  ///
  /// - Precondition: The index is one of this ledger.
  public func openInterest(in instrument: InstrumentIndex) -> Amount {
    var units: Int128 = 0
    for holder in instruments[instrument.place].holders {
      let held = accounts[holder.place].position(in: instrument)?.quantity ?? .zero
      if !held.isNegative { units += held.units }
    }
    return Amount(units: units)
  }
}
