import SteelyardContracts
import SteelyardEngine
import Synchronization

/// What the engine's threads have told since the stream last looked: kept short, whatever comes in between.
final class StreamInbox: Sendable {
  /// What has changed.
  struct Changes {
    var accounts = PlaceSet()
    var figures = PlaceSet()
    var isFrameNew = false
  }

  private struct State {
    var changes = Changes()
    var recordsThrough: Int64
    var isSignalled = false
  }

  private let state: Mutex<State>
  private let signal: @Sendable () -> Void

  /// - Parameters:
  ///   - position: The last record that is committed.
  ///   - signal: Called once for all changes until they are taken.
  init(position: Int64, _ signal: @escaping @Sendable () -> Void) {
    state = Mutex(State(recordsThrough: position))
    self.signal = signal
  }

  /// The last record that can be read.
  var recordsThrough: Int64 { state.withLock { $0.recordsThrough } }

  /// There are records through this one.
  func take(recordsThrough position: Int64) {
    change { $0.recordsThrough = max($0.recordsThrough, position) }
  }

  /// Something has changed.
  func take(_ notice: EngineNotice) {
    switch notice {
    case .accounts(let places):
      change { state in for place in places { state.changes.accounts.insert(place) } }
    case .figures(let places):
      change { state in for place in places { state.changes.figures.insert(place) } }
    case .frame: change { $0.changes.isFrameNew = true }
    case .cycle: break
    }
  }

  /// Everything since the last call.
  func takeChanges() -> Changes {
    state.withLock { state in
      defer { state.changes = Changes() }
      state.isSignalled = false
      return state.changes
    }
  }

  private func change(_ body: (inout State) -> Void) {
    let isFirst = state.withLock { state -> Bool in
      body(&state)
      defer { state.isSignalled = true }
      return !state.isSignalled
    }
    if isFirst { signal() }
  }
}
