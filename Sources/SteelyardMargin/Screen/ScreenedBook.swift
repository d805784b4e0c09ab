import SteelyardPricing
import SteelyardScenarios

/// One book in a passage over a frame.
struct ScreenedBook {
  private let book: ScreenBook
  /// The accounts that are screened.
  private let accounts: [Int32]
  /// What is added up of each besides scenarios; shape `[account]`.
  private let sums: [ScreenSums]
  /// What single precision may move the P&L of each account of the book by, in US dollars.
  private var rounding: [Double]
  /// The accounts that each group still looks at; shape `[group]`.
  private var waiting: [[Int32]]
  /// What the kernel adds up; shape `[group][slot][8]`.
  private var tails: [[Float]]
  /// What is known of each measure; shape `[group x slot]`.
  private var bounds: [ScreenBounds]
  private let slotCount: Int

  init(_ book: ScreenBook, _ accounts: [Int32], in frame: ScreenFrame) {
    self.book = book
    self.accounts = accounts
    sums = frame.sums(of: accounts, in: book)
    rounding = [Double](repeating: 0, count: book.accountCount)
    var screened: [Int32] = []
    screened.reserveCapacity(accounts.count)
    for (place, account) in accounts.enumerated() where !sums[place].needsFigures {
      screened.append(account)
      rounding[Int(account)] =
        sums[place].magnitude * Double(sums[place].rowCount + ScreenTail.roundings)
        * ScreenTail.unitRounding
      book.scaleThresholds(of: Int(account), to: sums[place].magnitude)
    }
    let groups = frame.screen.layout.groups.count
    waiting = [[Int32]](repeating: screened, count: groups)
    slotCount = book.columns.slotCount
    tails = [[Float]](
      repeating: screened.isEmpty
        ? [] : [Float](repeating: 0, count: slotCount * ScreenColumns.sumsPerSlot), count: groups)
    bounds = [ScreenBounds](
      repeating: ScreenBounds(lower: 0, upper: .infinity), count: groups * slotCount)
  }

  /// Takes one tile into the sums of the accounts that wait for its group.
  mutating func take(_ tile: Int, of group: Int, _ frame: ScreenFrame, level: KernelLevel) {
    guard !waiting[group].isEmpty else { return }
    frame.matrix.take(
      tile: tile, of: book.columns, accounts: waiting[group], level: level,
      threshold: book.thresholds[group], sum: &tails[group])
  }

  /// Reads what a passage has added up, moves thresholds, and keeps the accounts whose bounds are wide.
  ///
  /// - Parameter passage: Its number from 1.
  /// - Returns: Whether no account is left.
  mutating func settle(_ group: Int, _ layout: ScreenLayout, passage: Int) -> Bool {
    guard !waiting[group].isEmpty else { return true }
    let measure = layout.groups[group].measure
    let heaviest = layout.groups[group].heaviest
    let share = ScreenTail.sumShare(tiles: layout.tileCount(of: group))
    var left: [Int32] = []
    let first = group * slotCount
    let perSlot = ScreenColumns.sumsPerSlot
    let waited = waiting[group]
    let rounding = rounding
    book.columns.withView { columns in
      tails[group].withUnsafeMutableBufferPointer { tails in
        bounds.withUnsafeMutableBufferPointer { bounds in
          book.thresholds[group].withUnsafeMutableBufferPointer { thresholds in
            for account in waited {
              var slots = columns.slots(of: Int(account))
              // Broken correlations are those of all parts together.
              if measure == .tailOfTotal {
                let hasSeveral = columns.partCount[Int(account)] > 1
                slots = slots.lowerBound..<slots.lowerBound + (hasSeveral ? 1 : 0)
              }
              var isWide = false
              for slot in slots {
                let start = slot * perSlot
                let lost = rounding[Int(account)]
                guard measure != .worst else {
                  bounds[first + slot] = ScreenTail.largest(tails, first: start, rounding: lost)
                  continue
                }
                let sum = ScreenTail(tails, first: start)
                let threshold = thresholds[slot]
                bounds[first + slot].tighten(
                  sum.shortfall(beyond: threshold, rounding: lost, share: share))
                thresholds[slot] = sum.better(
                  than: threshold, heaviest: heaviest, bounds[first + slot], passage: passage)
                if !sum.isEnough(at: threshold, bounds[first + slot], heaviest: heaviest) {
                  isWide = true
                }
              }
              guard isWide, passage < ScreenRun.passagesMax else { continue }
              left.append(account)
              tails[slots.lowerBound * perSlot..<slots.upperBound * perSlot].update(repeating: 0)
            }
          }
        }
      }
    }
    waiting[group] = left
    return left.isEmpty
  }

  /// What is known of every account.
  func screened(in frame: ScreenFrame) -> [ScreenedFigures] {
    var result: [ScreenedFigures] = []
    result.reserveCapacity(accounts.count)
    let share = 1 - frame.screen.specification.benefitMax
    let initial = frame.screen.initial
    let maintenance = frame.screen.maintenance
    book.columns.withView { columns in
      bounds.withUnsafeBufferPointer { bounds in
        for (account, sums) in zip(accounts, sums) {
          guard !sums.needsFigures, sums.magnitude < ScreenTail.magnitudeMax else {
            result.append(.unknown)
            continue
          }
          result.append(
            ScreenedFigures(
              sums,
              initial: amount(initial, Int(account), columns, sums, bounds, aloneShare: share),
              maintenance: amount(
                maintenance, Int(account), columns, sums, bounds, aloneShare: share)))
        }
      }
    }
    return result
  }

  /// Bounds of one requirement before charges.
  private func amount(
    _ rule: ScreenRequirement, _ account: Int, _ columns: ScreenColumns.View, _ sums: ScreenSums,
    _ bounds: UnsafeBufferPointer<ScreenBounds>, aloneShare: Double
  ) -> ScreenBounds {
    func known(_ group: Int?, _ slot: Int) -> ScreenBounds {
      guard let group else { return ScreenBounds() }
      return bounds[group * slotCount + slot]
    }
    func kept(_ slot: Int) -> ScreenBounds {
      rule.kept(
        core: known(rule.core, slot), stressed: known(rule.stressed, slot),
        crash: known(rule.crashes, slot))
    }
    let slots = columns.slots(of: account)
    let whole = slots.lowerBound
    // One coin's scenarios in another order are the same scenarios: nothing is broken, nothing netted.
    guard columns.partCount[account] > 1 else {
      return kept(whole).notLess(than: sums.shortOptions)
    }
    let netted = rule.netted(
      core: known(rule.core, whole), stressed: known(rule.stressed, whole),
      crash: known(rule.crashes, whole), broken: known(rule.broken, whole))
    var alone = ScreenBounds()
    for slot in slots.dropFirst() {
      let own = kept(slot)
      alone.lower += own.lower
      alone.upper += own.upper
    }
    for part in columns.linearParts(of: account) {
      // A linear part is one position, and its row that of an asset.
      let position = columns.positions(of: part).lowerBound
      let own = rule.linear[Int(columns.row[position])](columns.quantity[position])
      alone.lower += own.lower
      alone.upper += own.upper
    }
    return ScreenBounds(
      lower: max(netted.lower, aloneShare * alone.lower),
      upper: max(netted.upper, aloneShare * alone.upper)
    ).notLess(than: sums.shortOptions)
  }
}

extension ScreenedFigures {
  /// Figures from what was added up and from the bounds of the requirements before charges.
  fileprivate init(_ sums: ScreenSums, initial: ScreenBounds, maintenance: ScreenBounds) {
    figures.equity = sums.equity
    figures.initialCountedEquity = sums.initialCountedEquity
    figures.maintenanceCountedEquity = sums.maintenanceCountedEquity
    figures.isComplete = sums.isComplete
    figures.isWithinLimits = sums.isWithinLimits
    slack = sums.slack
    let certain = ScreenCharges.Rates(
      initial: sums.charges.initial - sums.uncertain.initial,
      maintenance: sums.charges.maintenance - sums.uncertain.maintenance)
    let beside = sums.unstressed - sums.slack
    maintenanceMarginMin = maintenance.lower + certain.maintenance + beside
    initialMarginMin =
      max(initial.lower + certain.initial, maintenance.lower + certain.maintenance) + beside
    let most = maintenance.upper + sums.charges.maintenance
    figures.maintenanceMargin = most + sums.unstressed + sums.slack
    figures.initialMargin =
      max(initial.upper + sums.charges.initial, most) + sums.unstressed + sums.slack
  }
}

extension ScreenBounds {
  /// The larger of what is bounded and a number.
  fileprivate func notLess(than least: Double) -> ScreenBounds {
    ScreenBounds(lower: max(lower, least), upper: max(upper, least))
  }
}
