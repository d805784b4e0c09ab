import SteelyardAllocation
public import SteelyardContracts

extension StrategyMandate {
  private static let form: UInt8 = 1

  /// Writes every part: the canonical bytes.
  public func write(to writer: inout ByteWriter) {
    writer.write(byte: StrategyMandate.form)
    writer.write(account)
    writer.write(strategy)
    writer.write(list: parameters.sorted { $0.key < $1.key }) {
      $0.write($1.key)
      $0.write($1.value)
    }
    writer.write(named: level)
    writer.write(list: coins) { $0.write($1.code) }
    let numbers = [
      limits.drawdownMax, limits.epochDays, limits.marginUseMax, limits.leverageMax,
      limits.deltaMax, limits.gammaMax, limits.vegaMax, limits.concentrationMax, limits.returnMin,
      budget.lookUSD, budget.windowUSD,
    ]
    for number in numbers { writer.write(number) }
    writer.write(budget.windowSeconds)
    writer.write(pace.cadenceSeconds)
    writer.write(pace.orderSeconds)
    writer.write(pace.proposalSeconds)
    writer.write(pace.rehearsalLooks)
    writer.write(pace.refusalsMax)
    writer.write(pace.pastDays)
    writer.write(slippageMax)
    writer.write(expiry)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    guard try reader.readByte() == StrategyMandate.form else {
      throw reader.corrupt("a mandate has a form that this version does not know")
    }
    let account = try reader.readAccountName()
    let strategy = try reader.readString()
    let named = try reader.readList { reader throws(SteelyardError) in
      (try reader.readString(), try reader.readFinite())
    }
    guard zip(named, named.dropFirst()).allSatisfy({ $0.0 < $1.0 }) else {
      throw reader.corrupt("a mandate's parameters are out of order")
    }
    let level = try reader.readNamed(Level.self)
    let coins = try reader.readList { reader throws(SteelyardError) in try reader.readCurrency() }
    var numbers: [Double] = []
    for _ in 0..<11 { numbers.append(try reader.readDouble()) }
    let windowSeconds = try reader.readInt64()
    let pace = Pace(
      cadenceSeconds: try reader.readInt64(), orderSeconds: try reader.readInt64(),
      proposalSeconds: try reader.readInt64(), rehearsalLooks: try reader.readInt(),
      refusalsMax: try reader.readInt(), pastDays: try reader.readDouble())
    let slippageMax = try reader.readDouble()
    let expiry = try reader.readTimestamp()
    let limits = try reader.checked { () throws(SteelyardError) in
      try RiskLimits(
        drawdownMax: numbers[0], epochDays: numbers[1], marginUseMax: numbers[2],
        leverageMax: numbers[3], deltaMax: numbers[4], gammaMax: numbers[5], vegaMax: numbers[6],
        concentrationMax: numbers[7], returnMin: numbers[8])
    }
    self = try reader.checked { () throws(SteelyardError) in
      try StrategyMandate(
        account: account, strategy: strategy,
        parameters: Dictionary(uniqueKeysWithValues: named), level: level, coins: coins,
        limits: limits,
        budget: Budget(lookUSD: numbers[9], windowUSD: numbers[10], windowSeconds: windowSeconds),
        pace: pace, slippageMax: slippageMax, expiry: expiry)
    }
  }
}
