import SteelyardContracts
import SteelyardLedger
import SteelyardMargin

/// All accounts, from which readings are taken: what does not change from one to the next is kept.
struct AccountBook {
  private var holdings = BookHoldings()
  private var numbers: [Int] = []
  private var names = BookNames(numbers: [], accounts: [], owners: [])
  private let follows: [Currency: Currency]

  /// Accounts that are looked at under one lock.
  private static let stepCount = 4_096
  /// Factors beyond those of the frame before all rows are made anew: what expires is held by nobody and stays numbered.
  private static let staleFactorsMax = 10_000

  /// A book that has not looked yet.
  ///
  /// - Parameter follows: The coin that an asset moves with, such as ETH for STETH.
  init(follows: [Currency: Currency]) { self.follows = follows }

  /// Takes a reading.
  ///
  /// - Complexity: One walk over the accounts, and over the positions of those that have changed.
  mutating func reading(of engine: Engine, _ mark: BookReading.Mark) -> BookReading {
    let frame = engine.frame
    if holdings.factors.count > AccountBook.staleFactorsMax + (frame?.universe.count ?? 0) {
      holdings = BookHoldings()
    }
    let views = learn(engine)
    let units = Dictionary(
      uniqueKeysWithValues: MarginMode.allCases.map { mode in
        (
          mode, frame?.dollarGreeks(of: holdings.factors, in: mode, follows: follows) ?? []
        )
      })
    var columns = BookReading.Columns()
    columns.reserve(views.count)
    for start in stride(from: 0, to: views.count, by: AccountBook.stepCount) {
      let end = min(start + AccountBook.stepCount, views.count)
      let risks = engine.published.risks(of: numbers[start..<end])
      for row in start..<end {
        let greeks: DollarGreeks? =
          frame == nil ? nil : holdings.greeks(of: row, units[views[row].mode] ?? [])
        columns.append(views[row], risks[row - start], greeks)
      }
    }
    return BookReading(
      mark: mark, taken: engine.now, time: frame?.time, names: names, columns: columns)
  }

  /// Looks at every account, and takes what has changed.
  private mutating func learn(_ engine: Engine) -> [AccountView] {
    var all: [AccountView] = []
    all.reserveCapacity(numbers.count)
    while true {
      let next = all.last.map { $0.index + 1 } ?? 0
      let views = engine.accounts(from: next, limit: AccountBook.stepCount)
      for view in views {
        // Accounts are opened and never go: a row stays an account's.
        holdings.take(view, at: all.count)
        all.append(view)
      }
      if views.count < AccountBook.stepCount { break }
    }
    if all.count != numbers.count {
      numbers = all.map(\.index)
      names = BookNames(
        numbers: numbers, accounts: all.map(\.name), owners: all.map(\.owner))
    }
    return all
  }
}
