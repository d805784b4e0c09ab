public import SteelyardContracts
import SteelyardLedger
import Synchronization

/// Carries orders from the ledger to their venue, and what became of them back.
///
/// Only what is committed leaves, and everything that comes back is a command like any other. One thread does
/// both, so that the reports of an order are asked to be booked in the venue's order.
public final class ExecutionDesk: Sendable {
  /// Who it is in the journal.
  public static let author = "execution"

  /// Something that people should know of.
  public enum Note: Sendable {
    /// The venue did not take an instruction.
    case notSent(ExecutionInstruction, SteelyardError)
    /// A fill could not be booked: the venue and the ledger disagree, and somebody has to look.
    case unbooked(OrderReport, SteelyardError)
    /// Orders can't be read from the journal; none leaves any more.
    case stopped(SteelyardError)
  }

  private struct Contents {
    var book: ExecutionBook
    var position: Int64
    var reports: [OrderReport] = []
    var lastReport: UInt64 = 0
  }

  private let engine: Engine
  private let records: CommittedRecords
  private let note: @Sendable (Note) -> Void
  private let contents: Mutex<Contents>
  private let signal = Signal()
  private let isStopping = Atomic<Bool>(false)
  private let thread: Mutex<EngineThread?> = Mutex(nil)
  private let listener: Mutex<Int?> = Mutex(nil)

  /// A desk whose thread has not started.
  ///
  /// - Parameters:
  ///   - recovered: The state that the engine was started on.
  ///   - position: The journal's position of that state.
  ///   - note: Called on the desk's or the writer's thread; returns at once.
  /// - Throws: `corruptData` for an order of the state that no venue could have.
  public init(
    _ engine: Engine, records: CommittedRecords, state recovered: EngineState, position: Int64,
    note: @escaping @Sendable (Note) -> Void
  ) throws(SteelyardError) {
    self.engine = engine
    self.records = records
    self.note = note
    contents = Mutex(
      Contents(book: try ExecutionBook(recovered.ledger), position: position))
  }

  /// Takes reports, from any thread: the port's sink.
  public func take(_ reports: [OrderReport]) {
    contents.withLock { contents in
      for report in reports where report.number > contents.lastReport {
        contents.lastReport = report.number
        contents.reports.append(report)
      }
    }
    signal.raise()
  }

  /// Tells the venue what it may not know, and starts the thread.
  ///
  /// - Parameters:
  ///   - port: Its sink is `take(_:)`.
  ///   - passTime: Called every few milliseconds, for a venue that has no time of its own.
  public func start(_ port: any ExecutionPort, passTime: (@Sendable () -> Void)?) {
    let opening = contents.withLock { $0.book.opening }
    for instruction in opening { carryOut(instruction, port) }
    let heard = engine.listen { [signal] _ in signal.raise() }
    listener.withLock { $0 = heard }
    let started = EngineThread(named: "execution") { [self] in run(port, passTime) }
    thread.withLock { $0 = started }
  }

  /// Ends the thread; reports that came are handed to the engine first.
  public func stop() {
    if let heard = listener.withLock({ $0 }) { engine.unlisten(heard) }
    isStopping.store(true, ordering: .releasing)
    signal.raise()
    thread.withLock { $0 }?.join()
  }

  /// Orders that are live.
  public var liveCount: Int { contents.withLock { $0.book.liveCount } }

  private func run(_ port: any ExecutionPort, _ passTime: (@Sendable () -> Void)?) {
    while !isStopping.load(ordering: .acquiring) {
      do throws(SteelyardError) {
        try sendOrders(port)
      } catch {
        return note(.stopped(error))
      }
      passTime?()
      bookReports()
      signal.wait(milliseconds: passTime == nil ? 1000 : ExecutionDesk.turnMilliseconds)
    }
    bookReports()
  }

  private func sendOrders(_ port: any ExecutionPort) throws(SteelyardError) {
    while true {
      let position = contents.withLock { $0.position }
      let next = try records.records(after: position, limit: ExecutionDesk.recordsAtOnce)
      guard let last = next.last else { return }
      var book = contents.withLock { $0.book }
      var instructions: [ExecutionInstruction] = []
      for record in next {
        for case .ledger(let event) in record.events {
          if let instruction = try book.take(event) { instructions.append(instruction) }
        }
      }
      contents.withLock { contents in
        contents.book = book
        contents.position = last.position
      }
      for instruction in instructions { carryOut(instruction, port) }
    }
  }

  private func carryOut(_ instruction: ExecutionInstruction, _ port: any ExecutionPort) {
    do throws(SteelyardError) {
      switch instruction {
      case .submit(let order): try port.submit(order)
      case .restore(let order, let filled): try port.restore(order, filled: filled)
      case .amend(let order, let quantity, let price):
        try port.amend(order, quantity: quantity, price: price)
      case .cancel(let order): try port.cancel(order)
      }
    } catch {
      note(.notSent(instruction, error))
      guard let answer = instruction.refusal(ExecutionDesk.reason(error)) else { return }
      engine.submit(
        .ledger(LedgerCommand(.reportAnswer(instruction.order, answer))),
        by: ExecutionDesk.author
      ) { _ in }
    }
  }

  /// Why an instruction was not sent, as long as the ledger keeps reasons.
  private static func reason(_ error: SteelyardError) -> String {
    error.message.utf8.count <= VenueAnswer.reasonLengthMax
      ? error.message : String(error.message.unicodeScalars.prefix(VenueAnswer.reasonLengthMax / 4))
  }

  /// Asks for what came back to be booked.
  ///
  /// What the venue did has happened: a full queue makes this thread wait, nothing is dropped.
  private func bookReports() {
    let reports = contents.withLock { contents in
      defer { contents.reports = [] }
      return contents.reports
    }
    for report in reports {
      while engine.waitingCount > engine.configuration.waitingMax / 2 {
        Signal.rest(milliseconds: 1)
      }
      engine.submit(.ledger(LedgerCommand(report.action)), by: ExecutionDesk.author) {
        [note] answer in
        // Answers to orders that have ended meanwhile change nothing; a fill that can't be booked does.
        if case .failure(let error) = answer, case .fill = report.content {
          note(.unbooked(report, error))
        }
      }
    }
  }

  private static let turnMilliseconds: Int64 = 5
  private static let recordsAtOnce = 4096
}
