public import SteelyardContracts
import SteelyardLedger
public import SteelyardMargin
import SteelyardPricing

extension HouseStress {
  /// Evaluates the house.
  ///
  /// For seconds of work: call it on a thread that nobody waits for.
  ///
  /// - Parameters:
  ///   - limit: How many of the worst accounts are told.
  ///   - exactCountMin: Accounts that get the model's own figures whatever it takes, `limit` at least.
  ///   - response: How markets respond, by the margin model.
  ///   - isTimeOver: Asked now and then once `exactCountMin` accounts have the model's own figures.
  /// - Throws: `unavailable` before there is a risk frame; what `StressEvaluator` throws.
  public init(
    _ engine: Engine, _ shock: MarketShock, order: Order, limit: Int,
    exactCountMin: Int = HouseStress.exactCountMin,
    response: (any MarginModel) throws(SteelyardError) -> StressResponse,
    isTimeOver: () -> Bool
  ) throws(SteelyardError) {
    guard let frame = engine.frame else {
      throw SteelyardError(
        .unavailable, "There is no risk frame yet.", remedy: "Wait for the market to be complete.")
    }
    let position = engine.position
    var book = StressedHouse(engine.allAccounts)
    try book.shock(by: shock, on: frame, response: response)
    var left = book.ranked(order)[...]
    while !left.isEmpty {
      let missing = max(exactCountMin, limit) - book.exactCount
      if missing <= 0, isTimeOver() { break }
      let atOnce = StressedHouse.accountsAtOnce
      let count = missing > 0 ? min(missing, atOnce) : atOnce
      book.evaluate(left.prefix(count))
      left = left.dropFirst(count)
    }
    self.init(
      shock: shock, frame: frame, position: position, coins: book.coins,
      accountCount: book.accounts.count, profitUSD: book.profitUSD, levels: book.levels,
      shortfallUSD: book.shortfallUSD, exactCount: book.exactCount,
      rows: book.ranked(order).lazy.filter { book.accounts[$0].isExact }.prefix(limit).map {
        book.row(of: $0)
      },
      failures: book.failures)
  }
}

extension Engine {
  /// Accounts that are read at once.
  private static let accountsAtOnce = 1_000

  /// Every account with its figures, in the order of the ledger.
  fileprivate var allAccounts: [StressedHouse.Account] {
    var all: [StressedHouse.Account] = []
    while true {
      let page = accounts(
        from: all.last.map { $0.view.index + 1 } ?? 0, limit: Engine.accountsAtOnce)
      all += page.map { StressedHouse.Account($0, risk(of: $0)) }
      if page.count < Engine.accountsAtOnce { return all }
    }
  }
}
