public import SteelyardContracts

extension MarginCallCase: EngineFact {
  /// Writes what a snapshot keeps: everything but how long the account has been better.
  public func write(to writer: inout ByteWriter) {
    writer.write(account)
    state.write(to: &writer)
    writer.write(optional: hold) { $1.write(to: &$0) }
    writer.write(optional: noticed) { $0.write($1) }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    let account = try reader.readAccountName()
    let state = try MarginCallState(reading: &reader)
    let hold = try reader.readOptional { reader throws(SteelyardError) in
      try MarginCallHold(reading: &reader)
    }
    let noticed = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readTimestamp()
    }
    self.init(account: account, state: state, hold: hold, noticed: noticed)
  }
}
