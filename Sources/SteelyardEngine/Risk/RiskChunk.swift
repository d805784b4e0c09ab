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
    var index: Int32
    /// Whose it is, by the chunk's number of the owner; -1 for nobody's.
    var owner: Int32
    var rows: PortfolioRows
    var touches: TouchSet
    /// Whether it is not healthy by its margin call, and gets the model's own figures in every cycle.
    var isWatched = false
    /// Whether it was so near a warning at its last evaluation that no screen is asked of it.
    var isNear = false
    /// Whether it holds anything else than at its last evaluation.
    var isChanged = true
  }

  let mode: MarginMode
  private(set) var rows: [Row] = []
  /// The rows to evaluate in this cycle.
  private(set) var due: [Int32] = []
  /// Accounts of each owner.
  private var accountsOfOwner: [Int32] = []
  private var batch: PortfolioBatch?
  /// The rows as a screen reads them, and the version of the models that it belongs to.
  private var screened: (book: ScreenBook, version: UInt64)?
  /// Rows that have changed since.
  private var unscreened: [Int32] = []

  init(mode: MarginMode) {
    self.mode = mode
    // As many as come: a list that grows by itself keeps room for as many again.
    rows.reserveCapacity(RiskChunk.accountsMax)
  }

  /// Whether an account waits to be evaluated for what it holds.
  var hasChanges: Bool { rows.contains { $0.isChanged } }

  /// The number of one owner more.
  func addOwner() -> Int32 {
    accountsOfOwner.append(0)
    return Int32(accountsOfOwner.count - 1)
  }

  /// Adds an account, and says in which row.
  func add(_ row: Row) -> Int {
    rows.append(row)
    if row.owner >= 0 { accountsOfOwner[Int(row.owner)] += 1 }
    hasChanged(rows.count - 1)
    return rows.count - 1
  }

  /// Replaces what an account holds.
  func replace(_ place: Int, _ row: Row) {
    if rows[place].owner >= 0 { accountsOfOwner[Int(rows[place].owner)] -= 1 }
    if row.owner >= 0 { accountsOfOwner[Int(row.owner)] += 1 }
    rows[place] = row
    hasChanged(place)
  }

  /// Takes an account out; its row stays empty.
  func remove(_ place: Int, _ nothing: PortfolioRows) {
    replace(
      place, Row(index: -1, owner: -1, rows: nothing, touches: TouchSet(), isChanged: false))
  }

  private func hasChanged(_ place: Int) {
    batch = nil
    if screened != nil { unscreened.append(Int32(place)) }
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
    for place in rows.indices { rows[place].rows.renumber(numbers) }
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
    var owners: Set<Int32> = []
    if !everything {
      for place in rows.indices where rows[place].isChanged { owners.insert(rows[place].owner) }
    }
    for place in rows.indices where rows[place].index >= 0 {
      if everything || rows[place].touches.intersects(moved)
        || (!owners.isEmpty && owners.contains(rows[place].owner))
      {
        due.append(Int32(place))
      }
    }
  }

  /// Marks a row as evaluated.
  ///
  /// - Parameter isNear: Whether it is near a warning by the model's own figures.
  func settle(_ place: Int, isNear: Bool) {
    rows[place].isChanged = false
    rows[place].isNear = isNear
  }

  /// Whether a row gets the model's own figures whatever a screen tells of it.
  func needsFigures(_ place: Int) -> Bool { rows[place].isWatched || rows[place].isNear }

  /// The rows as a screen reads them, made anew where they belong to other models or are mostly of the past.
  func screenBook(_ screen: DynamicScreen, version: UInt64, over universe: InstrumentUniverse)
    -> ScreenBook
  {
    if let screened, screened.version == version, !screened.book.isSparse {
      for place in unscreened { take(Int(place), into: screened.book, universe) }
      unscreened.removeAll(keepingCapacity: true)
      return screened.book
    }
    let book = ScreenBook(screen)
    for place in rows.indices { take(place, into: book, universe) }
    book.trim()
    if let screened, screened.version == version { book.takeThresholds(from: screened.book) }
    screened = (book, version)
    unscreened.removeAll()
    return book
  }

  private func take(_ place: Int, into book: ScreenBook, _ universe: InstrumentUniverse) {
    if rows[place].index < 0, place < book.accountCount {
      book.remove(place)
    } else {
      book.set(place, rows[place].rows, owner: rows[place].owner, universe)
    }
  }

  /// The model's own figures of what is due.
  func figures(by slot: LiveFrame.Slot, over universe: InstrumentUniverse) -> [AccountFigures] {
    slot.model.figures(of: due.map(Int.init), in: batch(over: universe), frame: slot.frame)
  }

  /// The model's own figures of some rows of some chunks, and of no others but their owners'.
  ///
  /// No batch of whole chunks is made: it would hold every position once more.
  ///
  /// - Parameter places: The rows of each chunk, in their order; shape `[chunk]`.
  /// - Returns: One chunk's after the other's.
  static func figures(
    of places: [[Int]], in chunks: [RiskChunk], by slot: LiveFrame.Slot,
    over universe: InstrumentUniverse
  ) -> [AccountFigures] {
    var batch = PortfolioBatch(universe: universe)
    var accounts: [Int] = []
    for (number, (chunk, places)) in zip(chunks, places).enumerated() where !places.isEmpty {
      chunk.add(places, to: &batch, &accounts, number)
    }
    return accounts.isEmpty
      ? [] : slot.model.figures(of: accounts, in: batch, frame: slot.frame)
  }

  /// Adds some rows to a batch, with the other rows of their owners: each owner's in their order, so that sums
  /// over them are the same to the bit whichever of them are asked for.
  private func add(
    _ places: [Int], to batch: inout PortfolioBatch, _ accounts: inout [Int], _ number: Int
  ) {
    let shared = Set(places.lazy.map { self.rows[$0].owner }.filter { self.isShared($0) })
    var next = 0
    for place in shared.isEmpty ? places : Array(rows.indices) {
      let isAsked = next < places.count && places[next] == place
      let row = rows[place]
      guard isAsked || (row.index >= 0 && shared.contains(row.owner)) else { continue }
      if isAsked {
        accounts.append(batch.accountCount)
        next += 1
      }
      batch.append(
        row.rows, ownerGroup: isShared(row.owner) ? "\(number)/\(row.owner)" : nil)
    }
    precondition(next == places.count, "rows in their order")
  }

  private func isShared(_ owner: Int32) -> Bool {
    owner >= 0 && accountsOfOwner[Int(owner)] > 1
  }

  /// The batch of all rows, made anew where anything has changed.
  private func batch(over universe: InstrumentUniverse) -> PortfolioBatch {
    if let batch { return batch }
    var made = PortfolioBatch(universe: universe)
    for row in rows { made.append(row.rows, ownerGroup: row.index < 0 ? nil : "\(row.owner)") }
    batch = made
    return made
  }
}
