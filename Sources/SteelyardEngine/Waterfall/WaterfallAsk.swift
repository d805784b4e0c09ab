public import SteelyardContracts
import SteelyardLedger

/// That a loss is to be paid by others than the account: what is asked of the writer, which finds out who they are.
///
/// Counterparties are found in the writer's turn, so that nothing moves between finding and booking.
public struct WaterfallAsk: EngineFact {
  /// What is asked.
  public enum Step: Sendable, Hashable {
    /// A position is closed against holders of the opposite.
    ///
    /// `quantity` is its most, with the position's sign; nil for as much as the rules say: of a liquidation what the fund
    /// can't carry, else all.
    case deleverage(AccountName, Instrument, quantity: Amount?)
    /// What the fund owes of an asset is shared over clients; at most so much, nil for all.
    case shareLoss(Currency, amount: Amount?)
    /// What the policy itself charges for the next round, in US dollars; nil for nothing.
    case setPenalty(AccountName, round: Int, usd: Double?)
  }

  /// What is asked.
  public let step: Step
  /// The liquidation's number; 0 for the house's own decision.
  public let liquidation: UInt64
  /// The step's place among those of the liquidation, or of the house, from 1: what was done is never done again, however
  /// long ago it was.
  public let sequence: UInt64
  /// Whether it is only to be told what would be done.
  public let isDryRun: Bool

  /// An ask from its parts.
  public init(_ step: Step, liquidation: UInt64, sequence: UInt64, isDryRun: Bool = false) {
    self.step = step
    self.liquidation = liquidation
    self.sequence = sequence
    self.isDryRun = isDryRun
  }

  private enum Name: String {
    case deleverage, shareLoss = "share_loss", setPenalty = "set_penalty"
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    switch step {
    case .deleverage(let account, let instrument, let quantity):
      writer.write(named: Name.deleverage)
      writer.write(account)
      writer.write(instrument: instrument)
      writer.write(optional: quantity) { $0.write($1) }
    case .shareLoss(let asset, let amount):
      writer.write(named: Name.shareLoss)
      writer.write(asset.code)
      writer.write(optional: amount) { $0.write($1) }
    case .setPenalty(let account, let round, let usd):
      writer.write(named: Name.setPenalty)
      writer.write(account)
      writer.write(round)
      writer.write(optional: usd) { $0.write($1) }
    }
    writer.write(liquidation)
    writer.write(sequence)
    writer.write(isDryRun)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    switch try reader.readNamed(Name.self) {
    case .deleverage:
      step = .deleverage(
        try reader.readAccountName(), try reader.readInstrument(),
        quantity: try reader.readOptional { reader throws(SteelyardError) in
          try reader.readAmount()
        })
    case .shareLoss:
      step = .shareLoss(
        try reader.readCurrency(),
        amount: try reader.readOptional { reader throws(SteelyardError) in
          try reader.readAmount()
        })
    case .setPenalty:
      step = .setPenalty(
        try reader.readAccountName(), round: try reader.readInt(),
        usd: try reader.readOptional { reader throws(SteelyardError) in
          try reader.readFinite()
        })
    }
    liquidation = try reader.readUInt64()
    sequence = try reader.readUInt64()
    isDryRun = try reader.readBool()
  }
}
