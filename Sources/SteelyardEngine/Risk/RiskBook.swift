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

  private struct Group: Hashable {
    let mode: MarginMode
    let owner: String
  }
  private var places: [Int: (chunk: Int, row: Int)] = [:]
  private var placeOfGroup: [Group: (chunk: Int32, owner: Int32)] = [:]
  private var openChunk: [MarginMode: Int] = [:]

  /// How many accounts there are.
  var accountCount: Int { places.count }

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
    let (chunk, owner) = place(of: Group(mode: holding.mode, owner: holding.owner))
    let row = RiskChunk.Row(
      index: holding.index, owner: owner, rows: rows, touches: touches(of: rows),
      isWatched: isWatched)
    if let place = places[holding.index] {
      if place.chunk == chunk {
        chunks[chunk].replace(place.row, row)
        return
      }
      remove(holding.index)
    }
    places[holding.index] = (chunk, chunks[chunk].add(row))
  }

  private mutating func remove(_ index: Int) {
    guard let place = places.removeValue(forKey: index) else { return }
    chunks[place.chunk].remove(place.row, .none)
  }

  private mutating func touches(of rows: PortfolioRows) -> TouchSet {
    var touches = TouchSet()
    for instrument in rows.instrument {
      touches.insert(bits.bit(of: universe.instruments[Int(instrument)].underlying))
    }
    for asset in rows.asset { touches.insert(bits.bit(of: asset)) }
    return touches
  }

  /// The chunk of an owner, which an owner keeps: its accounts are evaluated together.
  private mutating func place(of group: Group) -> (chunk: Int, owner: Int32) {
    if let place = placeOfGroup[group] { return (Int(place.chunk), place.owner) }
    let chunk: Int
    if let open = openChunk[group.mode], chunks[open].rows.count < RiskChunk.accountsMax {
      chunk = open
    } else {
      chunks.append(RiskChunk(mode: group.mode))
      chunk = chunks.count - 1
      openChunk[group.mode] = chunk
    }
    let owner = chunks[chunk].addOwner()
    placeOfGroup[group] = (Int32(chunk), owner)
    return (chunk, owner)
  }
}
