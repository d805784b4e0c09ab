package import SteelyardPricing
import SteelyardScenarios

/// One passage of books over a frame.
///
/// Tiles outside, accounts inside: a tile is read into the cache once for all books that are run together.
package struct ScreenRun {
  /// Passages in which thresholds are sought, at the most: one is enough where the last cycle left them.
  static let passagesMax = 5

  private let frame: ScreenFrame
  private let level: KernelLevel
  private var books: [BookRun] = []

  /// A passage over a frame.
  package init(_ frame: ScreenFrame, level: KernelLevel) {
    self.frame = frame
    self.level = level
  }

  /// Screens some accounts of some books.
  ///
  /// - Parameter accounts: Which accounts of each book; shape `[book]`.
  /// - Returns: What is known of each; shape `[book][account]`.
  package static func screened(
    _ accounts: [[Int32]], of books: [ScreenBook], in frame: ScreenFrame, level: KernelLevel
  ) -> [[ScreenedFigures]] {
    precondition(accounts.count == books.count, "accounts of each book")
    var run = ScreenRun(frame, level: level)
    for (book, accounts) in zip(books, accounts) {
      run.books.append(BookRun(book, accounts, in: frame))
    }
    run.passTiles()
    return run.books.map { $0.screened(in: frame) }
  }

  private mutating func passTiles() {
    let layout = frame.screen.layout
    for passage in 0..<ScreenRun.passagesMax {
      for (place, tile) in layout.tiles.enumerated() where passage == 0 || tile.measure != .worst {
        for book in books.indices {
          books[book].take(place, of: tile.group, frame, level: level)
        }
      }
      var isDone = true
      for book in books.indices {
        let isLast = passage == ScreenRun.passagesMax - 1
        if !books[book].settle(frame, isLast: isLast) { isDone = false }
      }
      if isDone { return }
    }
  }
}

/// One book in a passage.
private struct BookRun {
  let book: ScreenBook
  /// The accounts that are screened.
  let accounts: [Int32]
  /// What is added up of each besides scenarios; shape `[account]`.
  var sums: [ScreenSums] = []
  /// The accounts that each group still looks at; shape `[group]`.
  var waiting: [[Int32]]
  /// What the kernel adds up; shape `[group][slot][8]`.
  var tails: [[Float]]
  /// What is known of each measure; shape `[group][slot]`.
  var bounds: [[ScreenBounds]]
  /// Where each account's sums are; shape `[account of the book]`.
  var placeOf: [Int32]

  init(_ book: ScreenBook, _ accounts: [Int32], in frame: ScreenFrame) {
    self.book = book
    self.accounts = accounts
    let layout = frame.screen.layout
    let slots = book.columns.slotCount
    let assets = book.assetNames.map { ScreenAsset($0, in: frame) }
    var gains = [Double](repeating: 0, count: book.parts.count)
    var values: [(position: Int32, usd: Double)] = []
    var scratch: [Double] = []
    sums.reserveCapacity(accounts.count)
    placeOf = [Int32](repeating: -1, count: book.accountCount)
    for (place, account) in accounts.enumerated() {
      placeOf[Int(account)] = Int32(place)
      sums.append(
        frame.sums(
          of: Int(account), in: book, assets: assets, gains: &gains, values: &values,
          scratch: &scratch))
    }
    book.set(values)
    if frame.screen.looksAtSize {
      let owners = ScreenOwners(of: book, in: frame)
      for (place, account) in accounts.enumerated() where !sums[place].needsFigures {
        frame.addClosing(of: Int(account), in: book, owners: owners, gains: gains, &sums[place])
      }
    }
    let screened = zip(accounts, sums).filter { !$1.needsFigures }.map(\.0)
    waiting = layout.groups.map { _ in screened }
    tails = layout.groups.map { _ in
      [Float](repeating: 0, count: slots * ScreenColumns.sumsPerSlot)
    }
    bounds = layout.groups.map { _ in
      [ScreenBounds](repeating: ScreenBounds(lower: 0, upper: .infinity), count: slots)
    }
  }

  mutating func take(_ tile: Int, of group: Int, _ frame: ScreenFrame, level: KernelLevel) {
    guard !waiting[group].isEmpty else { return }
    frame.matrix.take(
      tile: tile, of: book.columns, accounts: waiting[group], level: level,
      threshold: book.thresholds[group], sum: &tails[group])
  }

  /// Reads what a passage has added up, moves thresholds, and keeps the accounts whose bounds are wide.
  ///
  /// - Returns: Whether no account is left.
  mutating func settle(_ frame: ScreenFrame, isLast: Bool) -> Bool {
    var isDone = true
    for (group, entry) in frame.screen.layout.groups.enumerated() {
      var left: [Int32] = []
      for account in waiting[group] {
        let own = Int(account)
        var isWide = false
        let slots = book.columns.slots(of: own)
        // Broken correlations are those of all parts together.
        let used =
          entry.measure == .tailOfTotal ? slots.prefix(slots.count > 1 ? 1 : 0) : slots[...]
        let rounding = roundingUSD(of: own)
        for slot in used {
          let sum = ScreenTail(tails[group], slot)
          if entry.measure == .worst {
            bounds[group][slot] = sum.largest(rounding: rounding)
          } else {
            let threshold = book.thresholds[group][slot]
            bounds[group][slot].tighten(sum.shortfall(beyond: threshold, rounding: rounding))
            book.thresholds[group][slot] = sum.better(than: threshold)
            if !sum.isEnough(at: threshold, bounds[group][slot]) { isWide = true }
          }
        }
        guard isWide, !isLast else { continue }
        left.append(account)
        for slot in used { ScreenTail.clear(slot, in: &tails[group]) }
      }
      waiting[group] = left
      if !left.isEmpty { isDone = false }
    }
    return isDone
  }

  /// What single precision may have moved the P&L of an account in any scenario by.
  private func roundingUSD(of account: Int) -> Double {
    let own = sums[Int(placeOf[account])]
    return own.magnitude * Double(own.rowCount + ScreenTail.roundings) * ScreenTail.unitRounding
  }

  func screened(in frame: ScreenFrame) -> [ScreenedFigures] {
    zip(accounts, sums).map { account, sums in
      guard !sums.needsFigures, sums.magnitude < ScreenTail.magnitudeMax else { return .unknown }
      var screened = ScreenedFigures()
      screened.figures.equity = sums.equity
      screened.figures.initialCountedEquity = sums.initialCountedEquity
      screened.figures.maintenanceCountedEquity = sums.maintenanceCountedEquity
      screened.figures.isComplete = sums.isComplete
      screened.figures.isWithinLimits = sums.isWithinLimits
      let initial = amount(frame.screen.initial, of: Int(account), sums, frame)
      let maintenance = amount(frame.screen.maintenance, of: Int(account), sums, frame)
      let least = ScreenCharges.Rates(
        initial: initial.lower + sums.charges.initial - sums.uncertain.initial,
        maintenance: maintenance.lower + sums.charges.maintenance - sums.uncertain.maintenance)
      let most = ScreenCharges.Rates(
        initial: initial.upper + sums.charges.initial,
        maintenance: maintenance.upper + sums.charges.maintenance)
      screened.initialMarginMin =
        max(least.initial, least.maintenance) + sums.unstressed - sums.slack
      screened.maintenanceMarginMin = least.maintenance + sums.unstressed - sums.slack
      screened.figures.initialMargin =
        max(most.initial, most.maintenance) + sums.unstressed + sums.slack
      screened.figures.maintenanceMargin = most.maintenance + sums.unstressed + sums.slack
      screened.slack = sums.slack
      return screened
    }
  }

  /// Bounds of one requirement before charges.
  private func amount(
    _ rule: ScreenRequirement, of account: Int, _ sums: ScreenSums, _ frame: ScreenFrame
  ) -> ScreenBounds {
    let slots = book.columns.slots(of: account)
    func known(_ group: Int?, _ slot: Int) -> ScreenBounds {
      group.map { bounds[$0][slot] } ?? ScreenBounds()
    }
    let whole = slots.lowerBound
    let core = known(rule.core, whole)
    let netted =
      slots.count > 1
      ? rule.netted(
        core: core, stressed: known(rule.stressed, whole), crash: known(rule.crashes, whole),
        broken: rule.broken == nil ? ScreenBounds() : known(rule.broken, whole))
      // One coin's scenarios in another order are the same scenarios.
      : rule.kept(
        core: core, stressed: known(rule.stressed, whole), crash: known(rule.crashes, whole))
    var alone = slots.count > 1 ? ScreenBounds() : netted
    for slot in slots.dropFirst() {
      let own = rule.kept(
        core: known(rule.core, slot), stressed: known(rule.stressed, slot),
        crash: known(rule.crashes, slot))
      alone.lower += own.lower
      alone.upper += own.upper
    }
    let share = 1 - frame.screen.specification.benefitMax
    return ScreenBounds(
      lower: max(netted.lower, share * alone.lower, sums.shortOptions),
      upper: max(netted.upper, share * alone.upper, sums.shortOptions))
  }
}
