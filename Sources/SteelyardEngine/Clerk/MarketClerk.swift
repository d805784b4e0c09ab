public import SteelyardContracts
public import SteelyardFeeds
import SteelyardLedger
import SteelyardMarket
import Synchronization

/// Turns what the market says into commands of the ledger: lists, settles, pays funding, accrues interest.
///
/// It is a proposer like any other: its commands are decided and journaled by the writer. What it knows is
/// `ClerkBook`; this is the thread around it.
public final class MarketClerk: Sendable {
  /// Who it is in the journal.
  public static let author = "clerk"

  /// Something that people should know of.
  public enum Note: Sendable {
    /// A command was refused.
    case refused(SteelyardError)
    /// Instruments have expired, and nobody has said what they settle at.
    case awaitsDelivery([Instrument])
    /// Instruments are offered whose terms nobody knows: they can't be traded here.
    case unknownTerms([Instrument])
  }

  private struct Contents {
    var book: ClerkBook
    var position: Int64
    /// What is asked for and not answered, by the command.
    var asked: Set<LedgerCommand> = []
    /// What was done, until the book has seen it: at this position of the journal.
    var done: [(command: LedgerCommand, position: Int64)] = []
    /// What was refused is asked for again after this.
    var refusedUntil: Timestamp?
    var told: Set<Instrument> = []
  }

  private let engine: Engine
  private let records: CommittedRecords
  private let note: @Sendable (Note) -> Void
  private let contents: Mutex<Contents>
  private let signal = Signal()
  private let isStopping = Atomic<Bool>(false)
  private let thread: Mutex<EngineThread?> = Mutex(nil)

  /// A clerk whose thread has not started.
  ///
  /// - Parameters:
  ///   - recovered: The state that the engine was started on.
  ///   - position: The journal's position of that state.
  ///   - note: Called on the clerk's or the writer's thread; returns at once.
  public init(
    _ engine: Engine, records: CommittedRecords, rules: ClerkRules, state recovered: EngineState,
    position: Int64, note: @escaping @Sendable (Note) -> Void
  ) {
    self.engine = engine
    self.records = records
    self.note = note
    contents = Mutex(
      Contents(book: ClerkBook(rules: rules, ledger: recovered.ledger), position: position))
  }

  /// Starts the thread.
  public func start() {
    let started = EngineThread(named: "clerk", niceness: 5) { [self] in run() }
    thread.withLock { $0 = started }
  }

  /// Ends the thread.
  public func stop() {
    isStopping.store(true, ordering: .releasing)
    signal.raise()
    thread.withLock { $0 }?.join()
  }

  /// Takes what a feed says, beside the engine.
  public func take(_ updates: [MarketUpdate]) {
    let isWorthIt = contents.withLock { contents in
      var isWorthIt = false
      for update in updates {
        switch update.content {
        case .listed, .delisted, .settled: isWorthIt = true
        case .funding: break
        case .ticker, .book, .price, .trade, .feed: continue
        }
        contents.book.take(update)
      }
      return isWorthIt
    }
    if isWorthIt { signal.raise() }
  }

  private func run() {
    while !isStopping.load(ordering: .acquiring) {
      turn()
      signal.wait(milliseconds: MarketClerk.turnMilliseconds)
    }
  }

  /// One look at what is due.
  private func turn() {
    do throws(SteelyardError) {
      try catchUp()
    } catch {
      // Without the ledger's facts nothing can be said to be due.
      return note(.refused(error))
    }
    let now = engine.now
    let board = engine.frame?.board
    let (due, waiting, unknown) = contents.withLock { contents in
      for done in contents.done where done.position <= contents.position {
        contents.asked.remove(done.command)
      }
      contents.done.removeAll { $0.position <= contents.position }
      let all = contents.book.proposals(at: now) { underlying in
        board?.index(of: underlying).flatMap { $0.state == .halted ? nil : $0.price }
      }
      let isCalm = contents.refusedUntil.map { $0 <= now } ?? true
      let due = isCalm ? all.filter { contents.asked.insert($0).inserted } : []
      let waitingAll = contents.book.withoutDelivery(
        at: now.advanced(bySeconds: -MarketClerk.deliverySeconds))
      let unknownAll = contents.book.withoutTerms.sorted()
      let waiting = waitingAll.filter { !contents.told.contains($0) }
      let unknown = unknownAll.filter { !contents.told.contains($0) }
      // What is not the case any more is told again should it ever be.
      contents.told = Set(waitingAll).union(unknownAll)
      return (due, waiting, unknown)
    }
    if !waiting.isEmpty { note(.awaitsDelivery(waiting)) }
    if !unknown.isEmpty { note(.unknownTerms(unknown)) }
    for command in due {
      engine.submit(.ledger(command), by: MarketClerk.author) { [self] answer in
        answered(command, answer)
      }
    }
  }

  private func answered(
    _ command: LedgerCommand, _ answer: Result<Answered<EngineOutcome>, SteelyardError>
  ) {
    let now = engine.now
    contents.withLock { contents in
      switch answer {
      case .success(let answered): contents.done.append((command, answered.position))
      case .failure:
        contents.asked.remove(command)
        contents.refusedUntil = now.advanced(bySeconds: MarketClerk.patienceSeconds)
      }
    }
    switch answer {
    case .success: signal.raise()
    case .failure(let error): note(.refused(error))
    }
  }

  private func catchUp() throws(SteelyardError) {
    var position = contents.withLock { $0.position }
    while true {
      let next = try records.records(after: position, limit: MarketClerk.recordsAtOnce)
      guard let last = next.last else { return }
      contents.withLock { contents in
        for record in next {
          for case .ledger(let event) in record.events {
            contents.book.take(event, at: record.time)
          }
        }
        contents.position = last.position
      }
      position = last.position
    }
  }

  /// It looks at least so often, whatever wakes it.
  private static let turnMilliseconds: Int64 = 500
  /// Seconds without new commands after one was refused.
  private static let patienceSeconds: Int64 = 5
  /// Seconds after an expiry from which a missing delivery price is told.
  private static let deliverySeconds: Int64 = 60
  private static let recordsAtOnce = 4096
}
