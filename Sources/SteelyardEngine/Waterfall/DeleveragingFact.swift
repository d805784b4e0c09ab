public import SteelyardContracts
import SteelyardLedger
public import SteelyardLiquidation

/// How a position was closed against holders of the opposite, with each one's rank and reason.
public struct DeleveragingFact: EngineFact {
  /// What one account gave up.
  public struct Share: EngineFact {
    /// Whose position was made smaller.
    public let account: AccountName
    /// How much of the closed position it took, with that position's sign.
    public let quantity: Amount
    /// Its place in the queue, from 1.
    public let rank: Int
    /// By the rule; higher is earlier.
    public let score: Double
    /// Profit over cost at entry, as a decimal.
    public let profitShare: Double
    /// The position's worth over the account's.
    public let leverage: Double
    /// Why it stood there, in a sentence.
    public let reason: String

    init(_ share: DeleveragingPlan.Share) {
      account = share.place.candidate.account
      quantity = share.quantity
      rank = share.place.rank
      score = share.place.score
      profitShare = share.place.profitShare
      leverage = share.place.leverage
      reason = share.place.reason
    }

    /// Writes every part.
    public func write(to writer: inout ByteWriter) {
      writer.write(account)
      writer.write(quantity)
      writer.write(rank)
      writer.write(score)
      writer.write(profitShare)
      writer.write(leverage)
      writer.write(reason)
    }

    /// Reads what `write(to:)` wrote.
    public init(reading reader: inout ByteReader) throws(SteelyardError) {
      account = try reader.readAccountName()
      quantity = try reader.readAmount()
      rank = try reader.readInt()
      score = try reader.readFinite()
      profitShare = try reader.readFinite()
      leverage = try reader.readFinite()
      reason = try reader.readString()
    }
  }

  /// What was closed.
  public let instrument: Instrument
  /// At which price, in `Instrument.priceCurrency`.
  public let price: Amount
  /// Its mark at the time.
  public let mark: Amount
  /// How much was to be closed, with the position's sign.
  public let asked: Amount
  /// What of it nobody took.
  public let left: Amount
  /// What was closed, in US dollars at the index.
  public let notionalUSD: Double
  /// How accounts were ranked.
  public let ranking: DeleveragingRule
  /// How many stood in the queue.
  public let candidateCount: Int
  /// Who gave up something, by rank.
  public let shares: [Share]

  init(
    _ plan: DeleveragingPlan, of instrument: Instrument, at price: Amount, mark: Amount,
    asked: Amount, notionalUSD: Double, ranking: DeleveragingRule
  ) {
    self.instrument = instrument
    self.price = price
    self.mark = mark
    self.asked = asked
    left = plan.left
    self.notionalUSD = notionalUSD
    self.ranking = ranking
    candidateCount = plan.shares.count
    shares = plan.shares.filter { !$0.quantity.isZero }.map { Share($0) }
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(instrument: instrument)
    writer.write(price)
    writer.write(mark)
    writer.write(asked)
    writer.write(left)
    writer.write(notionalUSD)
    writer.write(named: ranking)
    writer.write(candidateCount)
    writer.write(list: shares) { $1.write(to: &$0) }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    instrument = try reader.readInstrument()
    price = try reader.readAmount()
    mark = try reader.readAmount()
    asked = try reader.readAmount()
    left = try reader.readAmount()
    notionalUSD = try reader.readFinite()
    ranking = try reader.readNamed(DeleveragingRule.self)
    candidateCount = try reader.readInt()
    shares = try reader.readList { reader throws(SteelyardError) in
      try Share(reading: &reader)
    }
  }
}
