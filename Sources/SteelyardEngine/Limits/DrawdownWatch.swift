public import SteelyardContracts

/// An account's highest equity in the running epoch and how much of its budget is lost since.
///
/// Deposits and withdrawals are no profit or loss: they move the high-water mark by what they move
/// equity by.
public struct DrawdownWatch: EngineFact {
  /// Whose.
  public let account: AccountName
  /// When the running epoch began; nil before the first observation.
  public private(set) var epochStart: Timestamp?
  /// Highest equity in the epoch, in US dollars.
  public private(set) var highWaterUSD = 0.0
  /// What is used of the budget, by the worst moment of the epoch.
  public private(set) var stage = DrawdownStage.within

  /// The mark that the journal knows, in US dollars.
  private var markedUSD = 0.0

  /// A mark is journaled once it has moved by this share of the budget: what a restart may lose of it.
  public static let markShare = 0.05

  /// An account that was not observed yet.
  public init(account: AccountName) { self.account = account }

  /// Assets worth so many US dollars came in (positive) or left (negative).
  ///
  /// The caller values them at the frame on which equity is observed next.
  public mutating func transferred(usd: Double) {
    guard epochStart != nil, usd.isFinite else { return }
    highWaterUSD += usd
  }

  /// Equity at a time; the event where the stage changed, an epoch began or the mark moved on.
  ///
  /// Equity of figures that leave something out says nothing and is not observed.
  ///
  /// - Parameter equityUSD: Full equity, in US dollars.
  public mutating func observe(
    equityUSD: Double, isComplete: Bool, at time: Timestamp, frame: UInt64, limit: DrawdownLimit
  ) -> DrawdownEvent? {
    guard isComplete, equityUSD.isFinite else { return nil }
    let start = limit.epoch.start(of: time)
    let before = stage
    // A clock that stepped back over midnight does not reopen yesterday.
    let isNewEpoch = epochStart.map { $0 < start } ?? true
    if isNewEpoch {
      epochStart = start
      highWaterUSD = equityUSD
      stage = .within
    }
    highWaterUSD = max(highWaterUSD, equityUSD)
    let budget = limit.budgetUSD(highWaterUSD: highWaterUSD)
    let loss = highWaterUSD - equityUSD
    let used = loss > 0 ? (budget > 0 ? loss / budget : .infinity) : 0
    let reached = DrawdownStage(usedShare: used)
    if reached.rank > stage.rank { stage = reached }
    let hasMoved = abs(highWaterUSD - markedUSD) >= DrawdownWatch.markShare * budget
    guard stage != before || isNewEpoch || (hasMoved && highWaterUSD != markedUSD) else {
      return nil
    }
    markedUSD = highWaterUSD
    return DrawdownEvent(
      account: account, time: time, frame: frame, from: before, stage: stage,
      epochStart: epochStart ?? start, highWaterUSD: highWaterUSD, equityUSD: equityUSD,
      budgetUSD: budget)
  }

  /// Takes over what an event left: replay.
  public mutating func apply(_ event: DrawdownEvent) {
    epochStart = event.epochStart
    highWaterUSD = event.highWaterUSD
    markedUSD = event.highWaterUSD
    stage = event.stage
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(account)
    writer.write(optional: epochStart) { $0.write($1) }
    writer.write(highWaterUSD)
    writer.write(markedUSD)
    writer.write(named: stage)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    account = try reader.readAccountName()
    epochStart = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readTimestamp()
    }
    highWaterUSD = try reader.readFinite()
    markedUSD = try reader.readFinite()
    stage = try reader.readNamed(DrawdownStage.self)
  }
}
