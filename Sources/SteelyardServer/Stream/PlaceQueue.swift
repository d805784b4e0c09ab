/// Which of the things that a client listens to have changed since it was told of them.
///
/// Of each only the latest is told, so the queue holds numbers and never grows beyond what is wanted.
struct PlaceQueue: Sendable {
  private var wanted = PlaceSet()
  private var due = PlaceSet()
  /// Where the last one was taken: nothing is told twice before everything else was told once.
  private var next = 0

  /// Whether nothing is to be told.
  var isEmpty: Bool { due.isEmpty }

  /// Begins to listen to a thing, which is then told as it is.
  mutating func want(_ place: Int) {
    wanted.insert(place)
    due.insert(place)
  }

  /// Ends listening to things that are gone.
  mutating func forget(_ gone: PlaceSet) {
    wanted.subtract(gone)
    due.subtract(gone)
  }

  /// Takes what has changed.
  ///
  /// - Returns: How many of them were still to be told: what was between is left out.
  mutating func mark(_ changed: PlaceSet) -> Int { due.formUnion(common: changed, wanted) }

  /// The next that is to be told.
  mutating func take() -> Int? {
    guard let place = due.first(from: next) else { return nil }
    due.remove(place)
    next = place + 1
    return place
  }
}
