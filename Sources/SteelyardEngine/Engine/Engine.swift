public import SteelyardContracts
public import SteelyardFeeds
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket
import SteelyardStore
import Synchronization

/// The live engine: a durable ledger, risk at every move, and admission in the writer's turn.
///
/// Commands go in and are answered once they are durable; market updates go in and are never refused as a
/// whole; everything that is read is a copy of what is committed or of the last cycle.
public final class Engine: Sendable {
  let published: Published
  let boards: BoardHolder
  let standings: StandingShelf
  let knownFigures = KnownFigures(countMax: 10_000)
  private let writer: Writer<EngineMachine>
  private let risk: RiskLoop
  private let journal: any Journal
  private let snapshots: SnapshotKeeper?
  private let clock: any EngineClock
  private let tally = CommandTally()
  /// How it is set up.
  public let configuration: EngineConfiguration

  /// Starts an engine on a state that was found again.
  ///
  /// - Parameters:
  ///   - recovered: From the same journal.
  ///   - onFailure: Called once when the journal fails or a decided event can't be applied; the process must
  ///     then end, as memory is ahead of the journal.
  /// - Throws: `invalidInput` for rules that can't be; what the journal throws.
  public convenience init(
    _ configuration: EngineConfiguration, state recovered: EngineState, journal: any Journal,
    clock: any EngineClock, onFailure: @escaping @Sendable (SteelyardError) -> Void
  ) throws(SteelyardError) {
    try self.init(
      configuration, state: recovered, journal: journal, clock: clock,
      beforeApplying: { _ throws(SteelyardError) in }, onFailure: onFailure)
  }

  /// As the public one, with what looks at events before they are applied: tests make it a fault.
  package init(
    _ configuration: EngineConfiguration, state recovered: EngineState, journal: any Journal,
    clock: any EngineClock,
    beforeApplying: @escaping @Sendable (EngineEvent) throws(SteelyardError) -> Void,
    onFailure: @escaping @Sendable (SteelyardError) -> Void
  ) throws(SteelyardError) {
    self.configuration = configuration
    self.journal = journal
    self.clock = clock
    let position = try journal.lastPosition
    snapshots = (journal as? any SnapshotStore).map {
      SnapshotKeeper(store: $0, interval: configuration.snapshotInterval)
    }
    let published = Published(recordsKept: configuration.recordsKept)
    self.published = published
    let standings = StandingShelf(byteCountMax: configuration.standingBytesMax)
    self.standings = standings
    _ = published.watch.add { [weak published] notice in
      if case .frame = notice { standings.removeAll(before: published?.frame?.number ?? 0) }
    }
    boards = BoardHolder(
      try MarketBoard(rules: configuration.board), signal: published.riskSignal)
    let writer = Writer<EngineMachine>(waitingMax: configuration.waitingMax)
    self.writer = writer
    risk = RiskLoop(
      published: published, boards: boards, clock: clock, rules: configuration.rules,
      settings: configuration.risk
    ) { command in
      // Refused proposals are seen again by the next cycle.
      writer.submit(AuthoredCommand(command, by: AuthoredCommand.engine)) { _ in }
    }
    try published.start(recovered, position: position)
    try writer.start(
      EngineMachine(
        recovered, rules: configuration.rules, published: published, snapshots: snapshots,
        beforeApplying: beforeApplying),
      journal: journal, clock: clock, onFailure: onFailure)
    snapshots?.start()
    risk.start(
      RiskCycle(
        maker: FrameMaker(after: recovered.frame, level: configuration.level),
        shelf: ModelShelf(names: configuration.models, maker: configuration.rules.models),
        watch: AccountWatch(recovered),
        incidents: IncidentWatch(recovered, rules: configuration.rules.incidents)))
  }

  /// Decides what waits, ends the cycle that runs, and ends the threads.
  public func stop() {
    risk.stop()
    writer.stop()
    snapshots?.stop()
  }

  /// Asks for a command, and returns once it is durable.
  ///
  /// - Throws: Why it was refused.
  public func submit(
    _ command: EngineCommand, by author: String
  ) async throws(SteelyardError) -> Answered<EngineOutcome> {
    let result = await withCheckedContinuation { continuation in
      submit(command, by: author) { continuation.resume(returning: $0) }
    }
    return try result.get()
  }

  /// Asks for a command; the answer comes on the writer's thread, which must not be kept waiting.
  public func submit(
    _ command: EngineCommand, by author: String,
    _ answer: @escaping @Sendable (Result<Answered<EngineOutcome>, SteelyardError>) -> Void
  ) {
    let begun = clock.steadyNanoseconds()
    writer.submit(AuthoredCommand(command, by: author)) { [tally, clock] result in
      let refusal: SteelyardError.Code? =
        if case .failure(let error) = result { error.code } else { nil }
      tally.count(refusal, nanoseconds: clock.steadyNanoseconds() - begun)
      answer(result)
    }
  }

  /// How commands were answered since the start, those of the risk loop left out.
  public var commandStatistics: CommandStatistics { tally.statistics }

  /// Commands that wait for the writer.
  public var waitingCount: Int { writer.waitingCount }

  /// Why no command is taken any more, until the next start; nil while they are.
  public var fault: SteelyardError? { writer.fault }

  /// Takes what feeds say.
  public func feed(_ updates: [MarketUpdate]) { boards.take(updates) }

  /// How the snapshots of the state go; nil where the journal keeps none.
  public var snapshotReport: SnapshotReport? { snapshots?.report }

  /// The time of day by the engine's clock.
  public var now: Timestamp { clock.now() }
}
