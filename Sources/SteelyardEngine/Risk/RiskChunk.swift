import SteelyardContracts
import SteelyardLedger
import SteelyardMargin

/// Some accounts of one margin mode, owners whole: what one piece of a cycle evaluates.
///
/// Belongs to the risk thread; during a cycle each chunk is one worker's.
final class RiskChunk: @unchecked Sendable {
  /// Accounts up to which new owners are put into it: at some 4 us an account, a piece of a millisecond.
  static let accountsMax = 256

  /// One account as it is evaluated.
  struct Row {
    /// The ledger's number of it; -1 for one that has left the chunk.
    var index: Int
    var owner: String
    var rows: PortfolioRows
    var touches: TouchSet
    /// Whether it is not healthy by its margin call, and gets the model's own figures in every cycle.
    var isWatched = false
    /// Whether it holds anything else than at its last evaluation.
    var isChanged = true
  }

  let mode: MarginMode
  private(set) var rows: [Row] = []
  /// The rows to evaluate in this cycle.
  private(set) var due: [Int] = []
  private var batch: PortfolioBatch?
  /// The rows as a screen reads them, and the version of the models that it belongs to.
  private var screened: (book: ScreenBook, version: UInt64)?
  /// Rows that have changed since.
  private var unscreened: [Int] = []

  init(mode: MarginMode) { self.mode = mode }

  /// Whether an account waits to be evaluated for what it holds.
  var hasChanges: Bool { rows.contains { $0.isChanged } }

  /// Adds an account, and says in which row.
  func add(_ row: Row) -> Int {
    rows.append(row)
    hasChanged(rows.count - 1)
    return rows.count - 1
  }

  /// Replaces what an account holds.
  func replace(_ place: Int, _ row: Row) {
    rows[place] = row
    hasChanged(place)
  }

  /// Takes an account out; its row stays empty.
  func remove(_ place: Int, _ nothing: PortfolioRows) {
    rows[place] = Row(index: -1, owner: "", rows: nothing, touches: TouchSet(), isChanged: false)
    hasChanged(place)
  }

  private func hasChanged(_ place: Int) {
    batch = nil
    if screened != nil { unscreened.append(place) }
  }

  /// Marks the instruments that its accounts hold, by their number in the universe.
  func markHeld(_ isHeld: inout [Bool]) {
    for row in rows {
      for instrument in row.rows.instrument { isHeld[Int(instrument)] = true }
    }
  }

  /// Takes other numbers for instruments; what was made with the old ones is made anew.
  ///
  /// - Parameter numbers: The new number of each old one.
  func renumber(_ numbers: [Int32]) {
    for place in rows.indices { rows[place].rows = rows[place].rows.renumbered(numbers) }
    batch = nil
    screened = nil
    unscreened.removeAll()
  }

  /// The rows to evaluate: those that hold something else than before, and those that depend on a price
  /// that has moved.
  ///
  /// An owner's accounts are charged for the size of all of them, so one that changes takes the others
  /// along.
  func findDue(_ moved: TouchSet, everything: Bool) {
    due.removeAll(keepingCapacity: true)
    var owners: Set<String> = []
    if !everything {
      for place in rows.indices where rows[place].isChanged { owners.insert(rows[place].owner) }
    }
    for place in rows.indices where rows[place].index >= 0 {
      if everything || rows[place].touches.intersects(moved)
        || (!owners.isEmpty && owners.contains(rows[place].owner))
      {
        due.append(place)
      }
    }
  }

  /// Marks the rows that were due as evaluated.
  func settle() {
    for place in due { rows[place].isChanged = false }
  }

  /// The rows as a screen reads them, made anew where they belong to other models or are mostly of the past.
  func screenBook(_ screen: DynamicScreen, version: UInt64, over universe: InstrumentUniverse)
    -> ScreenBook
  {
    if let screened, screened.version == version, !screened.book.isSparse {
      for place in unscreened { take(place, into: screened.book, universe) }
      unscreened.removeAll(keepingCapacity: true)
      return screened.book
    }
    let book = ScreenBook(screen)
    for place in rows.indices { take(place, into: book, universe) }
    if let screened, screened.version == version { book.takeThresholds(from: screened.book) }
    screened = (book, version)
    unscreened.removeAll()
    return book
  }

  private func take(_ place: Int, into book: ScreenBook, _ universe: InstrumentUniverse) {
    let row = rows[place]
    if row.index < 0, place < book.accountCount {
      book.remove(place)
    } else {
      book.set(place, row.rows, owner: row.index < 0 ? nil : row.owner, universe)
    }
  }

  /// The model's own figures of some rows.
  ///
  /// Of a few rows no batch is kept: it would hold every position once more.
  func figures(
    of places: [Int], by slot: LiveFrame.Slot, over universe: InstrumentUniverse
  ) -> [AccountFigures] {
    if batch != nil || (screened == nil && places.count == due.count) {
      return slot.model.figures(of: places, in: batch(over: universe), frame: slot.frame)
    }
    let owners = Set(places.map { rows[$0].owner })
    var part = PortfolioBatch(universe: universe)
    var accounts: [Int] = []
    var next = 0
    for place in rows.indices where rows[place].index >= 0 && owners.contains(rows[place].owner) {
      if next < places.count, places[next] == place {
        accounts.append(part.accountCount)
        next += 1
      }
      part.append(rows[place].rows, ownerGroup: rows[place].owner)
    }
    precondition(accounts.count == places.count, "rows in their order")
    return slot.model.figures(of: accounts, in: part, frame: slot.frame)
  }

  /// The batch of all rows, made anew where anything has changed.
  private func batch(over universe: InstrumentUniverse) -> PortfolioBatch {
    if let batch { return batch }
    var made = PortfolioBatch(universe: universe)
    for row in rows { made.append(row.rows, ownerGroup: row.index < 0 ? nil : row.owner) }
    batch = made
    return made
  }
}
