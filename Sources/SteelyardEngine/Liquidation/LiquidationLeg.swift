public import SteelyardContracts
public import SteelyardLedger
public import SteelyardLiquidation

/// One order of a round, and what became of it.
public struct LiquidationLeg: EngineFact {
  /// Where it stands.
  public typealias State = AutomaticLegState

  /// What is traded.
  public let instrument: Instrument
  /// How much, in `Instrument.quantityCurrency`; bought is positive; never zero.
  public let quantity: Amount
  /// The worst price that is taken, in `Instrument.priceCurrency`; nil takes what stands there.
  public let limit: Amount?
  /// What it is for.
  public let purpose: LiquidationTrade.Purpose
  /// The step of the decision that it belongs to, from 0.
  public let step: Int
  /// Where it stands.
  public internal(set) var state = State.waiting
  /// Its number in the ledger; nil before it is placed.
  public internal(set) var order: OrderIdentifier?
  /// What was filled of it, with its sign.
  public internal(set) var filled = Amount.zero
  /// Why it was refused; empty where it was not.
  public internal(set) var reason = ""

  /// A leg that waits.
  package init(_ trade: LiquidationTrade) {
    instrument = trade.instrument
    quantity = trade.quantity
    limit = trade.limit
    purpose = trade.purpose
    step = trade.step
  }

  /// Whether nothing can happen to it any more.
  public var hasEnded: Bool { state.hasEnded }

  /// What the ledger is asked for.
  package func ticket(of account: AccountName, named name: LiquidationOrderName) -> OrderTicket {
    // Balances are no positions: a spot order has none to reduce.
    let reduces = purpose == .reduction && instrument.product != .spot
    return OrderTicket(
      account: account, instrument: instrument, quantity: quantity, price: limit,
      effect: reduces ? .reduceOnly : .any, label: name.identifier)
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(instrument: instrument)
    writer.write(quantity)
    writer.write(optional: limit) { $0.write($1) }
    writer.write(named: purpose)
    writer.write(step)
    writer.write(named: state)
    writer.write(optional: order) { $0.write($1.rawValue) }
    writer.write(filled)
    writer.write(reason)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    instrument = try reader.readInstrument()
    quantity = try reader.readAmount()
    guard !quantity.isZero else { throw reader.corrupt("a leg trades nothing") }
    limit = try reader.readOptional { reader throws(SteelyardError) in try reader.readAmount() }
    purpose = try reader.readNamed(LiquidationTrade.Purpose.self)
    step = try reader.readInt()
    state = try reader.readNamed(State.self)
    order = try reader.readOptional { reader throws(SteelyardError) in
      OrderIdentifier(rawValue: try reader.readUInt64())
    }
    filled = try reader.readAmount()
    reason = try reader.readString()
  }
}
