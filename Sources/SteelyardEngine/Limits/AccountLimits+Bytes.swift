public import SteelyardContracts

extension AccountLimits: EngineFact {
  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(optional: leverageMax) { $0.write($1) }
    writer.write(optional: positionCountMax) { $0.write($1) }
    writer.write(list: greeks) { $1.write(to: &$0) }
    writer.write(list: concentration) { $1.write(to: &$0) }
    writer.write(optional: orderNotionalUSDMax) { $0.write($1) }
    writer.write(optional: orderRate) { writer, rate in
      writer.write(rate.countMax)
      writer.write(rate.seconds)
    }
    writer.write(optional: drawdown) { $1.write(to: &$0) }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    let leverageMax = try reader.readLimit()
    let positionCountMax = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readInt()
    }
    let greeks = try reader.readList { reader throws(SteelyardError) in
      try GreekLimit(reading: &reader)
    }
    let concentration = try reader.readList { reader throws(SteelyardError) in
      try ConcentrationLimit(reading: &reader)
    }
    let orderNotionalUSDMax = try reader.readLimit()
    let orderRate = try reader.readOptional { reader throws(SteelyardError) in
      let countMax = try reader.readInt()
      let seconds = try reader.readInt64()
      return try reader.checked { () throws(SteelyardError) in
        try OrderRateLimit(countMax: countMax, seconds: seconds)
      }
    }
    let drawdown = try reader.readOptional { reader throws(SteelyardError) in
      try DrawdownLimit(reading: &reader)
    }
    self = try reader.checked { () throws(SteelyardError) in
      try AccountLimits(
        leverageMax: leverageMax, positionCountMax: positionCountMax, greeks: greeks,
        concentration: concentration, orderNotionalUSDMax: orderNotionalUSDMax,
        orderRate: orderRate, drawdown: drawdown)
    }
  }
}

extension GreekLimit: EngineFact {
  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(coin.code)
    for limit in [deltaUSDMax, gammaUSDMax, vegaUSDMax] {
      writer.write(optional: limit) { $0.write($1) }
    }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    let coin = try reader.readCurrency()
    let delta = try reader.readLimit()
    let gamma = try reader.readLimit()
    let vega = try reader.readLimit()
    self = try reader.checked { () throws(SteelyardError) in
      try GreekLimit(coin: coin, deltaUSDMax: delta, gammaUSDMax: gamma, vegaUSDMax: vega)
    }
  }
}

extension ConcentrationLimit: EngineFact {
  private enum ScopeName: String { case anyInstrument, instrument, coin }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    switch scope {
    case .anyInstrument: writer.write(named: ScopeName.anyInstrument)
    case .instrument(let name):
      writer.write(named: ScopeName.instrument)
      writer.write(name)
    case .coin(let coin):
      writer.write(named: ScopeName.coin)
      writer.write(coin.code)
    }
    for limit in [notionalUSDMax, openInterestShareMax, depthShareMax] {
      writer.write(optional: limit) { $0.write($1) }
    }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    let scope: Scope =
      switch try reader.readNamed(ScopeName.self) {
      case .anyInstrument: .anyInstrument
      case .instrument: .instrument(try reader.readString())
      case .coin: .coin(try reader.readCurrency())
      }
    let notional = try reader.readLimit()
    let openInterest = try reader.readLimit()
    let depth = try reader.readLimit()
    self = try reader.checked { () throws(SteelyardError) in
      try ConcentrationLimit(
        scope: scope, notionalUSDMax: notional, openInterestShareMax: openInterest,
        depthShareMax: depth)
    }
  }
}

extension DrawdownLimit: EngineFact {
  private enum BudgetName: String { case usd, shareOfHighWater }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(named: epoch)
    switch budget {
    case .usd(let amount):
      writer.write(named: BudgetName.usd)
      writer.write(amount)
    case .shareOfHighWater(let share):
      writer.write(named: BudgetName.shareOfHighWater)
      writer.write(share)
    }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    let epoch = try reader.readNamed(Epoch.self)
    let name = try reader.readNamed(BudgetName.self)
    let number = try reader.readDouble()
    self = try reader.checked { () throws(SteelyardError) in
      try DrawdownLimit(
        epoch: epoch, budget: name == .usd ? .usd(number) : .shareOfHighWater(number))
    }
  }
}

extension ByteReader {
  fileprivate mutating func readLimit() throws(SteelyardError) -> Double? {
    try readOptional { reader throws(SteelyardError) in try reader.readDouble() }
  }
}
