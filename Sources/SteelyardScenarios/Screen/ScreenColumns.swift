import SteelyardKernels

/// What accounts hold, as columns that the screen's kernel reads: accounts of parts, parts of positions.
///
/// A part is what an account holds of one coin. Each account has a slot for all its parts together and,
/// where it has several, one more for each that is curved: what a linear part makes in any scenario is a quantity
/// times a move, and needs no slot to be known. Curved parts stand before linear ones. An account that changes is
/// written anew behind the others; what it leaves is taken out by whoever makes the columns anew.
package struct ScreenColumns: Sendable {
  /// Numbers that the kernel adds up for each slot.
  package static let sumsPerSlot = Int(STEELYARD_SCREEN_SUMS)

  /// First part of each account; shape `[account]`.
  package private(set) var firstPart: [Int32] = []
  /// Parts of each account.
  package private(set) var partCount: [Int32] = []
  /// Curved parts of each account.
  package private(set) var curvedCount: [Int32] = []
  /// First slot of each account.
  package private(set) var slot: [Int32] = []
  /// First position of each part; shape `[part]`.
  package private(set) var positionStart: [Int32] = []
  /// Positions of each part.
  package private(set) var positionCount: [Int32] = []
  /// The matrix row of each position; shape `[position]`.
  package private(set) var row: [Int32] = []
  /// Signed quantity of each position.
  package private(set) var quantity: [Double] = []
  /// The same in single precision.
  private var quantitySingle: [Float] = []
  /// How many slots there are.
  package private(set) var slotCount = 0
  /// One beyond the highest row of all positions.
  package private(set) var rowsEnd = 0

  /// How the profit of a part comes about.
  package enum Shape: Sendable {
    /// From positions that each have scenarios of their own.
    case curved
    /// From one position: its quantity times a row.
    case linear
  }

  /// No accounts.
  package init() {}

  /// How many accounts there are.
  package var accountCount: Int { firstPart.count }

  /// The parts of an account.
  package func parts(of account: Int) -> Range<Int> {
    Int(firstPart[account])..<Int(firstPart[account] + partCount[account])
  }

  /// The positions of a part.
  package func positions(of part: Int) -> Range<Int> {
    Int(positionStart[part])..<Int(positionStart[part] + positionCount[part])
  }

  /// The slots of an account: all parts together, then, of several, each that is curved.
  package func slots(of account: Int) -> Range<Int> {
    let first = Int(slot[account])
    return first..<first + (partCount[account] > 1 ? Int(curvedCount[account]) + 1 : 1)
  }

  /// The linear parts of an account.
  package func linearParts(of account: Int) -> Range<Int> {
    parts(of: account).dropFirst(Int(curvedCount[account]))
  }

  /// Begins to write an account behind all others: one that is there, or the next.
  package mutating func begin(_ account: Int) {
    precondition(account <= accountCount, "accounts without a gap")
    if account == accountCount {
      firstPart.append(0)
      partCount.append(0)
      curvedCount.append(0)
      slot.append(0)
    }
    firstPart[account] = Int32(positionStart.count)
    partCount[account] = 0
    curvedCount[account] = 0
  }

  /// Begins the next part of the account that is being written.
  ///
  /// - Precondition: No curved part comes after a linear one.
  package mutating func beginPart(of account: Int, _ shape: Shape) {
    positionStart.append(Int32(row.count))
    positionCount.append(0)
    if case .curved = shape {
      precondition(curvedCount[account] == partCount[account], "curved parts before linear ones")
      curvedCount[account] += 1
    }
    partCount[account] += 1
  }

  /// Adds a position to the last part.
  package mutating func add(row: Int, quantity: Double) {
    self.row.append(Int32(row))
    self.quantity.append(quantity)
    quantitySingle.append(Float(quantity))
    positionCount[positionCount.count - 1] += 1
    rowsEnd = max(rowsEnd, row + 1)
  }

  /// Ends an account: it gets the slots of its parts.
  package mutating func end(_ account: Int) {
    slot[account] = Int32(slotCount)
    slotCount += slots(of: account).count
  }

  /// Gives back the room that lists keep for more.
  package mutating func trim() {
    firstPart.trim()
    partCount.trim()
    curvedCount.trim()
    slot.trim()
    positionStart.trim()
    positionCount.trim()
    row.trim()
    quantity.trim()
    quantitySingle.trim()
  }

  /// Makes room for one account more, and for so many positions: a sixteenth more than is there at the least, where a
  /// list that grows by itself would take as much again.
  package mutating func makeRoom(parts: Int, positions: Int) {
    positionStart.makeRoom(for: parts)
    positionCount.makeRoom(for: parts)
    row.makeRoom(for: positions)
    quantity.makeRoom(for: positions)
    quantitySingle.makeRoom(for: positions)
  }

  /// Bytes of one position.
  package static let bytesPerPosition =
    MemoryLayout<Int32>.stride + MemoryLayout<Double>.stride + MemoryLayout<Float>.stride

  /// Changes the quantity of a position.
  package mutating func set(_ value: Double, at position: Int) {
    quantity[position] = value
    quantitySingle[position] = Float(value)
  }

  /// The columns by pointer, for loops over many accounts; none outlives the call that lends it.
  package struct View {
    /// As `firstPart`.
    package let firstPart: UnsafeBufferPointer<Int32>
    /// As `partCount`.
    package let partCount: UnsafeBufferPointer<Int32>
    /// As `curvedCount`.
    package let curvedCount: UnsafeBufferPointer<Int32>
    /// As `slot`.
    package let slot: UnsafeBufferPointer<Int32>
    /// As `positionStart`.
    package let positionStart: UnsafeBufferPointer<Int32>
    /// As `positionCount`.
    package let positionCount: UnsafeBufferPointer<Int32>
    /// As `row`.
    package let row: UnsafeBufferPointer<Int32>
    /// As `quantity`.
    package let quantity: UnsafeBufferPointer<Double>

    /// The parts of an account.
    package func parts(of account: Int) -> Range<Int> {
      Int(firstPart[account])..<Int(firstPart[account] + partCount[account])
    }

    /// The positions of a part.
    package func positions(of part: Int) -> Range<Int> {
      Int(positionStart[part])..<Int(positionStart[part] + positionCount[part])
    }

    /// The slots of an account.
    package func slots(of account: Int) -> Range<Int> {
      let first = Int(slot[account])
      return first..<first + (partCount[account] > 1 ? Int(curvedCount[account]) + 1 : 1)
    }

    /// The linear parts of an account.
    package func linearParts(of account: Int) -> Range<Int> {
      let parts = parts(of: account)
      return parts.lowerBound + Int(curvedCount[account])..<parts.upperBound
    }
  }

  /// Lends the columns.
  package func withView<Value>(_ body: (View) -> Value) -> Value {
    firstPart.withUnsafeBufferPointer { firstPart in
      partCount.withUnsafeBufferPointer { partCount in
        curvedCount.withUnsafeBufferPointer { curvedCount in
          slot.withUnsafeBufferPointer { slot in
            positionStart.withUnsafeBufferPointer { start in
              positionCount.withUnsafeBufferPointer { count in
                row.withUnsafeBufferPointer { row in
                  quantity.withUnsafeBufferPointer { quantity in
                    body(
                      View(
                        firstPart: firstPart, partCount: partCount, curvedCount: curvedCount,
                        slot: slot, positionStart: start, positionCount: count, row: row,
                        quantity: quantity))
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  /// Lends the columns to the kernel.
  func withKernelColumns(_ body: (UnsafePointer<steelyard_screen_book>) -> Void) {
    withView { view in
      quantitySingle.withUnsafeBufferPointer { quantity in
        var book = steelyard_screen_book(
          first_part: view.firstPart.baseAddress, part_count: view.partCount.baseAddress,
          curved_count: view.curvedCount.baseAddress, slot: view.slot.baseAddress,
          row_start: view.positionStart.baseAddress, row_count: view.positionCount.baseAddress,
          row: view.row.baseAddress, quantity: quantity.baseAddress)
        body(&book)
      }
    }
  }
}
