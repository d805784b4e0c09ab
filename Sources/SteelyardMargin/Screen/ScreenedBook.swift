import SteelyardPricing
import SteelyardScenarios

/// One book in a passage over a frame.
struct ScreenedBook {
  /// Accounts that a group still looks at.
  private struct Waiting {
    /// Those whose coins are measured one by one as well.
    var withParts: [Int32] = []
    /// Those of which the whole is enough.
    var ofTotal: [Int32] = []

    var isEmpty: Bool { withParts.isEmpty && ofTotal.isEmpty }
  }

  private let book: ScreenBook
  /// The accounts that are screened.
  private let accounts: [Int32]
  /// What is added up of each besides scenarios; shape `[account]`.
  private let sums: [ScreenSums]
  /// What single precision may move the P&L of each account of the book by, in US dollars.
  private var rounding: [Double]
  /// The accounts that each group still looks at; shape `[group]`.
  private var waiting: [Waiting]
  /// Whether each account of the book has its coins measured one by one in this frame.
  private var isMeasured: [Bool]
  /// What the kernel adds up; shape `[group][slot][8]`.
  private var tails: [[Float]]
  /// What is known of each measure; shape `[group x slot]`.
  private var bounds: [ScreenBounds]
  private let slotCount: Int

  init(_ book: ScreenBook, _ accounts: [Int32], in frame: ScreenFrame) {
    self.book = book
    self.accounts = accounts
    book.begin(frame.history)
    sums = frame.sums(of: accounts, in: book)
    rounding = [Double](repeating: 0, count: book.accountCount)
    isMeasured = [Bool](repeating: false, count: book.accountCount)
    let partCount = book.columns.partCount
    var screened = Waiting()
    var several = Waiting()
    for (place, account) in accounts.enumerated() where !sums[place].needsFigures {
      let hasSeveral = partCount[Int(account)] > 1
      if hasSeveral, !book.alone(Int(account)).isEnough(for: sums[place]) {
        isMeasured[Int(account)] = true
        screened.withParts.append(account)
      } else {
        screened.ofTotal.append(account)
      }
      // One part in another order of scenarios is the same part.
      if hasSeveral { several.ofTotal.append(account) }
      rounding[Int(account)] =
        sums[place].magnitude * Double(sums[place].rowCount + ScreenTail.roundings)
        * ScreenTail.unitRounding
      book.scaleThresholds(of: Int(account), to: sums[place].magnitude)
    }
    let groups = frame.screen.layout.groups.count
    waiting = frame.screen.layout.groups.map { $0.measure == .tailOfTotal ? several : screened }
    slotCount = book.columns.slotCount
    tails = [[Float]](
      repeating: screened.isEmpty
        ? [] : [Float](repeating: 0, count: slotCount * ScreenColumns.sumsPerSlot), count: groups)
    bounds = [ScreenBounds](
      repeating: ScreenBounds(lower: 0, upper: .infinity), count: groups * slotCount)
  }

  /// Takes one tile into the sums of the accounts that wait for its group.
  mutating func take(_ tile: Int, of group: Int, _ frame: ScreenFrame, level: KernelLevel) {
    func take(_ accounts: [Int32], _ slots: ScreenMatrix.Slots) {
      guard !accounts.isEmpty else { return }
      frame.matrix.take(
        tile: tile, of: book.columns, accounts: accounts, slots, level: level,
        threshold: book.thresholds[group], sum: &tails[group])
    }
    take(waiting[group].withParts, .all)
    take(waiting[group].ofTotal, .total)
  }

  /// Reads what a passage has added up, moves thresholds, and keeps the accounts whose bounds are wide.
  ///
  /// - Parameter passage: Its number from 1.
  /// - Returns: Whether no account is left.
  mutating func settle(_ group: Int, _ layout: ScreenLayout, passage: Int) -> Bool {
    let waited = waiting[group]
    waiting[group] = Waiting(
      withParts: settled(group, layout, waited.withParts, .all, passage: passage),
      ofTotal: settled(group, layout, waited.ofTotal, .total, passage: passage))
    return waiting[group].isEmpty
  }

  /// Reads what a passage has added up of some accounts.
  ///
  /// - Returns: Those whose bounds are wide.
  private mutating func settled(
    _ group: Int, _ layout: ScreenLayout, _ waited: [Int32], _ read: ScreenMatrix.Slots,
    passage: Int
  ) -> [Int32] {
    guard !waited.isEmpty else { return [] }
    let measure = layout.groups[group].measure
    let heaviest = layout.groups[group].heaviest
    let share = ScreenTail.sumShare(tiles: layout.tileCount(of: group))
    var left: [Int32] = []
    let first = group * slotCount
    let perSlot = ScreenColumns.sumsPerSlot
    let rounding = rounding
    book.columns.withView { columns in
      tails[group].withUnsafeMutableBufferPointer { tails in
        bounds.withUnsafeMutableBufferPointer { bounds in
          book.thresholds[group].withUnsafeMutableBufferPointer { thresholds in
            for account in waited {
              var slots = columns.slots(of: Int(account))
              if read == .total { slots = slots.lowerBound..<slots.lowerBound + 1 }
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
    return left
  }

  /// Has the coins measured of accounts of which they may decide, now that what netting leaves is known.
  ///
  /// - Returns: Whether any account waits.
  mutating func waitForCoins(in frame: ScreenFrame) -> Bool {
    // Read once: each is a count of references.
    let initial = frame.screen.initial
    let maintenance = frame.screen.maintenance
    let share = frame.screen.aloneShare
    let late = book.columns.withView { columns in
      bounds.withUnsafeBufferPointer { bounds in
        zip(accounts, sums).filter { account, sums in
          let account = Int(account)
          guard !sums.needsFigures, !isMeasured[account], columns.partCount[account] > 1 else {
            return false
          }
          let alone = book.alone(account)
          // What netting leaves changes by as little: most need no second look.
          guard alone.grown(to: sums) > ScreenAlone.lookShare * Double(alone.room) else {
            return false
          }
          return decides(initial, alone.initial, share, account, columns, sums, bounds, alone)
            || decides(maintenance, alone.maintenance, share, account, columns, sums, bounds, alone)
        }.map(\.0)
      }
    }
    guard !late.isEmpty else { return false }
    let perSlot = ScreenColumns.sumsPerSlot
    for account in late { isMeasured[Int(account)] = true }
    for (place, group) in frame.screen.layout.groups.enumerated()
    where group.measure != .tailOfTotal {
      waiting[place].withParts = late
      for account in late {
        let slot = book.columns.slots(of: Int(account)).lowerBound
        for number in slot * perSlot..<(slot + 1) * perSlot { tails[place][number] = 0 }
      }
    }
    return true
  }

  /// What is known of every account.
  func screened(in frame: ScreenFrame) -> [ScreenedFigures] {
    var result: [ScreenedFigures] = []
    result.reserveCapacity(accounts.count)
    let initial = frame.screen.initial
    let maintenance = frame.screen.maintenance
    let share = frame.screen.aloneShare
    var found: [(account: Int, alone: ScreenAlone)] = []
    book.columns.withView { columns in
      bounds.withUnsafeBufferPointer { bounds in
        for (account, sums) in zip(accounts, sums) {
          guard !sums.needsFigures, sums.magnitude < ScreenTail.magnitudeMax else {
            result.append(.unknown)
            continue
          }
          let account = Int(account)
          var alone = book.alone(account)
          var room = Double.infinity
          func requirement(_ rule: ScreenRequirement, _ level: DynamicLevel) -> ScreenBounds {
            let whole = whole(rule, account, columns, sums, bounds)
            guard columns.partCount[account] > 1, share > 0 else { return whole }
            var coins = linear(rule, account, columns)
            if isMeasured[account] {
              let curved = curved(rule, account, columns, bounds)
              alone[level] = ScreenAlone.roundedUp(curved.upper)
              coins.add(curved)
              room = min(room, ScreenAlone.attentionShare * whole.upper / share - coins.upper)
            } else {
              coins.upper += Double(alone[level]) + alone.grown(to: sums)
            }
            return whole.notLess(than: coins, share: share)
          }
          result.append(
            ScreenedFigures(
              sums, initial: requirement(initial, .initial),
              maintenance: requirement(maintenance, .maintenance)))
          if isMeasured[account] {
            alone.room = ScreenAlone.roundedUp(room)
            alone.drift = sums.drift
            found.append((account, alone))
          }
        }
      }
    }
    for (account, alone) in found { book.measured(account, alone) }
    return result
  }

  /// Whether coins alone, as far as they are known, come to more than what netting leaves.
  private func decides(
    _ rule: ScreenRequirement, _ alone: Float, _ share: Double, _ account: Int,
    _ columns: ScreenColumns.View, _ sums: ScreenSums, _ bounds: UnsafeBufferPointer<ScreenBounds>,
    _ known: ScreenAlone
  ) -> Bool {
    let coins = linear(rule, account, columns).upper + Double(alone) + known.grown(to: sums)
    return share * coins > whole(rule, account, columns, sums, bounds).upper
  }

  private func known(
    _ group: Int?, _ slot: Int, _ bounds: UnsafeBufferPointer<ScreenBounds>
  ) -> ScreenBounds {
    guard let group else { return ScreenBounds() }
    return bounds[group * slotCount + slot]
  }

  private func kept(
    _ rule: ScreenRequirement, _ slot: Int, _ bounds: UnsafeBufferPointer<ScreenBounds>
  ) -> ScreenBounds {
    rule.kept(
      core: known(rule.core, slot, bounds), stressed: known(rule.stressed, slot, bounds),
      crash: known(rule.crashes, slot, bounds))
  }

  /// Bounds of one requirement before charges, netted over coins.
  private func whole(
    _ rule: ScreenRequirement, _ account: Int, _ columns: ScreenColumns.View, _ sums: ScreenSums,
    _ bounds: UnsafeBufferPointer<ScreenBounds>
  ) -> ScreenBounds {
    let slot = columns.slots(of: account).lowerBound
    // One coin's scenarios in another order are the same scenarios: nothing is broken, nothing netted.
    guard columns.partCount[account] > 1 else {
      return kept(rule, slot, bounds).notLess(than: sums.shortOptions)
    }
    return rule.netted(
      core: known(rule.core, slot, bounds), stressed: known(rule.stressed, slot, bounds),
      crash: known(rule.crashes, slot, bounds), broken: known(rule.broken, slot, bounds)
    ).notLess(than: sums.shortOptions)
  }

  /// Bounds of what is kept of the curved parts alone.
  private func curved(
    _ rule: ScreenRequirement, _ account: Int, _ columns: ScreenColumns.View,
    _ bounds: UnsafeBufferPointer<ScreenBounds>
  ) -> ScreenBounds {
    var alone = ScreenBounds()
    for slot in columns.slots(of: account).dropFirst() { alone.add(kept(rule, slot, bounds)) }
    return alone
  }

  /// Bounds of what is kept of the linear parts alone.
  private func linear(
    _ rule: ScreenRequirement, _ account: Int, _ columns: ScreenColumns.View
  ) -> ScreenBounds {
    var alone = ScreenBounds()
    for part in columns.linearParts(of: account) {
      // A linear part is one position, and its row that of an asset.
      let position = columns.positions(of: part).lowerBound
      alone.add(rule.linear[Int(columns.row[position])](columns.quantity[position]))
    }
    return alone
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

  /// The larger of what is bounded and a share of something else that is.
  fileprivate func notLess(than other: ScreenBounds, share: Double) -> ScreenBounds {
    ScreenBounds(
      lower: max(lower, share * other.lower),
      upper: max(upper, share * other.upper))
  }

  fileprivate mutating func add(_ other: ScreenBounds) {
    lower += other.lower
    upper += other.upper
  }
}
