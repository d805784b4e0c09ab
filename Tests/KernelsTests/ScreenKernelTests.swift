import SteelyardKernels
import TestSupport
import Testing

@Suite("Screen kernels")
struct ScreenKernelTests {
  /// Accounts of several parts, a tile, and what plain sums say of them.
  struct Book {
    let width: Int
    var profit: [[Float]]
    var weights: [Float]
    var firstPart: [Int32] = []
    var partCount: [Int32] = []
    var curvedCount: [Int32] = []
    var slot: [Int32] = []
    var rowStart: [Int32] = []
    var rowCount: [Int32] = []
    var row: [Int32] = []
    var quantity: [Float] = []
    var thresholds: [Float] = []

    /// - Parameter linear: Parts without a slot, behind the others of each account that has any.
    init(width: Int, parts: [[Int]], linear: Int = 0, seed: UInt64) {
      var generator = SeededGenerator(seed: seed)
      self.width = width
      let rows = 37
      profit = (0..<rows).map { _ in
        (0..<width).map { _ in Float.random(in: -1...1, using: &generator) }
      }
      weights = (0..<width).map { _ in Float.random(in: 0...0.1, using: &generator) }
      for counts in parts {
        firstPart.append(Int32(rowStart.count))
        partCount.append(Int32(counts.count))
        let curved = max(0, counts.count - linear)
        curvedCount.append(Int32(curved))
        slot.append(Int32(thresholds.count))
        for _ in 0..<(counts.count > 1 ? curved + 1 : 1) {
          thresholds.append(Float.random(in: 0...4, using: &generator))
        }
        for count in counts {
          rowStart.append(Int32(row.count))
          rowCount.append(Int32(count))
          for _ in 0..<count {
            row.append(Int32.random(in: 0..<Int32(rows), using: &generator))
            quantity.append(Float.random(in: -5...5, using: &generator))
          }
        }
      }
    }

    var tile: [Float] { profit.flatMap(\.self) }

    func sums(
      _ level: steelyard_kernel_level, _ measure: steelyard_screen_measure, of accounts: [Int32]
    ) -> [Float] {
      var sum = [Float](repeating: 0, count: thresholds.count * Int(STEELYARD_SCREEN_SUMS))
      let tile = tile
      firstPart.withUnsafeBufferPointer { firstPart in
        partCount.withUnsafeBufferPointer { partCount in
          curvedCount.withUnsafeBufferPointer { curvedCount in
            slot.withUnsafeBufferPointer { slot in
              rowStart.withUnsafeBufferPointer { rowStart in
                rowCount.withUnsafeBufferPointer { rowCount in
                  row.withUnsafeBufferPointer { row in
                    quantity.withUnsafeBufferPointer { quantity in
                      var book = steelyard_screen_book(
                        first_part: firstPart.baseAddress, part_count: partCount.baseAddress,
                        curved_count: curvedCount.baseAddress, slot: slot.baseAddress,
                        row_start: rowStart.baseAddress, row_count: rowCount.baseAddress,
                        row: row.baseAddress, quantity: quantity.baseAddress)
                      steelyard_screen_tile(
                        level, width, tile, weights, &book, accounts.count, accounts, thresholds,
                        &sum, measure)
                    }
                  }
                }
              }
            }
          }
        }
      }
      return sum
    }

    /// Losses of the rows of some parts, in double precision.
    func losses(of parts: Range<Int>) -> [Double] {
      (0..<width).map { scenario in
        -parts.reduce(0.0) { sum, part in
          let from = Int(rowStart[part])
          return (from..<from + Int(rowCount[part])).reduce(sum) {
            $0 + Double(quantity[$1]) * Double(profit[Int(row[$1])][scenario])
          }
        }
      }
    }

    /// The parts that each slot of an account stands for.
    func slots(of account: Int) -> [(slot: Int, parts: Range<Int>)] {
      let first = Int(firstPart[account])
      let count = Int(partCount[account])
      let own = Int(slot[account])
      return [(own, first..<first + count)]
        + (count > 1
          ? (0..<Int(curvedCount[account])).map { (own + 1 + $0, first + $0..<first + $0 + 1) }
          : [])
    }
  }

  /// Accounts of none, one and several parts, some of them empty.
  private static let parts = [[], [0], [1], [20], [3, 0], [7, 12], [1, 2, 3], [5, 5, 5, 5]]

  @Test(
    "every width, with parts that have no slot and without, against plain sums",
    arguments: availableLevels, [0, 1, 2])
  func plainSums(level: steelyard_kernel_level, linear: Int) {
    for width in stride(from: 32, through: 128, by: 32) {
      let book = Book(width: width, parts: Self.parts, linear: linear, seed: UInt64(width))
      let accounts = Self.parts.indices.map(Int32.init)
      let tails = book.sums(level, STEELYARD_SCREEN_TAIL, of: accounts)
      let worst = book.sums(level, STEELYARD_SCREEN_WORST, of: accounts)
      for account in Self.parts.indices {
        for (slot, parts) in book.slots(of: account) {
          let losses = book.losses(of: parts)
          let threshold = Double(book.thresholds[slot])
          let weighed = zip(losses, book.weights)
          let excess = weighed.reduce(0) { $0 + max(0, $1.0 - threshold) * Double($1.1) }
          let beyond = weighed.reduce(0) { $0 + ($1.0 > threshold ? Double($1.1) : 0) }
          let sums = tails[slot * 8..<slot * 8 + 8].map(Double.init)
          let inputs = "width \(width), account \(account), slot \(slot)"
          expectClose(
            expected: excess, got: sums[..<4].reduce(0, +),
            Tolerance(relative: 1e-5, absolute: 1e-5), inputs: inputs)
          expectClose(
            expected: beyond, got: sums[4...].reduce(0, +),
            Tolerance(relative: 1e-5, absolute: 1e-5), inputs: inputs)
          expectClose(
            expected: max(0, losses.max() ?? 0),
            got: Double(worst[slot * 8..<slot * 8 + 4].max() ?? 0),
            Tolerance(relative: 1e-5, absolute: 1e-5), inputs: inputs)
        }
      }
    }
  }

  @Test(
    "of all parts together alone: the same sums, and nothing of each",
    arguments: availableLevels, [0, 1])
  func totals(level: steelyard_kernel_level, linear: Int) {
    let book = Book(width: 128, parts: Self.parts, linear: linear, seed: 5)
    let accounts = Self.parts.indices.map(Int32.init)
    for (all, total) in [
      (STEELYARD_SCREEN_TAIL, STEELYARD_SCREEN_TAIL_OF_TOTAL),
      (STEELYARD_SCREEN_WORST, STEELYARD_SCREEN_WORST_OF_TOTAL),
    ] {
      let whole = book.sums(level, all, of: accounts)
      let totals = book.sums(level, total, of: accounts)
      for account in Self.parts.indices {
        for (place, entry) in book.slots(of: account).enumerated() {
          let sums = entry.slot * 8..<entry.slot * 8 + 8
          guard place == 0 else {
            #expect(totals[sums].allSatisfy { $0 == 0 })
            continue
          }
          // Another order of adding.
          for (one, other) in zip(whole[sums], totals[sums]) {
            expectClose(
              expected: Double(one), got: Double(other), Tolerance(relative: 1e-4, absolute: 1e-4),
              inputs: "account \(account), linear \(linear)")
          }
        }
      }
    }
  }

  @Test(
    "an account's sums do not depend on the others, and others' stay", arguments: availableLevels)
  func batches(level: steelyard_kernel_level) {
    let book = Book(width: 96, parts: Self.parts, seed: 6)
    let all = book.sums(level, STEELYARD_SCREEN_TAIL, of: Self.parts.indices.map(Int32.init))
    for account in Self.parts.indices {
      let alone = book.sums(level, STEELYARD_SCREEN_TAIL, of: [Int32(account)])
      let own = Set(book.slots(of: account).map(\.slot))
      for slot in book.thresholds.indices {
        let sums = slot * 8..<slot * 8 + 8
        if own.contains(slot) {
          #expect(alone[sums] == all[sums])
        } else {
          #expect(alone[sums].allSatisfy { $0 == 0 })
        }
      }
    }
  }

  @Test("a tile without weight adds nothing", arguments: availableLevels)
  func padding(level: steelyard_kernel_level) {
    var book = Book(width: 32, parts: [[4, 4]], seed: 7)
    book.weights = [Float](repeating: 0, count: 32)
    #expect(book.sums(level, STEELYARD_SCREEN_TAIL, of: [0]).allSatisfy { $0 == 0 })
  }
}
