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

  private var book = RiskBook()
  private let workers: RiskWorkers
  private var screens = CycleScreens()
  /// The table that readers would see.
  private var table = RiskTable()

  /// What one position of an account takes: index, place, quantity and entry price in the book of rows; row and
  /// quantity, in double and in single precision, in the screen's columns.
  package static let bytesPerPosition = 4 + 4 + 8 + 8 + 4 + 8 + 4

  /// A cycle without accounts.
  package init(workerCount: Int) { workers = RiskWorkers(count: workerCount, niceness: 0) }

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
    for account in evaluated { table.set(account.risk, at: account.index) }
    return Outcome(evaluated: evaluated)
  }
}
