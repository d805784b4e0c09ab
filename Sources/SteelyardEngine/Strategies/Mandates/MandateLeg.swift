public import SteelyardAllocation
public import SteelyardContracts
public import SteelyardLedger

/// One trade of a decision, as an order would do it, and what became of it.
public struct MandateLeg: EngineFact {
  /// Where it stands.
  public typealias State = AutomaticLegState

  /// What is traded.
  public let instrument: Instrument
  /// How much, in `Instrument.quantityCurrency`; bought is positive; never zero.
  public let quantity: Amount
  /// What it stood at when it was decided, in `Instrument.priceCurrency`.
  public let mark: Amount
  /// The worst price that is taken, in the same.
  public let limit: Amount
  /// What it is for.
  public let purpose: StrategyTrade.Purpose
  /// Whether it only makes a holding smaller.
  public let isReduction: Bool
  /// What it is for in US dollars, at the mark, ≥ 0.
  public let notionalUSD: Double
  /// Why, in the strategy's words.
  public let reason: String
  /// Where it stands.
  public internal(set) var state = State.waiting
  /// Its number in the ledger; nil before it is placed.
  public internal(set) var order: OrderIdentifier?
  /// What was filled of it, with its sign.
  public internal(set) var filled = Amount.zero
  /// Why it was refused; empty where it was not.
  public internal(set) var refusal = ""

  /// A leg that waits.
  package init(
    instrument: Instrument, quantity: Amount, mark: Amount, limit: Amount,
    purpose: StrategyTrade.Purpose, isReduction: Bool, notionalUSD: Double, reason: String
  ) {
    self.instrument = instrument
    self.quantity = quantity
    self.mark = mark
    self.limit = limit
    self.purpose = purpose
    self.isReduction = isReduction
    self.notionalUSD = notionalUSD
    self.reason = reason
  }

  /// Whether nothing can happen to it any more.
  public var hasEnded: Bool { state.hasEnded }

  /// What the ledger is asked for.
  package func ticket(of account: AccountName, named name: StrategyOrderName) -> OrderTicket {
    // Balances are no positions: a spot order has none to reduce.
    let reduces = isReduction && instrument.product != .spot
    return OrderTicket(
      account: account, instrument: instrument, quantity: quantity, price: limit,
      effect: reduces ? .reduceOnly : .any, label: name.identifier)
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(instrument: instrument)
    writer.write(quantity)
    writer.write(mark)
    writer.write(limit)
    writer.write(named: purpose)
    writer.write(isReduction)
    writer.write(notionalUSD)
    writer.write(reason)
    writer.write(named: state)
    writer.write(optional: order) { $0.write($1.rawValue) }
    writer.write(filled)
    writer.write(refusal)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    instrument = try reader.readInstrument()
    quantity = try reader.readAmount()
    guard !quantity.isZero else { throw reader.corrupt("a leg trades nothing") }
    mark = try reader.readAmount()
    limit = try reader.readAmount()
    purpose = try reader.readNamed(StrategyTrade.Purpose.self)
    isReduction = try reader.readBool()
    notionalUSD = try reader.readFinite()
    guard notionalUSD >= 0 else { throw reader.corrupt("a leg's notional is below zero") }
    reason = try reader.readString()
    state = try reader.readNamed(State.self)
    order = try reader.readOptional { reader throws(SteelyardError) in
      OrderIdentifier(rawValue: try reader.readUInt64())
    }
    filled = try reader.readAmount()
    refusal = try reader.readString()
  }
}
