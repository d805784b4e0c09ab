public import SteelyardContracts
import SteelyardLedger

/// What an auction offers for a while: a fact for the journal, by which bids are filled.
///
/// It stands until its time, and no longer than nothing is booked for the account: its price is of that state.
public struct AuctionOffer: EngineFact {
  /// What a position is worth at its mark, of all that is held: an option's value, a future's profit that is not booked.
  public struct Worth: Sendable, Hashable {
    /// The instrument.
    public let instrument: Instrument
    /// In the auction's asset.
    public let amount: Amount
  }

  /// When it was made.
  public let time: Timestamp
  /// Number of the risk frame that it stands on.
  public let frame: UInt64
  /// When the next one is due.
  public let until: Timestamp
  /// The price of the whole, in the auction's asset; at most 0 where bidders are paid.
  public let price: Amount
  /// The largest share that may be had, above 0 to 1.
  public let largestShare: Amount
  /// How much of the auction's asset stays with the account: what bidders paid in.
  public let kept: Amount
  /// What rounding to whole lots is settled at.
  public let worths: [Worth]

  /// An offer from its parts.
  package init(
    time: Timestamp, frame: UInt64, until: Timestamp, price: Amount, largestShare: Amount,
    kept: Amount, worths: [Worth]
  ) {
    self.time = time
    self.frame = frame
    self.until = until
    self.price = price
    self.largestShare = largestShare
    self.kept = kept
    self.worths = worths
  }

  /// Seconds for which it stands past its time: the next one is on its way.
  static let graceSeconds: Int64 = 2

  /// Whether bids are filled by it.
  package func stands(at time: Timestamp) -> Bool {
    time < until.advanced(bySeconds: AuctionOffer.graceSeconds)
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(time)
    writer.write(frame)
    writer.write(until)
    writer.write(price)
    writer.write(largestShare)
    writer.write(kept)
    writer.write(list: worths) {
      $0.write(instrument: $1.instrument)
      $0.write($1.amount)
    }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    time = try reader.readTimestamp()
    frame = try reader.readUInt64()
    until = try reader.readTimestamp()
    price = try reader.readAmount()
    largestShare = try reader.readAmount()
    kept = try reader.readAmount()
    worths = try reader.readList { reader throws(SteelyardError) in
      Worth(instrument: try reader.readInstrument(), amount: try reader.readAmount())
    }
    guard largestShare > .zero, largestShare <= .one, !kept.isNegative else {
      throw reader.corrupt("an auction offers a share outside 0 to 1, or keeps a debt")
    }
  }
}
