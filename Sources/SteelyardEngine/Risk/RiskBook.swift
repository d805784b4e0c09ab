import SteelyardContracts
import SteelyardLedger
import SteelyardMargin

/// The accounts as risk sees them: chunks of whole owners, one margin mode each.
struct RiskBook {
  /// Every instrument that is listed or held, in the order of appearance.
  ///
  /// Numbers in it stay until `forgetSettled` gives new ones.
  private(set) var universe = InstrumentUniverse()
  /// Instruments of the universe that are settled.
  private var settled: Set<Instrument> = []
  /// The accounts.
  private(set) var chunks: [RiskChunk] = []
  /// Bits of what accounts depend on.
  private(set) var bits = TouchBits()
  /// Accounts that can't be evaluated, with the reason.
  private(set) var failures: [Int: SteelyardError] = [:]

  /// Where an account is.
  private struct Place {
    var chunk: Int32
    var row: Int32

    static let none = Place(chunk: -1, row: -1)
  }

  /// The accounts of one owner that have one margin mode.
  private struct Group {
    let owner: String
    let mode: MarginMode
    let chunk: Int32
    /// The chunk's number of the owner.
    let number: Int32

    static func hash(_ owner: String, _ mode: MarginMode) -> Int {
      var hasher = Hasher()
      hasher.combine(owner)
      hasher.combine(mode)
      return hasher.finalize()
    }
  }

  /// By the ledger's number of an account, which has few gaps.
  private var places: [Place] = []
  private var groups: [Group] = []
  private var groupTable = NumberTable()
  private var openChunk: [MarginMode: Int] = [:]
  /// How many accounts there are.
  private(set) var accountCount = 0

  /// Lists an instrument, so that frames price it before anybody holds it.
  ///
  /// - Throws: `limitExceeded` where the universe is full.
  mutating func list(_ instrument: Instrument) throws(SteelyardError) {
    guard instrument.product != .spot else { return }
    _ = try universe.add(instrument)
  }

  /// Takes note that an instrument was settled: it leaves with the next `forgetSettled`.
  mutating func settle(_ instrument: Instrument) {
    if universe.index(of: instrument) != nil { settled.insert(instrument) }
  }

  /// Takes settled instruments that nobody holds out of the universe, and numbers the others anew.
  ///
  /// - Returns: Whether numbers have changed: what was made over the universe before has to be made anew.
  /// - Complexity: A walk over all positions where anything was settled.
  mutating func forgetSettled() -> Bool {
    guard !settled.isEmpty else { return false }
    var isHeld = [Bool](repeating: false, count: universe.count)
    for chunk in chunks { chunk.markHeld(&isHeld) }
    var left = InstrumentUniverse()
    var numbers: [Int32] = []
    numbers.reserveCapacity(universe.count)
    for (place, instrument) in universe.instruments.enumerated() {
      guard isHeld[place] || !settled.contains(instrument),
        // It has fewer than the one before, which was not full.
        let number = try? left.add(instrument)
      else {
        numbers.append(-1)
        continue
      }
      numbers.append(Int32(number))
    }
    settled.formIntersection(left.instruments)
    guard left.count < universe.count else { return false }
    universe = left
    for chunk in chunks { chunk.renumber(numbers) }
    return true
  }

  /// Takes what an account holds now.
  ///
  /// - Parameter isWatched: Whether its margin call is not healthy.
  mutating func take(_ holding: AccountHolding, isWatched: Bool) {
    let rows: PortfolioRows
    do throws(SteelyardError) {
      rows = try PortfolioRows(holding.portfolio, over: &universe)
      failures[holding.index] = nil
    } catch {
      failures[holding.index] = error
      remove(holding.index)
      return
    }
    let group = groups[group(holding.owner, holding.mode)]
    let chunk = Int(group.chunk)
    let row = RiskChunk.Row(
      index: Int32(holding.index), owner: group.number, rows: rows, touches: touches(of: rows),
      isWatched: isWatched)
    if holding.index < places.count, places[holding.index].row >= 0 {
      let place = places[holding.index]
      if place.chunk == group.chunk {
        chunks[chunk].replace(Int(place.row), row)
        return
      }
      remove(holding.index)
    }
    while places.count <= holding.index { places.append(.none) }
    places[holding.index] = Place(chunk: group.chunk, row: Int32(chunks[chunk].add(row)))
    accountCount += 1
  }

  private mutating func remove(_ index: Int) {
    guard index < places.count, places[index].row >= 0 else { return }
    chunks[Int(places[index].chunk)].remove(Int(places[index].row), .none)
    places[index] = .none
    accountCount -= 1
  }

  private mutating func touches(of rows: PortfolioRows) -> TouchSet {
    var touches = TouchSet()
    for instrument in rows.instrument {
      touches.insert(bits.bit(of: universe.instruments[Int(instrument)].underlying))
    }
    for asset in rows.asset { touches.insert(bits.bit(of: asset)) }
    return touches
  }

  /// The group of an owner's accounts, which keeps its chunk: they are evaluated together.
  private mutating func group(_ owner: String, _ mode: MarginMode) -> Int {
    let known = groupTable.number(hash: Group.hash(owner, mode)) {
      groups[$0].owner == owner && groups[$0].mode == mode
    }
    if let known { return known }
    let chunk: Int
    if let open = openChunk[mode], chunks[open].rows.count < RiskChunk.accountsMax {
      chunk = open
    } else {
      chunks.append(RiskChunk(mode: mode))
      chunk = chunks.count - 1
      openChunk[mode] = chunk
    }
    groups.append(
      Group(owner: owner, mode: mode, chunk: Int32(chunk), number: chunks[chunk].addOwner()))
    groupTable.insert(groups.count - 1) { Group.hash(groups[$0].owner, groups[$0].mode) }
    return groups.count - 1
  }
}
