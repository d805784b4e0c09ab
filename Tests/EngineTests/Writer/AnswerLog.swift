import SteelyardContracts
import SteelyardEngine
import Synchronization

/// Answers in the order in which they came.
final class AnswerLog: Sendable {
  /// One answer.
  struct Entry: Sendable {
    let number: Int
    let result: Result<Answered<EngineOutcome>, SteelyardError>
  }

  private let contents = Mutex<[Entry]>([])

  var entries: [Entry] { contents.withLock { $0 } }
  var count: Int { contents.withLock { $0.count } }
  var codes: [SteelyardError.Code?] {
    entries.map { entry in
      if case .failure(let error) = entry.result { error.code } else { nil }
    }
  }
  var positions: [Int64?] { entries.map { try? $0.result.get().position } }

  /// What takes the answer of a command with a number.
  func taking(
    _ number: Int
  ) -> @Sendable (Result<Answered<EngineOutcome>, SteelyardError>) -> Void {
    { result in self.contents.withLock { $0.append(Entry(number: number, result: result)) } }
  }
}
