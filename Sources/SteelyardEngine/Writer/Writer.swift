import SteelyardContracts
import SteelyardStore
import Synchronization

/// The one thread that decides: it applies commands in memory, journals them in the open batch, and
/// answers after COMMIT.
///
/// While a batch is being made durable the next one gathers, so that the disk's time is shared by all
/// who wait (group commit). A batch that can't be made durable ends the writer, and so does an event that was
/// decided and can't be applied: memory is then ahead of the journal, and only a new start from the journal is
/// right.
final class Writer<Machine: WriterMachine & Sendable>: Sendable {
  /// Commands of one transaction: what a disk syncs in about a millisecond.
  static var batchMax: Int { 1024 }

  private struct Request: Sendable {
    let command: Machine.Command
    let answer: @Sendable (Result<Answered<Machine.Answer>, SteelyardError>) -> Void
  }

  private let queue: CommandQueue<Request>
  private let thread: Mutex<EngineThread?> = Mutex(nil)
  private let failure: Mutex<SteelyardError?> = Mutex(nil)

  /// A writer whose thread has not started.
  ///
  /// - Parameter waitingMax: Commands that may wait; more are refused.
  init(waitingMax: Int) { queue = CommandQueue(countMax: waitingMax) }

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - machine: As it stands at the journal's last position.
  ///   - onFailure: Called once, on the writer's thread, when the journal fails or memory is no longer what it
  ///     says.
  /// - Throws: What the journal throws when it is asked for its last position.
  func start(
    _ machine: Machine, journal: any Journal, clock: any EngineClock,
    onFailure: @escaping @Sendable (SteelyardError) -> Void
  ) throws(SteelyardError) {
    let last = try journal.lastPosition
    let thread = EngineThread(named: "writer") { [self] in
      run(machine, from: last, journal, clock, onFailure)
    }
    self.thread.withLock { $0 = thread }
  }

  private func run(
    _ initial: Machine, from position: Int64, _ journal: any Journal, _ clock: any EngineClock,
    _ onFailure: @Sendable (SteelyardError) -> Void
  ) {
    var machine = initial
    var last = position
    while true {
      let requests = queue.take(upTo: Writer.batchMax)
      if requests.isEmpty { return }
      if let error = failure.withLock({ $0 }) {
        for request in requests { request.answer(.failure(error)) }
        continue
      }
      do throws(SteelyardError) {
        try Writer.decide(requests, on: &machine, journal, clock, &last)
      } catch {
        failure.withLock { $0 = error }
        queue.close()
        onFailure(error)
      }
    }
  }

  /// Why it has ended by itself; nil while it has not.
  var fault: SteelyardError? { failure.withLock { $0 } }

  /// How many commands wait.
  var waitingCount: Int { queue.count }

  /// Asks for a command to be decided; the answer comes on the writer's thread, after COMMIT.
  func submit(
    _ command: Machine.Command,
    _ answer: @escaping @Sendable (Result<Answered<Machine.Answer>, SteelyardError>) -> Void
  ) {
    do throws(SteelyardError) {
      try queue.add(Request(command: command, answer: answer))
    } catch {
      answer(.failure(failure.withLock { $0 } ?? error))
    }
  }

  /// Decides what waits, and ends the thread.
  func stop() {
    queue.close()
    thread.withLock { $0 }?.join()
  }

  private static func decide(
    _ requests: [Request], on machine: inout Machine, _ journal: any Journal,
    _ clock: any EngineClock, _ last: inout Int64
  ) throws(SteelyardError) {
    var records: [JournalRecord] = []
    var answers: [Result<Answered<Machine.Answer>, SteelyardError>] = []
    records.reserveCapacity(requests.count)
    answers.reserveCapacity(requests.count)
    var position = last
    for request in requests {
      let decision = machine.execute(request.command, position: position + 1, at: clock.now())
      if let fault = decision.fault {
        for request in requests { request.answer(.failure(fault)) }
        throw fault
      }
      if let record = decision.record {
        position += 1
        records.append(
          JournalRecord(
            position: position, time: decision.time, command: record.command,
            outcome: record.outcome))
      }
      answers.append(
        decision.answer.map { Answered(value: $0, position: position, time: decision.time) })
    }
    if !records.isEmpty {
      do throws(SteelyardError) {
        try journal.append(records)
      } catch {
        for request in requests { request.answer(.failure(error)) }
        throw error
      }
      last = position
    }
    machine.release(through: position)
    for (request, answer) in zip(requests, answers) { request.answer(answer) }
  }
}
