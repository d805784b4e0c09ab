package import SteelyardContracts
package import SteelyardLedger
import Synchronization

/// The accounts of a book by row, and their names in order.
package final class BookNames: Sendable {
  /// The ledger's numbers, which grow.
  private let numbers: [Int]
  /// The names.
  package let accounts: [AccountName]
  /// Whose each account is.
  package let owners: [OwnerName]
  /// Names and owners in small letters, one after the other, each ended by a zero.
  private let text: [UInt8]
  /// Where the text of each row begins, and the end.
  private let starts: [Int]
  private let ranks = Mutex<(accounts: [Int32], owners: [Int32])?>(nil)

  /// The names of some accounts.
  ///
  /// - Parameter numbers: The ledger's, each larger than the one before.
  package init(numbers: [Int], accounts: [AccountName], owners: [OwnerName]) {
    self.numbers = numbers
    self.accounts = accounts
    self.owners = owners
    var text: [UInt8] = []
    var starts: [Int] = []
    text.reserveCapacity(accounts.count * 24)
    starts.reserveCapacity(accounts.count + 1)
    for (account, owner) in zip(accounts, owners) {
      starts.append(text.count)
      text += account.description.utf8.lazy.map(BookNames.small)
      text.append(0)
      text += owner.description.utf8.lazy.map(BookNames.small)
      text.append(0)
    }
    starts.append(text.count)
    self.text = text
    self.starts = starts
  }

  /// The row of an account, by the ledger's number; nil where it is not in the book.
  package func row(of number: Int) -> Int? {
    var (low, high) = (0, numbers.count)
    while low < high {
      let middle = (low + high) / 2
      if numbers[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low < numbers.count && numbers[low] == number ? low : nil
  }

  /// Each row's place among the names, and among the owners, in alphabetical order.
  var alphabetical: (accounts: [Int32], owners: [Int32]) {
    ranks.withLock { ranks in
      if let ranks { return ranks }
      let made = (BookNames.ranks(of: accounts), BookNames.ranks(of: owners))
      ranks = made
      return made
    }
  }

  /// Rows whose account or owner has a text in its name, in any case of letters; every row for an empty one.
  ///
  /// - Complexity: A walk over all names.
  func rows(containing part: String) -> [Bool] {
    let wanted = part.utf8.map(BookNames.small)
    guard !wanted.isEmpty else { return [Bool](repeating: true, count: accounts.count) }
    var found = [Bool](repeating: false, count: accounts.count)
    // A zero ends every name, and no name has one.
    guard !wanted.contains(0) else { return found }
    let first = wanted[0]
    text.withUnsafeBufferPointer { text in
      for row in found.indices {
        let last = starts[row + 1] - wanted.count
        var place = starts[row]
        while place <= last {
          if text[place] == first,
            (1..<wanted.count).allSatisfy({ text[place + $0] == wanted[$0] })
          {
            found[row] = true
            break
          }
          place += 1
        }
      }
    }
    return found
  }

  /// Names are letters of ASCII, digits and a few signs.
  private static func small(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  private static func ranks(of names: [some Comparable]) -> [Int32] {
    let order = names.indices.sorted { (names[$0], $0) < (names[$1], $1) }
    var ranks = [Int32](repeating: 0, count: names.count)
    var rank: Int32 = -1
    var last: Int?
    for row in order {
      if last.map({ names[$0] != names[row] }) ?? true { rank += 1 }
      ranks[row] = rank
      last = row
    }
    return ranks
  }
}
