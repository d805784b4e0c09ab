import SteelyardContracts
import SteelyardLedger
import SteelyardMargin

/// Some accounts of one margin mode, owners whole: what one piece of a cycle evaluates.
///
/// Belongs to the risk thread; during a cycle each chunk is one worker's.
final class RiskChunk: @unchecked Sendable {
  /// Accounts up to which new owners are put into it: at about 4 us an account, a piece of a millisecond.
  static let accountsMax = 256

  /// One account as it is evaluated.
  struct Row {
    /// The ledger's number of it; -1 for one that has left the chunk.
    var index: Int
    var owner: String
    var rows: PortfolioRows
    var touches: TouchSet
    /// Whether it holds anything else than at its last evaluation.
    var isChanged = true
  }

  let mode: MarginMode
  private(set) var rows: [Row] = []
  private var batch: PortfolioBatch?

  init(mode: MarginMode) { self.mode = mode }

  /// Whether an account waits to be evaluated for what it holds.
  var hasChanges: Bool { rows.contains { $0.isChanged } }

  /// Adds an account, and says in which row.
  func add(_ row: Row) -> Int {
    rows.append(row)
    batch = nil
    return rows.count - 1
  }

  /// Replaces what an account holds.
  func replace(_ place: Int, _ row: Row) {
    rows[place] = row
    batch = nil
  }

  /// Takes an account out; its row stays empty.
  func remove(_ place: Int, _ nothing: PortfolioRows) {
    rows[place] = Row(index: -1, owner: "", rows: nothing, touches: TouchSet(), isChanged: false)
    batch = nil
  }

  /// The rows to evaluate: those that hold something else than before, and those that depend on a price
  /// that has moved.
  ///
  /// An owner's accounts are charged for the size of all of them, so one that changes takes the others
  /// along.
  func due(_ moved: TouchSet, everything: Bool) -> [Int] {
    if everything { return rows.indices.filter { rows[$0].index >= 0 } }
    let owners = Set(rows.lazy.filter(\.isChanged).map(\.owner))
    return rows.indices.filter { place in
      let row = rows[place]
      return row.index >= 0 && (owners.contains(row.owner) || row.touches.intersects(moved))
    }
  }

  /// Marks rows as evaluated.
  func settle(_ places: [Int]) {
    for place in places { rows[place].isChanged = false }
  }

  /// The batch of all rows, made anew where anything has changed.
  func batch(over universe: InstrumentUniverse) -> PortfolioBatch {
    if let batch { return batch }
    var made = PortfolioBatch(universe: universe)
    for row in rows { made.append(row.rows, ownerGroup: row.index < 0 ? nil : row.owner) }
    batch = made
    return made
  }
}
