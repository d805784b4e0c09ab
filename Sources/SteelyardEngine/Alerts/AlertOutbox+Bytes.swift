public import SteelyardContracts

extension AlertOutbox: EngineFact {
  /// Writes what a snapshot keeps: everything but what is in flight.
  public func write(to writer: inout ByteWriter) {
    writer.write(subscriber)
    writer.write(seed)
    writer.write(list: waiting) { writer, entry in
      entry.alert.write(to: &writer)
      writer.write(entry.attempts)
      writer.write(optional: entry.notBefore) { $0.write($1) }
    }
    writer.write(list: dead) { writer, entry in
      entry.alert.write(to: &writer)
      writer.write(entry.reason)
    }
    writer.write(deadCount)
    writer.write(optional: sequenceQueued) { $0.write($1) }
    writer.write(optional: sequenceSettled) { $0.write($1) }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    self.init(subscriber: try reader.readString(), seed: try reader.readUInt64())
    waiting = try reader.readList { reader throws(SteelyardError) -> Waiting in
      Waiting(
        alert: try Alert(reading: &reader), attempts: try reader.readInt(),
        notBefore: try reader.readOptional { reader throws(SteelyardError) in
          try reader.readTimestamp()
        })
    }
    dead = try reader.readList { reader throws(SteelyardError) -> Dead in
      Dead(alert: try Alert(reading: &reader), reason: try reader.readString())
    }
    deadCount = try reader.readInt()
    sequenceQueued = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readUInt64()
    }
    sequenceSettled = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readUInt64()
    }
  }
}
