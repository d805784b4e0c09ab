public import SteelyardContracts
import SteelyardLedger
public import SteelyardLiquidation
import Synchronization

/// Liquidates the accounts that are handed over: cancels their orders, asks a policy, and places what it decides.
///
/// It keeps nothing of its own that matters: what is to be done follows from the committed state and the latest frame,
/// and everything that it does is a command. So a restart goes on where the journal ends.
public final class Liquidator: Sendable {
  /// Who it is in the journal.
  public static let author = "liquidator"

  /// Something that people should know of.
  public enum Note: Sendable {
    /// The writer refused a step; it is looked at again.
    case refused(AccountName, SteelyardError)
  }

  private let engine: Engine
  private let policy: (any LiquidationPolicy)?
  private let note: @Sendable (Note) -> Void
  private let memory = Mutex(LiquidationTurn.Memory())
  private let turns: EngineTurns

  /// A liquidator whose thread has not started.
  ///
  /// - Parameters:
  ///   - policy: Nil to liquidate nobody: what works of liquidations is then cancelled, and they are held.
  ///   - note: Called on the liquidator's thread; returns at once.
  public init(
    _ engine: Engine, policy: (any LiquidationPolicy)?, note: @escaping @Sendable (Note) -> Void
  ) {
    self.engine = engine
    turns = EngineTurns(of: engine, named: "liquidator", niceness: 2)
    self.policy = policy
    self.note = note
  }

  /// The policy's name; nil where nobody is liquidated.
  public var policyName: String? { policy?.name }

  /// Starts the thread.
  public func start() { turns.start { [self] in turn() } }

  /// Ends the thread, once what was asked for is answered; working orders stay where they are.
  public func stop() { turns.stop() }

  /// One look at everything, and what follows from it; returns once that is durable.
  ///
  /// - Returns: How many steps were taken.
  @discardableResult
  package func turn() -> Int {
    let book = engine.liquidations
    guard
      !book.open.isEmpty || (policy != nil && !book.awaiting.isEmpty)
        || LiquidationTurn.hasFundWork(engine, book, isRun: policy != nil)
    else { return 0 }
    var turn = LiquidationTurn(
      engine, policy: policy, book: book, at: engine.now, memory.withLock { $0 })
    let asks = turn.run()
    memory.withLock { $0 = turn.memory }
    let answers = submit(asks)
    var followUps: [LiquidationTurn.Ask] = []
    for (ask, answer) in zip(asks, answers) {
      guard case .failure(let error) = answer else { continue }
      note(.refused(ask.account, error))
      memory.withLock { $0.refused(ask, error) }
      if let next = followUp(of: ask, refused: error, book) { followUps.append(next) }
    }
    let done = answers.count { if case .success = $0 { true } else { false } }
    return done + submit(followUps).count { if case .success = $0 { true } else { false } }
  }

  private func submit(_ asks: [LiquidationTurn.Ask]) -> [Engine.Answer] {
    engine.answers(to: asks.map(\.command), by: Self.author)
  }

  /// What is journaled of a refusal, so that it is not met again at once; nil where another look is enough.
  private func followUp(
    of ask: LiquidationTurn.Ask, refused error: SteelyardError, _ book: LiquidationBook
  ) -> LiquidationTurn.Ask? {
    guard let known = book.known(ask.account) else { return nil }
    let kind: LiquidationEvent.Kind
    let explanation: String
    if let leg = ask.leg {
      switch error.code {
      // What a price or the process lacks now it may have at the next look.
      case .unavailable, .staleMarketData: return nil
      default: break
      }
      kind = .legRefused(leg: leg, reason: error.message)
      explanation = "Order \(leg + 1) of round \(known.roundCount) is refused: \(error.message)"
    } else if case .liquidation(let event, _) = ask.command, case .decided = event.kind {
      switch error.code {
      case .unavailable, .conflict: return nil
      default: break
      }
      let until = engine.now.advanced(bySeconds: LiquidationTurn.noDecisionSeconds)
      kind = .held(LiquidationHold(reason: .noDecision, since: engine.now, until: until))
      explanation = "The decision can't be carried out: \(error.message)"
    } else {
      return nil
    }
    let event = LiquidationEvent(
      account: ask.account, number: known.number, time: engine.now,
      frame: engine.frame?.number ?? 0, kind: kind, figures: nil, explanation: explanation)
    return LiquidationTurn.Ask(account: ask.account, command: .liquidation(event, call: nil))
  }
}
