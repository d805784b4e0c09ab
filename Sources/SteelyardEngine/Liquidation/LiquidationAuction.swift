public import SteelyardContracts
import SteelyardLedger

/// An auction of an account in liquidation: what it asks for, and what came of it so far.
///
/// Events and what the ledger books of its bids make it what it is, on replay as at first.
public struct LiquidationAuction: EngineFact {
  /// Who pays whom.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Bidders pay into the account.
    case solvent
    /// Bidders are paid by the insurance fund: the account is worth nothing, or nobody bought it.
    case insolvent
  }

  /// Why an auction ends.
  public enum End: String, Sendable, Hashable, CaseIterable {
    /// A bid has taken as much as might be had.
    case filled
    /// The policy says that the account is well.
    case restored
    /// Nothing is left to sell.
    case soldOut = "sold_out"
    /// An auction of the other kind follows.
    case converted
    /// What is left is to be taken over.
    case takenOver = "taken_over"
    /// The policy does something else.
    case replaced
  }

  /// What bids are paid in.
  public let asset: Currency
  /// Who pays whom.
  public let kind: Kind
  /// When it opened.
  public let opened: Timestamp
  /// Where the course of the price begins: when the liquidation's first auction opened, later by what it was held.
  public private(set) var courseBegun: Timestamp
  /// The same of this auction.
  public private(set) var courseOpened: Timestamp
  /// What bidders have paid in and is still there, in the asset, ≥ 0.
  public private(set) var paidIn: Amount
  /// Bids that were filled, in all auctions of the liquidation.
  public private(set) var bidCount: Int
  /// What it offers; nil while nothing is for sale, before the next one is made.
  public private(set) var offer: AuctionOffer?
  /// Whether a bid has taken as much as might be had; it is then over as soon as that is told.
  public private(set) var isFilled = false
  /// Why it ended; nil while it runs.
  public private(set) var end: End?

  /// An auction that opens.
  ///
  /// - Parameter last: The liquidation's auction before it. One that goes on in this one hands on the course of its price
  ///   and what bidders paid in; after any other end both begin anew.
  package init(
    kind: Kind, asset: Currency, opened: Timestamp, offer: AuctionOffer,
    after last: LiquidationAuction?
  ) {
    self.kind = kind
    self.asset = asset
    self.opened = opened
    self.offer = offer
    let before = last.flatMap { $0.goesOn ? $0 : nil }
    courseBegun = before?.courseBegun ?? opened
    courseOpened = opened
    paidIn = before?.paidIn ?? .zero
    bidCount = last?.bidCount ?? 0
  }

  /// Whether it runs.
  public var isOpen: Bool { end == nil }

  /// Whether the policy is told of it: it runs, or what comes next follows from it.
  var goesOn: Bool { isOpen || end == .converted || end == .takenOver }

  /// Whether it may follow on another one of its liquidation.
  func follows(_ last: LiquidationAuction?) -> Bool {
    let before = last.flatMap { $0.goesOn ? $0 : nil }
    return isOpen && offer != nil && !isFilled && paidIn == before?.paidIn ?? .zero
      && bidCount == last?.bidCount ?? 0 && asset == before?.asset ?? asset
      && last?.isOpen != true
  }

  /// Offers something else from now on.
  mutating func price(_ offer: AuctionOffer) { self.offer = offer }

  /// Offers nothing until it is priced again.
  mutating func withdraw() { offer = nil }

  /// Was held for a while, in which the price does not fall.
  mutating func pause(since: Timestamp, until: Timestamp) {
    let microseconds = until.microseconds - max(since, opened).microseconds
    guard microseconds > 0 else { return }
    courseBegun = Timestamp(microseconds: courseBegun.microseconds + microseconds)
    courseOpened = Timestamp(microseconds: courseOpened.microseconds + microseconds)
  }

  /// Has sold a share.
  mutating func take(_ sold: SoldShare) {
    bidCount += 1
    isFilled = sold.share == offer?.largestShare
    let keptAll = offer.map { !$0.kept.isZero } ?? true
    switch kind {
    case .solvent:
      paidIn = Amount(units: paidIn.units + max(0, sold.payment.units))
    case .insolvent where !keptAll:
      // What earlier bidders paid in went with the share.
      let left = Amount(units: Amount.unitsPerOne - sold.share.units)
      paidIn = (try? paidIn.multiplied(by: left, rounding: .down)) ?? .zero
    case .insolvent: break
    }
    offer = nil
  }

  /// Ends.
  mutating func end(_ end: End) {
    self.end = end
    offer = nil
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(asset.code)
    writer.write(named: kind)
    writer.write(opened)
    writer.write(courseBegun)
    writer.write(courseOpened)
    writer.write(paidIn)
    writer.write(bidCount)
    writer.write(optional: offer) { $1.write(to: &$0) }
    writer.write(isFilled)
    writer.write(optional: end) { $0.write(named: $1) }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    asset = try reader.readCurrency()
    kind = try reader.readNamed(Kind.self)
    opened = try reader.readTimestamp()
    courseBegun = try reader.readTimestamp()
    courseOpened = try reader.readTimestamp()
    paidIn = try reader.readAmount()
    bidCount = try reader.readInt()
    offer = try reader.readOptional { reader throws(SteelyardError) in
      try AuctionOffer(reading: &reader)
    }
    isFilled = try reader.readBool()
    end = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readNamed(End.self)
    }
    guard !paidIn.isNegative, bidCount >= 0, end == nil && !isFilled || offer == nil else {
      throw reader.corrupt("an auction has a debt to its bidders, or offers past its end")
    }
  }
}
