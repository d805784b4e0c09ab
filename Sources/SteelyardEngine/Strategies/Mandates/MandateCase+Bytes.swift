public import SteelyardContracts
import SteelyardLedger

extension MandateCase: EngineFact {
  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(number)
    mandate.write(to: &writer)
    writer.write(version)
    writer.write(author)
    writer.write(set)
    writer.write(named: phase)
    writer.write(optional: releasedBy) { $0.write($1) }
    writer.write(optional: pause) { $1.write(to: &$0) }
    writer.write(optional: rest) { $1.write(to: &$0) }
    writer.write(lookCount)
    writer.write(optional: lastLook) { $0.write($1) }
    writer.write(rehearsalLooks)
    writer.write(optional: epoch) { $0.write(epoch: $1) }
    writer.write(optional: equityUSD) { $0.write($1) }
    writer.write(memory)
    writer.write(decisionCount)
    writer.write(list: decisions) { $1.write(to: &$0) }
    writer.write(window.number)
    writer.write(window.spentUSD)
    writer.write(refusalCount)
    writer.write(list: paper) { $1.write(to: &$0) }
    writer.write(list: transfers.sorted { $0.key < $1.key }) {
      MandateTransfer(asset: $1.key, amount: $1.value).write(to: &$0)
    }
    writer.write(list: leaving.sorted { $0.key.rawValue < $1.key.rawValue }) {
      $0.write($1.key.rawValue)
      $1.value.write(to: &$0)
    }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    number = try reader.readUInt64()
    mandate = try StrategyMandate(reading: &reader)
    version = try reader.readInt()
    digest = mandate.digest
    author = try reader.readString()
    set = try reader.readTimestamp()
    phase = try reader.readNamed(Phase.self)
    releasedBy = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readString()
    }
    pause = try reader.readOptional { reader throws(SteelyardError) in
      try MandatePause(reading: &reader)
    }
    rest = try reader.readOptional { reader throws(SteelyardError) in
      try MandateRest(reading: &reader)
    }
    lookCount = try reader.readUInt64()
    lastLook = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readTimestamp()
    }
    rehearsalLooks = try reader.readInt()
    epoch = try reader.readOptional { reader throws(SteelyardError) in try reader.readEpoch() }
    equityUSD = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readFinite()
    }
    memory = try reader.readBytes()
    decisionCount = try reader.readInt()
    decisions = try reader.readList { reader throws(SteelyardError) in
      try MandateDecision(reading: &reader)
    }
    window = LiquidationWindow(
      number: try reader.readInt64(), spentUSD: try reader.readFinite())
    refusalCount = try reader.readInt()
    paper = try reader.readList { reader throws(SteelyardError) in
      try PaperHolding(reading: &reader)
    }
    let moved = try reader.readList { reader throws(SteelyardError) in
      try MandateTransfer(reading: &reader)
    }
    let held = try reader.readList { reader throws(SteelyardError) in
      (
        WithdrawalIdentifier(rawValue: try reader.readUInt64()),
        try MandateTransfer(reading: &reader)
      )
    }
    guard zip(moved, moved.dropFirst()).allSatisfy({ $0.asset < $1.asset }),
      moved.allSatisfy({ !$0.amount.isZero }),
      zip(held, held.dropFirst()).allSatisfy({ $0.0.rawValue < $1.0.rawValue })
    else { throw reader.corrupt("a mandate's transfers are out of order") }
    for transfer in moved { transfers[transfer.asset] = transfer.amount }
    for (withdrawal, transfer) in held { leaving[withdrawal] = transfer }
    guard version > 0, decisions.dropLast().allSatisfy({ !$0.isOpen }),
      decisions.last?.number ?? 0 == decisionCount
    else { throw reader.corrupt("a mandate's decisions are not in order") }
  }
}
