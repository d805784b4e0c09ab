import CThreads
package import SteelyardContracts
package import SteelyardLedger
package import SteelyardMargin
package import SteelyardScenarios

/// The part of a cycle that looks at accounts, on a frame that is handed in and without a journal: what
/// benchmarks time and tests compare.
package final class CycleRehearsal {
  /// What became of one cycle.
  package struct Outcome: Sendable {
    fileprivate let evaluated: RiskEvaluation.Results

    /// By the number of the account; made when it is asked for.
    package var risks: [Int: AccountRisk] {
      Dictionary(
        evaluated.lazy.map { ($0.index, $0.risk) }, uniquingKeysWith: { first, _ in first })
    }
    /// Accounts that were evaluated.
    package var evaluatedCount: Int { evaluated.count }
    /// Accounts with the model's own figures.
    package var exactCount: Int { evaluated.count { $0.risk.basis == .exact } }
  }

  /// What is kept beside the cycle's own columns.
  package enum Kept: Sendable {
    /// Nothing.
    case cycleAlone
    /// What readers and the watch of margin calls keep of every account, as in the service.
    case everything
  }

  private var book = RiskBook()
  private let workers: RiskWorkers
  private var screens = CycleScreens()
  /// The table that readers would see.
  private var table = RiskTable()
  private let kept: Kept
  private let published = Published(recordsKept: 1)
  private var watch = AccountWatch(EngineState())

  /// What one position of an account takes: in the book of rows, in the screen's columns, and in what readers see.
  package static let bytesPerPosition =
    PortfolioRows.bytesPerPosition + ScreenBook.bytesPerPosition + AccountView.bytesPerPosition

  /// What one position that is no option takes more.
  package static let bytesPerFuture = ScreenBook.bytesPerFuture

  /// A cycle without accounts.
  package init(workerCount: Int, keeping kept: Kept = .cycleAlone) {
    workers = RiskWorkers(count: workerCount, niceness: 0)
    self.kept = kept
  }

  /// Bytes that the process has asked the allocator for.
  package static var usedBytes: Int { Int(steelyard_measure_heap().used) }

  /// Ends the threads.
  package func stop() { workers.stop() }

  /// The threads, for making frames.
  package var sharing: WorkSharing { workers.sharing }

  /// The instruments that are listed or held.
  package var universe: InstrumentUniverse { book.universe }

  /// Lists an instrument.
  ///
  /// - Throws: `limitExceeded` where the universe is full.
  package func list(_ instrument: Instrument) throws(SteelyardError) {
    try book.list(instrument)
  }

  /// Takes note that an instrument was settled.
  package func settle(_ instrument: Instrument) { book.settle(instrument) }

  /// Lets settled instruments go that nobody holds.
  ///
  /// - Returns: Whether any went: frames have to be made over the new universe.
  package func forgetSettled() -> Bool {
    let hasChanged = book.forgetSettled()
    if hasChanged { screens = CycleScreens() }
    return hasChanged
  }

  /// Takes what an account holds.
  package func take(_ holding: AccountHolding, isWatched: Bool = false) {
    book.take(holding, isWatched: isWatched)
  }

  /// Takes accounts as the risk loop does: let be seen first, then taken from there.
  ///
  /// - Throws: `invalidInput` where an owner's name is none.
  package func take(_ holdings: [AccountHolding]) throws(SteelyardError) {
    guard kept == .everything else {
      for holding in holdings { take(holding) }
      return
    }
    var change = Published.Change()
    change.views = try holdings.map { holding throws(SteelyardError) in
      AccountView(
        AccountView.Parts(
          index: holding.index, name: holding.name, owner: try OwnerName(holding.owner),
          mode: holding.mode, balances: nil, realised: [], orders: [],
          // Lists of their own, as the ledger makes them.
          portfolio: try Portfolio(
            positions: holding.portfolio.positions.map { $0 },
            balances: holding.portfolio.balances.map { $0 }),
          workingOrders: holding.orders, call: .none, drawdown: .within, position: 0))
    }
    published.release(change, EngineState())
    for taken in published.takeChanges() {
      for view in taken.views {
        watch.take(view)
        book.take(view.holding, isWatched: false)
      }
    }
  }

  /// One cycle.
  ///
  /// - Parameters:
  ///   - moved: The underlyings whose prices have moved; nil for everything.
  ///   - frame: A frame of the model over the universe; another number than the one before where anything
  ///     has moved.
  package func run(
    _ model: any MarginModel, on frame: RiskFrame, at time: Timestamp, moved: [Underlying]?,
    of mode: MarginMode, screenedFrom: Int, attentionRatio: Double
  ) -> Outcome {
    let slots = [mode: LiveFrame.Slot(model: model, frame: frame)]
    let due = RiskEvaluation.findDue(
      in: book.chunks, book.bits.touched(by: moved ?? [], []), everything: moved == nil, workers)
    let used = screens.screens(
      for: due, from: screenedFrom, slots, version: 1, sharing: workers.sharing)
    let evaluated = RiskEvaluation(
      chunks: book.chunks, slots: slots, number: UInt64(frame.number), time: time,
      universe: book.universe, position: 0, attentionRatio: attentionRatio
    ).run(used, workers)
    if kept == .everything {
      published.release(evaluated.lazy.map { (index: $0.index, risk: $0.risk) })
    } else {
      for account in evaluated { table.set(account.risk, at: account.index) }
    }
    return Outcome(evaluated: evaluated)
  }
}
