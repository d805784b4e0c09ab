import SteelyardContracts
import SteelyardEngine
import SteelyardLedger

/// How long the book of many accounts takes: read and put in order anew, and asked again.
struct BookLoad {
  /// Accounts that have a balance and a position.
  let accountCount: Int
  /// The first answer, with a reading of every account.
  let firstSeconds: Double
  /// The median of answers on a later frame: a reading and a sort.
  let anewSeconds: Double
  /// The median of answers in another order, on the reading that is there.
  let orderSeconds: Double
  /// The largest of a thousand answers that are kept.
  let keptSeconds: Double

  /// Accounts that are opened at a time.
  private static let windowCount = 2_000

  /// Opens accounts where they are missing, each with a coin and a perpetual, and asks.
  ///
  /// - Throws: What the engine refuses.
  init(_ loaded: LoadedEngine, accounts count: Int) async throws(SteelyardError) {
    let engine = loaded.engine
    let perpetual = try LoadClient.perpetual()
    let names = try (0..<count).map { number throws(SteelyardError) in
      try AccountName("holder-\(number)")
    }
    let opened = names.indices.filter { (try? engine.account(names[$0])) == nil }
    for start in stride(from: 0, to: opened.count, by: BookLoad.windowCount) {
      var actions: [LedgerAction] = []
      for place in opened[start..<min(opened.count, start + BookLoad.windowCount)] {
        let name = names[place]
        actions.append(
          .openAccount(name, owner: try OwnerName(name.description), mode: .portfolio))
        actions.append(.deposit(name, .btc, .one))
        actions.append(
          .bookTrade(
            AgreedTrade(
              account: name, counterparty: nil, instrument: perpetual,
              quantity: Amount(Int64(place % 999 + 1) * 100), price: Amount(70_000), fee: .none,
              counterpartyFee: .none)))
      }
      try await AccrualLoad.ask(actions, engine)
    }
    accountCount = count
    let book = BookDesk(engine, follows: [:])
    let clock = LoadClock()
    func seconds(_ work: () -> Void) -> Double {
      let start = clock.steadyNanoseconds()
      work()
      return Double(clock.steadyNanoseconds() - start) * 1e-9
    }
    func median(_ times: [Double]) -> Double { times.sorted()[times.count / 2] }
    firstSeconds = seconds { _ = book.answer(BookQuestion()) }
    // With a new frame each time, from the same accounts.
    var again: [Double] = []
    for _ in 0..<9 {
      let mark = book.mark
      for _ in 0..<500 where book.mark == mark { try? await Task.sleep(for: .milliseconds(10)) }
      again.append(seconds { _ = book.answer(BookQuestion()) })
    }
    anewSeconds = median(again)
    // The market stands still now, so that a reading holds.
    loaded.stop()
    let questions = BookQuestion.Sort.allCases.map { BookQuestion(sort: $0) }
    _ = book.answer(questions[0])
    orderSeconds = median(
      questions.dropFirst(2).map { question in
        seconds { _ = book.answer(question) }
      })
    let last = BookQuestion(sort: .useChange)
    _ = book.answer(last)
    keptSeconds = (0..<1000).map { _ in seconds { _ = book.kept(last) } }.max() ?? 0
  }
}
