import SteelyardContracts
import Synchronization

/// A thread that looks at the engine whenever something was committed or a frame is new, and takes one step after
/// another until nothing more is to be done: the liquidator's and the strategist's.
///
/// It keeps nothing. What is to be done is the business of whoever takes the turns.
final class EngineTurns: Sendable {
  /// It looks at least so often, whatever wakes it.
  private static let milliseconds: Int64 = 200
  /// Steps one after another before it looks whether it is to end.
  private static let turnsAtOnce = 64

  private let engine: Engine
  private let name: String
  private let niceness: Int32
  private let signal = Signal()
  private let isStopping = Atomic<Bool>(false)
  private let thread: Mutex<EngineThread?> = Mutex(nil)
  private let listeners: Mutex<(records: Int, frames: Int)?> = Mutex(nil)

  /// A thread that has not started.
  ///
  /// - Parameters:
  ///   - name: At most 15 bytes.
  ///   - niceness: Above 0 others go first.
  init(of engine: Engine, named name: String, niceness: Int32) {
    self.engine = engine
    self.name = name
    self.niceness = niceness
  }

  /// Starts the thread.
  ///
  /// - Parameter turn: One look and what follows from it; returns how many steps were taken.
  func start(_ turn: @escaping @Sendable () -> Int) {
    let heard = engine.listen { [signal] _ in signal.raise() }
    let watched = engine.watch { [signal] notice in
      if case .frame = notice { signal.raise() }
    }
    listeners.withLock { $0 = (heard, watched) }
    let started = EngineThread(named: name, niceness: niceness) { [self] in run(turn) }
    thread.withLock { $0 = started }
  }

  /// Ends the thread, once the turn that runs is over.
  func stop() {
    if let heard = listeners.withLock({ $0 }) {
      engine.unlisten(heard.records)
      engine.unwatch(heard.frames)
    }
    isStopping.store(true, ordering: .releasing)
    signal.raise()
    thread.withLock { $0 }?.join()
  }

  private func run(_ turn: () -> Int) {
    while !isStopping.load(ordering: .acquiring) {
      for _ in 0..<EngineTurns.turnsAtOnce where !isStopping.load(ordering: .acquiring) {
        guard turn() > 0 else { break }
      }
      signal.wait(milliseconds: EngineTurns.milliseconds)
    }
  }
}

extension Engine {
  /// What became of a command.
  typealias Answer = Result<Answered<EngineOutcome>, SteelyardError>

  /// Asks for all of it at once and waits for the answers, in the order of the commands: they share the disk's time.
  func answers(to commands: [EngineCommand], by author: String) -> [Answer] {
    guard !commands.isEmpty else { return [] }
    let answers = AwaitedAnswers(count: commands.count)
    for (place, command) in commands.enumerated() {
      submit(command, by: author) { answers.take($0, at: place) }
    }
    return answers.all()
  }
}

/// Answers to several commands, for one thread that waits for all of them.
private final class AwaitedAnswers: Sendable {
  private let answers: Mutex<[Engine.Answer?]>
  private let left: Atomic<Int>
  private let signal = Signal()

  init(count: Int) {
    answers = Mutex([Engine.Answer?](repeating: nil, count: count))
    left = Atomic(count)
  }

  func take(_ answer: Engine.Answer, at place: Int) {
    answers.withLock { $0[place] = answer }
    if left.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { signal.raise() }
  }

  func all() -> [Engine.Answer] {
    while left.load(ordering: .acquiring) > 0 { signal.wait() }
    return answers.withLock { $0.compactMap(\.self) }
  }
}
