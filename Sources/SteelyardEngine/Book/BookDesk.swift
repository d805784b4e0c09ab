package import SteelyardContracts
import Synchronization

/// Answers what is asked of the book: takes readings when something has changed, and keeps the last few answers.
package final class BookDesk: Sendable {
  fileprivate struct State {
    var book: AccountBook
    var reading: BookReading?
    /// The latest last.
    var answers: [(question: BookQuestion, answer: BookAnswer)] = []
  }

  private let engine: Engine
  private let state: Mutex<State>
  private let moments = Mutex(BookMoments())

  /// Answers that are kept: as many orders as people look at together.
  package static let answersMax = 8

  /// A desk at an engine.
  ///
  /// - Parameter follows: The coin that an asset moves with, such as ETH for STETH.
  package init(_ engine: Engine, follows: [Currency: Currency]) {
    self.engine = engine
    state = Mutex(State(book: AccountBook(follows: follows)))
  }

  /// What a reading of now would stand on.
  package var mark: BookReading.Mark {
    let cycle = engine.lastCycle
    return BookReading.Mark(
      frame: engine.frame?.number ?? 0, position: engine.position, cycleFrame: cycle?.frame ?? 0,
      cyclePosition: cycle?.position ?? 0)
  }

  /// The answer to a question that was asked on the same reading before; nil where there is none.
  ///
  /// Another reading that is being taken is not waited for.
  package func kept(_ question: BookQuestion) -> BookAnswer? {
    let (mark, reference) = (mark, reference)
    return state.withLockIfAvailable { $0.kept(question, mark, reference) } ?? nil
  }

  /// The answer to a question.
  ///
  /// - Complexity: A walk over all accounts where something has changed: not for the server's loop.
  package func answer(_ question: BookQuestion) -> BookAnswer {
    let (mark, reference) = (mark, reference)
    return state.withLock { state in
      if let kept = state.kept(question, mark, reference) { return kept }
      let reading = state.read(engine, mark)
      let answer = BookAnswer(question, reading, since: reference)
      state.answers.removeAll { $0.question == question }
      if state.answers.count >= BookDesk.answersMax { state.answers.removeFirst() }
      state.answers.append((question, answer))
      return answer
    }
  }

  /// The row of an account in every reading that has it; nil where it was opened since the last.
  package func row(of account: AccountView) -> Int? {
    state.withLock { $0.reading?.names.row(of: account.index) }
  }

  /// The accounts as they are now.
  package func reading() -> BookReading {
    let mark = mark
    return state.withLock { $0.read(engine, mark) }
  }

  /// Keeps how the book stands now, where the last time is long enough ago.
  package func keepMoment() {
    let now = engine.now
    guard moments.withLock({ $0.isDue(at: now) }) else { return }
    // The columns are shared with the reading, so that a moment costs nothing while it is the latest.
    let moment = BookMoment(reading(), at: now)
    moments.withLock { $0.keep(moment) }
  }

  /// What changes are told against now; nil where nothing is kept.
  package var reference: BookMoment? {
    let now = engine.now
    return moments.withLock { $0.reference(at: now) }
  }
}

extension BookDesk.State {
  /// The reading of a mark.
  fileprivate mutating func read(_ engine: Engine, _ mark: BookReading.Mark) -> BookReading {
    if let reading, reading.mark == mark { return reading }
    let taken = book.reading(of: engine, mark)
    reading = taken
    // Rows of another reading are no answer any more, and hold its columns.
    answers = []
    return taken
  }

  fileprivate func kept(
    _ question: BookQuestion, _ mark: BookReading.Mark, _ reference: BookMoment?
  ) -> BookAnswer? {
    guard let reading, reading.mark == mark,
      let kept = answers.last(where: { $0.question == question }),
      kept.answer.reference?.time == reference?.time
    else { return nil }
    return kept.answer
  }
}
