package import SteelyardPricing
import SteelyardScenarios

/// One passage of books over a frame.
///
/// Tiles outside, accounts inside: a tile is read into the cache once for all books that are run together.
package struct ScreenRun {
  /// Passages in which thresholds are sought, at the most: one is enough where the last cycle left them.
  static let passagesMax = 8

  private var books: [ScreenedBook]

  /// Screens some accounts of some books.
  ///
  /// - Parameter accounts: Which accounts of each book; shape `[book]`.
  /// - Returns: What is known of each; shape `[book][account]`.
  package static func screened(
    _ accounts: [[Int32]], of books: [ScreenBook], in frame: ScreenFrame, level: KernelLevel
  ) -> [[ScreenedFigures]] {
    precondition(accounts.count == books.count, "accounts of each book")
    var run = ScreenRun(books: zip(books, accounts).map { ScreenedBook($0, $1, in: frame) })
    run.passTiles(of: frame, level: level)
    // Those whose coins may decide after all, which nobody knew before.
    if run.waitForCoins(in: frame) { run.passTiles(of: frame, level: level) }
    return run.books.map { $0.screened(in: frame) }
  }

  private mutating func waitForCoins(in frame: ScreenFrame) -> Bool {
    var isAny = false
    for book in books.indices where books[book].waitForCoins(in: frame) { isAny = true }
    return isAny
  }

  private mutating func passTiles(of frame: ScreenFrame, level: KernelLevel) {
    let layout = frame.screen.layout
    for passage in 1...ScreenRun.passagesMax {
      for (place, tile) in layout.tiles.enumerated() {
        for book in books.indices {
          books[book].take(place, of: tile.group, frame, level: level)
        }
      }
      var isDone = true
      for book in books.indices {
        for group in layout.groups.indices {
          let isSettled = books[book].settle(
            group, layout, passage: passage)
          isDone = isDone && isSettled
        }
      }
      if isDone { return }
    }
  }
}
