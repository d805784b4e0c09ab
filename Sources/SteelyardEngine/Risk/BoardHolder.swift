import SteelyardContracts
import SteelyardFeeds
import Synchronization

/// The market board between the feeds, which write, and the risk loop, which makes snapshots.
final class BoardHolder: Sendable {
  private struct Contents {
    var board: MarketBoard
    var refused: UInt64 = 0
    var lastRefusal: SteelyardError?
  }

  private let contents: Mutex<Contents>
  private let signal: Signal

  init(_ board: MarketBoard, signal: Signal) {
    contents = Mutex(Contents(board: board))
    self.signal = signal
  }

  /// Takes updates; what can't be is counted and told, and the rest is taken.
  func take(_ updates: [MarketUpdate]) {
    let isWorthIt = contents.withLock { contents in
      for update in updates {
        do throws(SteelyardError) {
          try contents.board.apply(update)
        } catch {
          contents.refused += 1
          contents.lastRefusal = error
        }
      }
      return contents.board.hasChanges
    }
    if isWorthIt { signal.raise() }
  }

  /// What is known at an instant; nil before there is a market.
  func snapshot(at time: Timestamp) -> BoardSnapshot? {
    contents.withLock { contents in
      // A clock that steps back does not take the market along.
      try? contents.board.snapshot(at: max(time, contents.board.snapshotTime ?? time))
    }
  }

  /// Whether a snapshot would have something worth telling.
  var hasChanges: Bool { contents.withLock { $0.board.hasChanges } }

  /// Reads the board under its lock.
  func read<Value: Sendable>(_ body: (borrowing MarketBoard) -> Value) -> Value {
    contents.withLock { body($0.board) }
  }

  /// How many updates were refused, and the last reason.
  var refusals: (count: UInt64, last: SteelyardError?) {
    contents.withLock { ($0.refused, $0.lastRefusal) }
  }
}
