package import SteelyardContracts
package import SteelyardScenarios
import Synchronization

/// What a job and those who wait for it hold in common: how far it is, and whether it is to end.
package final class JobReins: Sendable {
  private let cancelled = Atomic<Bool>(false)
  private let shareBits = Atomic<UInt64>(0)

  /// How much of it is done, 0 to 1.
  package var progress: Double { Double(bitPattern: shareBits.load(ordering: .relaxed)) }

  /// Whether nobody wants it any more.
  package var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

  /// Says how much is done.
  package func report(_ share: Double) {
    shareBits.store(min(max(share, 0), 1).bitPattern, ordering: .relaxed)
  }

  /// Asks the job to end.
  package func cancel() { cancelled.store(true, ordering: .releasing) }

  /// Between two steps of a job.
  ///
  /// - Throws: `notApplicable` where nobody wants it any more.
  package func check() throws(SteelyardError) {
    guard !isCancelled else {
      throw SteelyardError(
        .notApplicable, "The job was cancelled.", remedy: "Ask for it again if it is wanted.")
    }
  }

  /// The caller alone, telling after each piece of work how much is done.
  ///
  /// - Parameter pieceCount: Pieces that there will be in all.
  package func sharing(pieceCount: Int) -> WorkSharing {
    let counter = PieceCounter()
    return WorkSharing(workerCount: 1) { count, piece in
      for index in 0..<count {
        piece(index)
        self.report(Double(counter.oneMore()) / Double(max(1, pieceCount)))
      }
    }
  }
}

/// How many pieces of work are done.
private final class PieceCounter: Sendable {
  private let count = Atomic<Int>(0)

  func oneMore() -> Int { count.add(1, ordering: .relaxed).newValue }
}
