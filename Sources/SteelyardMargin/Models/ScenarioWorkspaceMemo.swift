import Synchronization

/// What a scenario model has prepared for a frame, made once: a question about one account takes less time than the
/// families of all blocks.
///
/// Belongs to one frame. May be asked from any thread; two that ask at once may both prepare it, and make the same.
final class ScenarioWorkspaceMemo: Sendable {
  /// One model, whatever copies there are of it.
  final class Owner: Sendable {}

  private struct Entry {
    let owner: Owner
    let workspace: ScenarioWorkspace
  }

  private let entry = Mutex<Entry?>(nil)

  /// A workspace without an account in it.
  ///
  /// - Parameters:
  ///   - owner: The model; what another left is replaced.
  ///   - make: Prepares it.
  func workspace(of owner: Owner, _ make: () -> ScenarioWorkspace) -> ScenarioWorkspace {
    if let known = entry.withLock({ $0 }), known.owner === owner { return known.workspace }
    let made = make()
    entry.withLock { $0 = Entry(owner: owner, workspace: made) }
    return made
  }
}
