/// A set of `BoardChange` in two bytes, for the path of every update.
struct BoardChanges: OptionSet, Sendable {
  let rawValue: UInt16

  static let appeared = BoardChanges(.appeared)
  static let indexMoved = BoardChanges(.indexMoved)
  static let forwardMoved = BoardChanges(.forwardMoved)
  static let volatilityMoved = BoardChanges(.volatilityMoved)
  static let instrumentAdded = BoardChanges(.instrumentAdded)
  static let instrumentRemoved = BoardChanges(.instrumentRemoved)
  static let settled = BoardChanges(.settled)
  static let oracleState = BoardChanges(.oracleState)

  init(rawValue: UInt16) { self.rawValue = rawValue }

  private init(_ change: BoardChange) { rawValue = Self.bit(of: change) }

  /// The same as a set.
  var set: Set<BoardChange> {
    isEmpty ? [] : Set(BoardChange.allCases.filter { rawValue & Self.bit(of: $0) != 0 })
  }

  private static func bit(of change: BoardChange) -> UInt16 {
    switch change {
    case .appeared: 1
    case .indexMoved: 2
    case .forwardMoved: 4
    case .volatilityMoved: 8
    case .instrumentAdded: 16
    case .instrumentRemoved: 32
    case .settled: 64
    case .oracleState: 128
    }
  }
}
