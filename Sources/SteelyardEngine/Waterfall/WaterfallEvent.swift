public import SteelyardContracts
import SteelyardLedger

/// A step by which others than the account pay for a liquidation: a fact for the journal.
public struct WaterfallEvent: EngineFact {
  /// What happened.
  public enum Kind: Sendable, Hashable {
    /// Orders are cancelled of accounts that are to be deleveraged: what they may still fill could turn a position.
    case preparing(Instrument, orderCount: Int)
    /// A position was closed against holders of the opposite, or nobody could take any of it.
    case deleveraged(DeleveragingFact)
    /// The insurance fund took over what was left, with so much less than nothing in US dollars.
    case takenOver(deficitUSD: Double)
    /// A part of the fund's debt was shared over clients.
    case shared(Currency, amount: Amount, usd: Double)
    /// The fee of a round was charged.
    case feeCharged(round: Int)
    /// What the policy itself charges for a round; nil for nothing.
    case penaltySet(round: Int, usd: Double?)
  }

  /// Whose liquidation, or whose position was closed.
  public let account: AccountName
  /// The liquidation's number; 0 for the house's own decision.
  public let liquidation: UInt64
  /// The step's place among those of the liquidation, or of the house; 0 where it follows from another one.
  public let sequence: UInt64
  /// When.
  public let time: Timestamp
  /// Number of the risk frame that it stands on.
  public let frame: UInt64
  /// What happened.
  public let kind: Kind
  /// What happened, for people: it names no account.
  public let explanation: String

  init(
    account: AccountName, liquidation: UInt64, sequence: UInt64, time: Timestamp, frame: UInt64,
    kind: Kind, explanation: String
  ) {
    self.account = account
    self.liquidation = liquidation
    self.sequence = sequence
    self.time = time
    self.frame = frame
    self.kind = kind
    self.explanation = explanation
  }
}

extension WaterfallEvent.Kind {
  /// The kinds by their stable names.
  public enum Name: String, Sendable, Hashable, CaseIterable {
    case preparing, deleveraged
    case takenOver = "taken_over"
    case shared
    case feeCharged = "fee_charged"
    case penaltySet = "penalty_set"
  }

  /// The kind's name.
  public var name: Name {
    switch self {
    case .preparing: .preparing
    case .deleveraged: .deleveraged
    case .takenOver: .takenOver
    case .shared: .shared
    case .feeCharged: .feeCharged
    case .penaltySet: .penaltySet
    }
  }
}

extension WaterfallEvent {
  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(account)
    writer.write(liquidation)
    writer.write(sequence)
    writer.write(time)
    writer.write(frame)
    writer.write(named: kind.name)
    switch kind {
    case .preparing(let instrument, let count):
      writer.write(instrument: instrument)
      writer.write(count)
    case .deleveraged(let fact): fact.write(to: &writer)
    case .takenOver(let deficit): writer.write(deficit)
    case .shared(let asset, let amount, let usd):
      writer.write(asset.code)
      writer.write(amount)
      writer.write(usd)
    case .feeCharged(let round): writer.write(round)
    case .penaltySet(let round, let usd):
      writer.write(round)
      writer.write(optional: usd) { $0.write($1) }
    }
    writer.write(explanation)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    account = try reader.readAccountName()
    liquidation = try reader.readUInt64()
    sequence = try reader.readUInt64()
    time = try reader.readTimestamp()
    frame = try reader.readUInt64()
    switch try reader.readNamed(Kind.Name.self) {
    case .preparing:
      kind = .preparing(try reader.readInstrument(), orderCount: try reader.readInt())
    case .deleveraged: kind = .deleveraged(try DeleveragingFact(reading: &reader))
    case .takenOver: kind = .takenOver(deficitUSD: try reader.readFinite())
    case .shared:
      kind = .shared(
        try reader.readCurrency(), amount: try reader.readAmount(), usd: try reader.readFinite())
    case .feeCharged: kind = .feeCharged(round: try reader.readInt())
    case .penaltySet:
      kind = .penaltySet(
        round: try reader.readInt(),
        usd: try reader.readOptional { reader throws(SteelyardError) in
          try reader.readFinite()
        })
    }
    explanation = try reader.readString()
  }
}
