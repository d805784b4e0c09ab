/// Who does pieces of work that need nothing of each other: the caller alone, or threads that it has.
///
/// Libraries start no threads; the engine lends its own. The numbers are the same to the bit, however many work.
public struct WorkSharing: Sendable {
  /// How many work at once, the caller included; >= 1.
  public let workerCount: Int
  private let run: @Sendable (Int, @escaping @Sendable (Int) -> Void) -> Void

  /// A sharing of work.
  ///
  /// - Parameters:
  ///   - workerCount: How many work at once, >= 1.
  ///   - run: Does the pieces 0 to count - 1, in any order, and returns when all are done.
  public init(
    workerCount: Int, run: @escaping @Sendable (Int, @escaping @Sendable (Int) -> Void) -> Void
  ) {
    precondition(workerCount >= 1, "the caller works too")
    self.workerCount = workerCount
    self.run = run
  }

  /// The caller alone, one piece after another.
  public static let callerAlone = WorkSharing(workerCount: 1) { count, piece in
    for index in 0..<count { piece(index) }
  }

  /// The pieces that a list of work is cut into: whole for the caller alone, else several for each that works,
  /// so that nobody waits long for the last.
  package func pieces(of count: Int, atLeast least: Int) -> [Range<Int>] {
    guard workerCount > 1, count > least else { return count == 0 ? [] : [0..<count] }
    let size = max(least, (count + 4 * workerCount - 1) / (4 * workerCount))
    return stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }

  /// One value for each piece, in the order of the pieces.
  package func map<Piece: Sendable, Value>(
    _ pieces: [Piece], _ body: @escaping @Sendable (Piece) -> Value
  ) -> [Value] {
    let values = Slots<Value>(count: pieces.count)
    run(pieces.count) { place in values[place] = body(pieces[place]) }
    return values.taken()
  }
}

/// Places that are each written once, by whoever does the piece of that number, and read when all are done.
private final class Slots<Value>: @unchecked Sendable {
  private let values: UnsafeMutableBufferPointer<Value?>

  init(count: Int) {
    values = .allocate(capacity: count)
    values.initialize(repeating: nil)
  }

  deinit {
    values.deinitialize()
    values.deallocate()
  }

  subscript(place: Int) -> Value? {
    get { values[place] }
    set { values[place] = newValue }
  }

  func taken() -> [Value] { values.compactMap { $0 } }
}
