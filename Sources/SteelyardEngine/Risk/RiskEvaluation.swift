import SteelyardContracts
import SteelyardLedger
import SteelyardMargin
import SteelyardPricing
import Synchronization

/// The part of a cycle that looks at accounts: which are due, which of them a screen tells enough of, and the
/// model's own figures of the others.
struct RiskEvaluation: Sendable {
  /// Accounts that one piece of work screens together at the most, those of several chunks: each tile of the matrix is read
  /// into a cache once for all of them.
  static let screenedAtOnce = 16 * RiskChunk.accountsMax
  /// Chunks that one piece of work takes at the most, however few of their accounts are due: what is added up is
  /// kept for all accounts of a chunk.
  static let chunksAtOnce = 64

  /// One evaluated account.
  struct Evaluated: Sendable {
    let index: Int
    let mode: MarginMode
    let risk: AccountRisk
  }

  /// What became of all pieces: lists of some hundred kilobytes, which nobody copies into one.
  typealias Results = FlattenSequence<[[Evaluated]]>

  /// A screen of a margin mode's model.
  struct Screen: Sendable {
    let frame: ScreenFrame
    let screen: DynamicScreen
    /// That of the models.
    let version: UInt64
  }

  let chunks: [RiskChunk]
  /// Models and their frames, by margin mode.
  let slots: [MarginMode: LiveFrame.Slot]
  /// Number of the frame.
  let number: UInt64
  /// When it was made.
  let time: Timestamp
  let universe: InstrumentUniverse
  let position: Int64
  /// Initial margin over counted equity from which on an account gets the model's own figures.
  let attentionRatio: Double

  /// Finds what is due.
  ///
  /// - Returns: How many accounts are, by margin mode.
  static func findDue(
    in chunks: [RiskChunk], _ moved: TouchSet, everything: Bool, _ workers: RiskWorkers
  ) -> [MarginMode: Int] {
    workers.run(chunks.count) { chunks[$0].findDue(moved, everything: everything) }
    return chunks.reduce(into: [:]) { $0[$1.mode, default: 0] += $1.due.count }
  }

  /// Evaluates what is due.
  ///
  /// - Parameter screens: The modes whose accounts are screened.
  /// - Returns: In the order of the chunks.
  func run(_ screens: [MarginMode: Screen], _ workers: RiskWorkers) -> Results {
    let pieces = pieces(screens, workerCount: workers.count)
    let results = Mutex([[Evaluated]](repeating: [], count: pieces.count))
    workers.run(pieces.count) { place in
      let piece = pieces[place].map { chunks[$0] }
      guard let first = piece.first, let slot = slots[first.mode] else { return }
      var evaluated: [Evaluated] = []
      if let screen = screens[first.mode] {
        evaluated = screened(piece, screen, slot)
      } else {
        for chunk in piece {
          for (row, figures) in zip(chunk.due, chunk.figures(by: slot, over: universe)) {
            evaluated.append(exact(figures, of: Int(row), in: chunk))
          }
        }
      }
      results.withLock { $0[place] = evaluated }
    }
    return results.withLock { $0 }.joined()
  }

  /// Chunks by piece of work: several of a screened mode, one of others.
  private func pieces(_ screens: [MarginMode: Screen], workerCount: Int) -> [[Int]] {
    var pieces: [[Int]] = []
    for mode in MarginMode.allCases {
      let due = chunks.indices.filter { chunks[$0].mode == mode && !chunks[$0].due.isEmpty }
      guard screens[mode] != nil else {
        pieces += due.map { [$0] }
        continue
      }
      let all = due.reduce(0) { $0 + chunks[$1].due.count }
      // As many for each worker, three at least, and of as many accounts: none waits long for the other.
      let forEach = max(3, (all - 1) / (RiskEvaluation.screenedAtOnce * workerCount) + 1)
      let count = forEach * workerCount
      var made: [[Int]] = Array(repeating: [], count: count)
      var before = 0
      for chunk in due {
        made[before * count / all].append(chunk)
        before += chunks[chunk].due.count
      }
      for piece in made {
        for start in stride(from: 0, to: piece.count, by: RiskEvaluation.chunksAtOnce) {
          pieces.append(
            Array(piece[start..<min(start + RiskEvaluation.chunksAtOnce, piece.count)]))
        }
      }
    }
    return pieces
  }

  /// Takes the model's own figures of a row.
  private func exact(_ figures: AccountFigures, of row: Int, in chunk: RiskChunk) -> Evaluated {
    chunk.settle(row, isNear: !(figures.initialRatio <= attentionRatio))
    return evaluated(chunk, row, figures, .exact)
  }

  private func evaluated(
    _ chunk: RiskChunk, _ row: Int, _ figures: AccountFigures, _ basis: FigureBasis
  ) -> Evaluated {
    Evaluated(
      index: Int(chunk.rows[row].index), mode: chunk.mode,
      risk: AccountRisk(
        figures: figures, basis: basis, frame: number, position: position, time: time))
  }

  /// What a screen proves healthy stays as it tells; the model decides of the rest.
  ///
  /// What was not healthy, or near to it, at its last evaluation is not screened: most of it still is.
  private func screened(
    _ chunks: [RiskChunk], _ screen: Screen, _ slot: LiveFrame.Slot
  ) -> [Evaluated] {
    let books = chunks.map {
      $0.screenBook(screen.screen, version: screen.version, over: universe)
    }
    var undecided = chunks.map { chunk in chunk.due.map(Int.init).filter(chunk.needsFigures) }
    let asked: [[Int32]] = chunks.map { chunk in
      chunk.due.filter { !chunk.needsFigures(Int($0)) }
    }
    let told = ScreenRun.screened(asked, of: books, in: screen.frame, level: slot.frame.level)
    var evaluated: [Evaluated] = []
    evaluated.reserveCapacity(chunks.reduce(0) { $0 + $1.due.count })
    for (place, chunk) in chunks.enumerated() {
      var isSorted = true
      for (row, account) in zip(asked[place], told[place]) {
        if account.level == .healthy, account.figures.initialRatio <= attentionRatio {
          evaluated.append(self.evaluated(chunk, Int(row), account.figures, .screened))
          chunk.settle(Int(row), isNear: false)
        } else {
          undecided[place].append(Int(row))
          isSorted = false
        }
      }
      if !isSorted { undecided[place].sort() }
    }
    var exact = RiskChunk.figures(of: undecided, in: chunks, by: slot, over: universe)[...]
    for (chunk, rows) in zip(chunks, undecided) {
      for row in rows {
        guard let figures = exact.popFirst() else { preconditionFailure("figures of every row") }
        evaluated.append(self.exact(figures, of: row, in: chunk))
      }
    }
    return evaluated
  }
}
