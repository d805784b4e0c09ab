import SteelyardContracts

extension Instrument: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(underlying.base)
    writer.write(underlying.quote)
    writer.write(underlying.settlement)
    switch product {
    case .spot: writer.write(byte: 0)
    case .perpetual: writer.write(byte: 1)
    case .future(let expiry):
      writer.write(byte: 2)
      writer.write(expiry)
    case .option(let terms):
      writer.write(byte: 3)
      writer.write(terms)
    case .barrierOption(let terms, let barrier):
      writer.write(byte: 4)
      writer.write(terms)
      let kind: UInt8 =
        switch barrier.kind {
        case .upAndIn: 0
        case .upAndOut: 1
        case .downAndIn: 2
        case .downAndOut: 3
        }
      writer.write(byte: kind)
      writer.write(barrier.level)
    }
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self = try reader.readChecked { reader throws(SteelyardError) in
      let underlying = try Underlying(
        base: try reader.read(), quote: try reader.read(), settlement: try reader.read())
      let product: Product =
        switch try reader.readByte() {
        case 0: .spot
        case 1: .perpetual
        case 2: .future(expiry: try reader.readTimestamp())
        case 3: .option(try reader.read())
        case 4: .barrierOption(try reader.read(), try Instrument.readBarrier(&reader))
        case let other: throw reader.corrupt("\(other) is no kind of instrument")
        }
      return try Instrument(underlying, product)
    }
  }

  private static func readBarrier(
    _ reader: inout ByteReader
  ) throws(SteelyardError) -> Barrier {
    let kind: BarrierKind =
      switch try reader.readByte() {
      case 0: .upAndIn
      case 1: .upAndOut
      case 2: .downAndIn
      case 3: .downAndOut
      case let other: throw reader.corrupt("\(other) is no kind of barrier")
      }
    return Barrier(kind: kind, level: try reader.readAmount())
  }
}

extension OptionTerms: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(expiry)
    writer.write(strike)
    writer.write(right == .call)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(
      expiry: try reader.readTimestamp(), strike: try reader.readAmount(),
      right: try reader.readBool() ? .call : .put)
  }
}

extension InstrumentListing: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(instrument)
    writer.write(venue)
    writer.write(terms)
    writer.write(fees.maker)
    writer.write(fees.taker)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self = try reader.readChecked { reader throws(SteelyardError) in
      try InstrumentListing(
        instrument: try reader.read(), venue: try reader.read(), terms: try reader.read(),
        fees: try FeeSchedule(maker: try reader.readAmount(), taker: try reader.readAmount()))
    }
  }
}

extension ContractTerms: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(multiplier)
    writer.write(tick)
    writer.write(UInt64(tickSteps.count))
    for step in tickSteps {
      writer.write(step.abovePrice)
      writer.write(step.tick)
    }
    writer.write(lot)
    writer.write(averagingWindowSeconds)
    let byte: UInt8 =
      switch delivery {
      case .cash: 0
      case .coin: 1
      case .future: 2
      case .none: 3
      }
    writer.write(byte: byte)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    let multiplier = try reader.readAmount()
    let tick = try reader.readAmount()
    let stepCount = try reader.readUInt64()
    guard stepCount <= InstrumentListing.tickStepsMax else {
      throw reader.corrupt("there are \(stepCount) larger ticks")
    }
    var tickSteps: [TickStep] = []
    for _ in 0..<stepCount {
      tickSteps.append(
        TickStep(abovePrice: try reader.readAmount(), tick: try reader.readAmount()))
    }
    let lot = try reader.readAmount()
    let averagingWindowSeconds = try reader.readInt()
    let delivery: Delivery =
      switch try reader.readByte() {
      case 0: .cash
      case 1: .coin
      case 2: .future
      case 3: .none
      case let other: throw reader.corrupt("\(other) is no kind of delivery")
      }
    self.init(
      multiplier: multiplier, tick: tick, tickSteps: tickSteps, lot: lot,
      averagingWindowSeconds: averagingWindowSeconds, delivery: delivery)
  }
}
