import SteelyardContracts
public import SteelyardEngine
import SteelyardMargin
import SteelyardMarket

/// What is asked about accounts beyond one account's figures: the book of all of them, and questions that take a while.
public final class AccountDesk: Sendable {
  /// The book.
  let book: BookDesk
  /// How accounts stood.
  let history: AccountHistory
  private let engine: Engine
  /// Where readings of the book are taken and put in order.
  let reading = WorkLane(name: "steelyard-book", threadsMax: 1, waitingMax: 64, niceness: 0)
  /// Where accounts are calculated on for long.
  let calculations = WorkLane(
    name: "steelyard-ask", threadsMax: 2, waitingMax: 16, niceness: 5)

  /// A desk at an engine that remembers nothing from before.
  public convenience init(_ engine: Engine) {
    self.init(engine, history: AccountHistory(bytesMax: AccountHistory.bytesStandard))
  }

  /// A desk at an engine with a history.
  package init(_ engine: Engine, history: AccountHistory) {
    self.engine = engine
    self.history = history
    book = BookDesk(engine, follows: AccountDesk.follows)
  }

  /// The coins that assets move with, as the dynamic model's parameters say.
  private static let follows: [Currency: Currency] =
    (try? StressBody.response(of: Valuation(surfaceSource: .marks)))?.follows ?? [:]

  /// Keeps how the accounts stand from time to time, until the task is cancelled.
  func keepTime() async {
    while (try? await Task.sleep(for: .seconds(1))) != nil {
      _ = try? await reading.run { [self] in keepFigures() }
    }
  }

  /// Keeps how the accounts stand now, as far as it is time to.
  package func keepFigures() {
    book.keepMoment()
    let now = engine.now
    if history.isDue(at: now, accounts: engine.accountCount), engine.frame != nil {
      history.keep(book.reading(), at: now)
    }
  }
}
