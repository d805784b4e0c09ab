import SteelyardContracts
import SteelyardEngine
import SteelyardMargin
import Synchronization

/// Stress tests of the house: two at once on threads of their own, some wait, and the latest answers are kept.
final class HouseStressDesk: Sendable {
  /// What is asked.
  struct Question: Sendable, Hashable {
    let shock: MarketShock
    let order: HouseStress.Order
    let limit: Int
  }

  /// Tests that run at once.
  static let runningMax = 2
  /// Questions that wait; further ones are refused.
  static let waitingMax = 16
  /// Answers that are kept, of a frame that is the latest.
  static let keptMax = 16
  /// Seconds after which figures are made only of the worst accounts, of a house with very many.
  static let secondsMax = 1.0

  /// An answer: the test in the end, or why there is none.
  private typealias Answer = Result<HouseStress, SteelyardError>

  private struct Waiting {
    let question: Question
    let continuation: CheckedContinuation<Answer, Never>
  }

  private struct State {
    var runningCount = 0
    var waiting: [Waiting] = []
    /// The latest last.
    var kept: [(question: Question, test: HouseStress)] = []
  }

  private let engine: Engine
  private let state = Mutex(State())

  /// A desk over an engine.
  init(_ engine: Engine) { self.engine = engine }

  /// The answer to a question, on the latest frame and what is committed.
  ///
  /// - Throws: `unavailable` where too many wait already; what `HouseStress` throws.
  func answer(to question: Question) async throws(SteelyardError) -> HouseStress {
    if let known = known(question) { return known }
    let answer = await withCheckedContinuation { continuation in
      let waiting = Waiting(question: question, continuation: continuation)
      let begins: Bool? = state.withLock { state in
        if state.runningCount < HouseStressDesk.runningMax {
          state.runningCount += 1
          return true
        }
        guard state.waiting.count < HouseStressDesk.waitingMax else { return nil }
        state.waiting.append(waiting)
        return false
      }
      switch begins {
      case true: WorkThread.start("house-stress") { [self] in work(on: waiting) }
      case false: break
      case nil:
        continuation.resume(
          returning: .failure(
            SteelyardError(
              .unavailable,
              "\(HouseStressDesk.waitingMax) stress tests of the house wait already.",
              remedy: "Ask again when some are done.")))
      }
    }
    return try answer.get()
  }

  /// How many questions wait, and how many tests run.
  var counts: (waiting: Int, running: Int) {
    state.withLock { ($0.waiting.count, $0.runningCount) }
  }

  /// Answers one question after the other, until none waits.
  private func work(on first: Waiting) {
    var next: Waiting? = first
    while let waiting = next {
      waiting.continuation.resume(returning: made(waiting.question))
      next = state.withLock { state in
        if state.waiting.isEmpty {
          state.runningCount -= 1
          return nil
        }
        return state.waiting.removeFirst()
      }
    }
  }

  private func made(_ question: Question) -> Answer {
    if let known = known(question) { return .success(known) }
    let begun = Monotonic.seconds
    do throws(SteelyardError) {
      let test = try HouseStress(
        engine, question.shock, order: question.order, limit: question.limit,
        response: StressBody.response(of:)
      ) { Monotonic.seconds - begun > HouseStressDesk.secondsMax }
      keep(test, of: question)
      return .success(test)
    } catch {
      return .failure(error)
    }
  }

  /// The answer to the same question where neither frame nor ledger has moved since.
  private func known(_ question: Question) -> HouseStress? {
    let (frame, position) = (engine.frame?.number, engine.position)
    return state.withLock { state in
      state.kept.last {
        $0.question == question && $0.test.frame.number == frame && $0.test.position == position
      }?.test
    }
  }

  private func keep(_ test: HouseStress, of question: Question) {
    state.withLock { state in
      // A test holds its frame; those of old frames are let go.
      state.kept.removeAll {
        $0.test.frame.number != test.frame.number || $0.question == question
      }
      state.kept.append((question, test))
      if state.kept.count > HouseStressDesk.keptMax { state.kept.removeFirst() }
    }
  }
}
