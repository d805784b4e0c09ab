public import SteelyardContracts
import SteelyardLedger

extension WaterfallBook {
  /// Writes every part, in order of numbers and names.
  func write(to writer: inout ByteWriter) {
    writer.write(list: steps.sorted { $0.key < $1.key }) { writer, entry in
      writer.write(entry.key)
      entry.value.write(to: &writer)
    }
    writer.write(houseCount)
    writer.write(list: notices.sorted { $0.key < $1.key }) { $1.value.write(to: &$0) }
    writer.write(deleveragingCount)
    writer.write(deleveragedUSD)
    writer.write(sharingCount)
    writer.write(sharedUSD)
  }

  /// Reads what `write(to:)` wrote.
  ///
  /// - Throws: `corruptData` for anything else.
  init(reading reader: inout ByteReader) throws(SteelyardError) {
    self.init()
    let entries = try reader.readList { reader throws(SteelyardError) in
      (try reader.readUInt64(), try Steps(reading: &reader))
    }
    let houseCount = try reader.readUInt64()
    let notices = try reader.readList { reader throws(SteelyardError) in
      try Notice(reading: &reader)
    }
    let deleveragingCount = try reader.readUInt64()
    let deleveragedUSD = try reader.readFinite()
    let sharingCount = try reader.readUInt64()
    let sharedUSD = try reader.readFinite()
    self.init(
      steps: Dictionary(entries, uniquingKeysWith: { first, _ in first }), houseCount: houseCount,
      notices: Dictionary(
        notices.map { ($0.share.account, $0) }, uniquingKeysWith: { first, _ in first }),
      deleveragingCount: deleveragingCount, deleveragedUSD: deleveragedUSD,
      sharingCount: sharingCount, sharedUSD: sharedUSD)
    guard self.steps.count == entries.count, self.notices.count == notices.count else {
      throw reader.corrupt("a liquidation or an account stands twice in the waterfall")
    }
  }
}

extension WaterfallBook.Steps {
  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(sequence)
    writer.write(feeRound)
    writer.write(optional: deficitUSD) { $0.write($1) }
    writer.write(list: preparations.sorted { $0.key < $1.key }) { writer, entry in
      writer.write(instrument: entry.key)
      writer.write(entry.value)
    }
    writer.write(list: deleveraged.sorted()) { $0.write(instrument: $1) }
    writer.write(list: shared.map(\.code).sorted()) { $0.write($1) }
    writer.write(sharedUSD)
    writer.write(optional: penalty) { writer, penalty in
      writer.write(penalty.round)
      writer.write(penalty.usd)
    }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    self.init()
    sequence = try reader.readUInt64()
    feeRound = try reader.readInt()
    deficitUSD = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readFinite()
    }
    for (instrument, count) in try reader.readList({ reader throws(SteelyardError) in
      (try reader.readInstrument(), try reader.readInt())
    }) { preparations[instrument] = count }
    deleveraged = Set(
      try reader.readList { reader throws(SteelyardError) in try reader.readInstrument() })
    shared = Set(
      try reader.readList { reader throws(SteelyardError) in try reader.readCurrency() })
    sharedUSD = try reader.readFinite()
    penalty = try reader.readOptional { reader throws(SteelyardError) in
      Penalty(round: try reader.readInt(), usd: try reader.readFinite())
    }
  }
}

extension WaterfallBook.Notice {
  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(time)
    writer.write(liquidation)
    writer.write(instrument: instrument)
    writer.write(price)
    writer.write(mark)
    writer.write(candidateCount)
    share.write(to: &writer)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    time = try reader.readTimestamp()
    liquidation = try reader.readUInt64()
    instrument = try reader.readInstrument()
    price = try reader.readAmount()
    mark = try reader.readAmount()
    candidateCount = try reader.readInt()
    share = try DeleveragingFact.Share(reading: &reader)
  }
}
