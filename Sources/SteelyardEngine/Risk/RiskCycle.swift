import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket
import Synchronization

/// What the risk loop keeps from one cycle to the next, and the cycle itself.
struct RiskCycle: Sendable {
  private var book = RiskBook()
  private var maker: FrameMaker
  private var shelf: ModelShelf
  private var watch: AccountWatch
  private var incidents: IncidentWatch
  /// What has moved since the accounts were last evaluated.
  private var version: UInt64 = 0
  private var wholeBookAt: Timestamp?
  private var position: Int64 = 0
  private var live: LiveFrame?
  private var screens = CycleScreens()
  private var toldPrices = ToldAssetPrices()

  init(
    maker: FrameMaker, shelf: ModelShelf, watch: AccountWatch, incidents: IncidentWatch
  ) {
    self.maker = maker
    self.shelf = shelf
    self.watch = watch
    self.incidents = incidents
  }

  /// One cycle.
  ///
  /// - Returns: What follows from it, for the writer to decide.
  mutating func run(
    changes: [Published.Change], boards: BoardHolder, at now: Timestamp, _ published: Published,
    _ rules: EngineRules, _ settings: RiskSettings, _ workers: RiskWorkers, _ stopwatch: Stopwatch
  ) -> [EngineCommand] {
    let hasListed = take(changes)
    var proposals: [EngineCommand] = []
    if let due = published.governance.nextInstant(rules: rules.governance), due <= now {
      proposals.append(.advanceParameters)
    }
    guard let board = boards.snapshot(at: now) else { return proposals }
    // Also where no frame can be made of it.
    let seen = incidents.proposals(of: board, frame: live?.number ?? 0, at: now, published)
    if !seen.isEmpty { proposals.append(.incidents(seen)) }
    let inForce: ModelShelf.InForce
    do throws(SteelyardError) {
      inForce = try shelf.inForce(
        published.governance, at: now, graceSeconds: rules.marginCalls.graceSeconds)
    } catch {
      published.report(error)
      return proposals
    }
    let moved = board.changedUnderlyings
    let isOld = wholeBookAt.map { $0.advanced(bySeconds: settings.wholeBookSeconds) <= now } ?? true
    let everything = isOld || inForce.version != version
    // Numbers of instruments change only where all that stands on them is made anew in the same cycle.
    if everything, book.forgetSettled() { screens = CycleScreens() }
    let movedAssets = toldPrices.moved(
      among: book.bits.heldAssets, in: board.market, everything: everything)
    let frame: LiveFrame
    var frameSeconds = 0.0
    if let live, moved.isEmpty, movedAssets.isEmpty, !everything, !hasListed,
      live.universe.count == book.universe.count
    {
      frame = live
    } else {
      let start = stopwatch.seconds
      do throws(SteelyardError) {
        frame = try maker.frame(
          of: board, over: book.universe, inForce.models, for: Set(MarginMode.allCases),
          parameters: inForce.version, moved: everything ? nil : Set(moved),
          sharing: workers.sharing)
      } catch {
        published.report(error)
        // What has moved is told once: the next frame looks at everybody.
        wholeBookAt = nil
        return proposals
      }
      frameSeconds = stopwatch.seconds - start
      live = frame
      published.release(frame)
    }
    version = inForce.version
    if everything { wholeBookAt = now }
    let due = RiskEvaluation.findDue(
      in: book.chunks, book.bits.touched(by: moved, movedAssets), everything: everything, workers)
    var slots: [MarginMode: LiveFrame.Slot] = [:]
    for mode in MarginMode.allCases { slots[mode] = frame[mode] }
    let used = screens.screens(
      for: due, from: settings.screenedFrom, slots, version: version, sharing: workers.sharing)
    let evaluated = RiskEvaluation(
      chunks: book.chunks, slots: slots, number: frame.number, time: frame.time,
      universe: book.universe, position: position,
      attentionRatio: min(rules.marginCalls.warningRatioIn, HealthLevel.warningShare)
    ).run(used, workers)
    published.release(evaluated.lazy.map { (index: $0.index, risk: $0.risk) })
    published.release(
      CycleReport(
        frame: frame.number, position: position, evaluatedCount: evaluated.count,
        exactCount: evaluated.count { $0.risk.basis == .exact }, accountCount: book.accountCount,
        seconds: stopwatch.seconds, frameSeconds: frameSeconds))
    proposals += watch.proposals(
      for: evaluated, in: frame, replaced: inForce.replaced, at: now, maker, published, rules)
    let broken = incidents.proposals(
      of: evaluated, in: frame, limits: published.limits, at: now, published
    ) { watch.view(of: $0) }
    if !broken.isEmpty { proposals.append(.incidents(broken)) }
    return proposals
  }

  /// Takes what the writer has released.
  ///
  /// - Returns: Whether instruments were listed.
  private mutating func take(_ changes: [Published.Change]) -> Bool {
    var hasListed = false
    for change in changes {
      position = max(position, change.position)
      for instrument in change.listed {
        // A full universe shows as a failure of the account that trades it.
        try? book.list(instrument)
        hasListed = true
      }
      for instrument in change.settled { book.settle(instrument) }
      for view in change.views {
        watch.take(view)
        book.take(view.holding, isWatched: view.call != .healthy)
      }
    }
    return hasListed
  }
}
