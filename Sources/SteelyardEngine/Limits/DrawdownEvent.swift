public import SteelyardContracts

/// That an account used more of its drawdown budget, has a new one, or a new high-water mark: a fact for
/// the journal.
public struct DrawdownEvent: EngineFact {
  /// Whose.
  public let account: AccountName
  /// When.
  public let time: Timestamp
  /// Number of the risk frame.
  public let frame: UInt64
  /// The stage before.
  public let from: DrawdownStage
  /// The stage after.
  public let stage: DrawdownStage
  /// When the epoch began.
  public let epochStart: Timestamp
  /// Highest equity of the epoch, in US dollars.
  public let highWaterUSD: Double
  /// Equity, in US dollars.
  public let equityUSD: Double
  /// The budget, in US dollars.
  public let budgetUSD: Double

  init(
    account: AccountName, time: Timestamp, frame: UInt64, from: DrawdownStage,
    stage: DrawdownStage, epochStart: Timestamp, highWaterUSD: Double, equityUSD: Double,
    budgetUSD: Double
  ) {
    self.account = account
    self.time = time
    self.frame = frame
    self.from = from
    self.stage = stage
    self.epochStart = epochStart
    self.highWaterUSD = highWaterUSD
    self.equityUSD = equityUSD
    self.budgetUSD = budgetUSD
  }

  /// Whether the stage changed; a mark alone is for the journal, not for the owner.
  public var isNotice: Bool { stage != from }

  /// Loss from the highest equity, in US dollars, ≥ 0.
  public var lossUSD: Double { max(highWaterUSD - equityUSD, 0) }

  /// The event in two sentences, with its numbers.
  public var explanation: String {
    let numbers =
      "Since \(epochStart) equity fell from \(usdText(highWaterUSD)) to \(usdText(equityUSD)): "
      + "\(usdText(lossUSD)) of a budget of \(usdText(budgetUSD))."
    if stage == from, stage != .within { return "\(account)'s high-water mark moved. \(numbers)" }
    switch stage {
    case .within:
      return "\(account) has a drawdown budget of \(usdText(budgetUSD)) from a high-water mark of "
        + "\(usdText(highWaterUSD)) since \(epochStart)."
    case .half: return "\(account) has used half of its drawdown budget. \(numbers)"
    case .near:
      return "\(account) has used 80 % of its drawdown budget; only what reduces risk is admitted "
        + "until the epoch ends. \(numbers)"
    case .exhausted:
      return
        "\(account) has used up its drawdown budget; orders that could add risk are cancelled, and "
        + "only what reduces risk is admitted until the epoch ends. \(numbers)"
    }
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(account)
    writer.write(time)
    writer.write(frame)
    writer.write(named: from)
    writer.write(named: stage)
    writer.write(epochStart)
    for number in [highWaterUSD, equityUSD, budgetUSD] { writer.write(number) }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    account = try reader.readAccountName()
    time = try reader.readTimestamp()
    frame = try reader.readUInt64()
    from = try reader.readNamed(DrawdownStage.self)
    stage = try reader.readNamed(DrawdownStage.self)
    epochStart = try reader.readTimestamp()
    highWaterUSD = try reader.readFinite()
    equityUSD = try reader.readFinite()
    budgetUSD = try reader.readFinite()
  }
}
