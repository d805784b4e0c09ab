package import SteelyardMargin
import Synchronization

/// The accounts that were asked about last, with their sums on the latest frame, so that the next question
/// about one of them adds only what it changes.
///
/// Bounded by memory: the account that was not asked about for longest goes first. All go with the frame that
/// they stand on.
package final class StandingShelf: Sendable {
  /// An account as it was kept.
  package struct Kept {
    package let standing: AccountStanding
    /// The journal position that the account was read at.
    package let position: Int64

    package init(standing: AccountStanding, position: Int64) {
      self.standing = standing
      self.position = position
    }
  }

  private struct Entry {
    let kept: Kept
    var lastUse: UInt64
  }

  private struct State {
    var frame: UInt64 = 0
    var entries: [Int: Entry] = [:]
    var byteCount = 0
    var useCount: UInt64 = 0
  }

  private let state = Mutex(State())
  private let byteCountMax: Int

  package init(byteCountMax: Int) { self.byteCountMax = byteCountMax }

  /// An account as it was kept on a frame; nil for none.
  package func kept(_ account: Int, on frame: UInt64) -> Kept? {
    state.withLock { state in
      guard state.frame == frame, let place = state.entries.index(forKey: account) else {
        return nil
      }
      state.useCount += 1
      state.entries.values[place].lastUse = state.useCount
      return state.entries.values[place].kept
    }
  }

  /// Keeps an account on a frame; one that is not the latest keeps nothing.
  package func keep(_ kept: Kept, of account: Int, on frame: UInt64) {
    guard kept.standing.byteCount <= byteCountMax else { return }
    state.withLock { state in
      guard frame >= state.frame else { return }
      if frame > state.frame { StandingShelf.empty(&state, for: frame) }
      StandingShelf.remove(account, from: &state)
      state.byteCount += kept.standing.byteCount
      while state.byteCount > byteCountMax,
        let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
      {
        StandingShelf.remove(oldest.key, from: &state)
      }
      state.useCount += 1
      state.entries[account] = Entry(kept: kept, lastUse: state.useCount)
    }
  }

  /// Lets go of what stands on older frames, whose numbers would otherwise stay in memory.
  package func removeAll(before frame: UInt64) {
    state.withLock { state in
      if state.frame < frame { StandingShelf.empty(&state, for: frame) }
    }
  }

  /// How many accounts are kept, and the memory that they take.
  package var size: (count: Int, bytes: Int) {
    state.withLock { ($0.entries.count, $0.byteCount) }
  }

  private static func empty(_ state: inout State, for frame: UInt64) {
    state.frame = frame
    state.entries.removeAll(keepingCapacity: true)
    state.byteCount = 0
  }

  private static func remove(_ account: Int, from state: inout State) {
    guard let entry = state.entries.removeValue(forKey: account) else { return }
    state.byteCount -= entry.kept.standing.byteCount
  }
}
