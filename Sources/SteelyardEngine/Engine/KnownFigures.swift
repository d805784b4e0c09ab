package import SteelyardMargin
import Synchronization

/// The figures of accounts as questions have found them on the latest frame: whoever asks again what a trade would
/// change need not have the account evaluated anew.
///
/// Besides what the last cycle has evaluated, which is what has moved. Bounded by a count; all go with the frame.
package final class KnownFigures: Sendable {
  private struct Entry {
    let position: Int64
    let figures: AccountFigures
  }

  private struct State {
    var frame: UInt64 = 0
    var entries: [Int: Entry] = [:]
  }

  private let state = Mutex(State())
  private let countMax: Int

  /// Nothing known yet.
  ///
  /// - Parameter countMax: Accounts of which it is kept, about 120 bytes each; further ones are evaluated again.
  package init(countMax: Int) { self.countMax = countMax }

  /// The figures of an account that has not changed since a position; nil where they are not known.
  package func figures(
    of account: Int, at position: Int64, on frame: UInt64
  ) -> AccountFigures? {
    state.withLock { state in
      guard state.frame == frame, let entry = state.entries[account], entry.position == position
      else { return nil }
      return entry.figures
    }
  }

  /// Keeps the figures of an account on a frame; on one that is not the latest, nothing.
  package func keep(
    _ figures: AccountFigures, of account: Int, at position: Int64, on frame: UInt64
  ) {
    state.withLock { state in
      guard frame >= state.frame else { return }
      if frame > state.frame {
        state.frame = frame
        state.entries.removeAll(keepingCapacity: true)
      }
      guard state.entries.count < countMax || state.entries[account] != nil else { return }
      state.entries[account] = Entry(position: position, figures: figures)
    }
  }

  /// How many accounts are known.
  package var count: Int { state.withLock { $0.entries.count } }
}
