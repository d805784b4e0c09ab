public import SteelyardContracts
import SteelyardLedger
import Synchronization

/// Runs the strategies that have a mandate: looks at their markets and accounts, asks them, holds what they say to
/// their limits, and tells, proposes or carries it out.
///
/// It keeps nothing of its own that matters but the past that strategies look back on: what is to be done follows from
/// the committed state and the latest frame, and everything that it does is a command. So a restart goes on where the
/// journal ends.
public final class Strategist: Sendable {
  /// Who it is in the journal.
  public static let author = "strategist"

  /// Something that people should know of.
  public enum Note: Sendable {
    /// The writer refused a step; it is looked at again.
    case refused(AccountName, SteelyardError)
  }

  private let engine: Engine
  private let archive: (any PastArchive)?
  private let note: @Sendable (Note) -> Void
  private let memory = Mutex(MandateTurn.Memory())
  private let turns: EngineTurns

  /// A strategist whose thread has not started.
  ///
  /// - Parameters:
  ///   - archive: Where the past comes from and goes to; nil for what it sees itself since it was started.
  ///   - note: Called on the strategist's thread; returns at once.
  public init(
    _ engine: Engine, archive: (any PastArchive)?, note: @escaping @Sendable (Note) -> Void
  ) {
    self.engine = engine
    turns = EngineTurns(of: engine, named: "strategist", niceness: 3)
    self.archive = archive
    self.note = note
  }

  /// Starts the thread.
  public func start() { turns.start { [self] in turn() } }

  /// Ends the thread, once what was asked for is answered; working orders stay where they are.
  public func stop() { turns.stop() }

  /// One look at everything, and what follows from it; returns once that is durable.
  ///
  /// - Returns: How many steps were taken.
  @discardableResult
  package func turn() -> Int {
    let book = engine.mandates
    guard !book.cases.isEmpty else { return 0 }
    var turn = MandateTurn(engine, book, archive, at: engine.now, memory.withLock { $0 })
    let asks = turn.run()
    memory.withLock { $0 = turn.memory }
    let answers = submit(asks)
    var followUps: [MandateTurn.Ask] = []
    var done = 0
    for (ask, answer) in zip(asks, answers) {
      switch answer {
      case .success:
        done += 1
        taken(ask)
      case .failure(let error):
        note(.refused(ask.account, error))
        // What was not journaled is looked at again, from what is.
        memory.withLock { $0[ask.account]?.epoch = nil }
        if let next = followUp(of: ask, refused: error, book) { followUps.append(next) }
      }
    }
    return done + submit(followUps).count { if case .success = $0 { true } else { false } }
  }

  /// Looks that are journaled need not be counted again.
  private func taken(_ ask: MandateTurn.Ask) {
    guard case .mandate(.step(let event)) = ask.command, let standing = event.standing else {
      return
    }
    memory.withLock { memory in
      let left = (memory[ask.account]?.looks ?? 0) - standing.looks
      memory[ask.account]?.looks = max(0, left)
    }
  }

  private func submit(_ asks: [MandateTurn.Ask]) -> [Engine.Answer] {
    engine.answers(to: asks.map(\.command), by: Self.author)
  }

  /// What is journaled of a refusal, so that it is counted and people are told; nil where another look is enough.
  private func followUp(
    of ask: MandateTurn.Ask, refused error: SteelyardError, _ book: MandateBook
  ) -> MandateTurn.Ask? {
    guard let known = book.known(ask.account) else { return nil }
    switch error.code {
    // The state or the market has moved on, or the process ends: it is looked at again.
    case .unavailable, .staleMarketData, .conflict: return nil
    default: break
    }
    let kind: MandateEvent.Kind
    let explanation: String
    if let leg = ask.leg {
      guard let open = known.open else { return nil }
      kind = .legRefused(decision: open.number, leg: leg, reason: error.message)
      explanation =
        "Order \(leg + 1) of decision \(open.number) of mandate \(known.number) is refused: \(error.message)"
    } else if case .mandate(.step(let event)) = ask.command {
      switch event.kind {
      case .decided:
        kind = .refused(reason: error.message)
        explanation =
          "What mandate \(known.number) decided can't be carried out: \(error.message)"
      case .ordered(let decision):
        kind = .dropped(decision: decision.number, reason: error.message)
        explanation =
          "Decision \(decision.number) of mandate \(known.number) will not be done: \(error.message)"
      default: return nil
      }
    } else {
      return nil
    }
    let event = MandateEvent(
      account: ask.account, number: known.number, time: engine.now,
      frame: engine.frame?.number ?? 0, author: Strategist.author, kind: kind,
      explanation: explanation)
    return MandateTurn.Ask(account: ask.account, command: .mandate(.step(event)))
  }
}
