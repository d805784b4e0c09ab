import SteelyardContracts
import SteelyardMargin
import SteelyardPricing

private let accountCount = 10_000
private let positionsPerAccount = 20
/// Accounts of one book, as the engine has them.
private let accountsPerBook = 256
/// Books that are run together: a tile is read into the cache once for all of them.
private let booksAtOnce = 16
private let repetitionsMax = 20
/// Every so manyth account is checked against its exact figures.
private let checkedEvery = 97

/// The screen of a risk cycle over some 2,000 instruments, and what it is made from, for the scenario
/// counts of `docs/risk-cycle.md`; one thread.
func cycleBenchmarks() -> [Benchmark] {
  [("1024", MarginBenchmarkState.Counts.reduced), ("8192", .full)].flatMap { name, counts in
    [
      screenBenchmark("cycle.screen.\(name)scenarios", counts),
      packBenchmark("cycle.pack.\(name)scenarios", counts),
    ]
  }
}

/// All accounts screened on a frame that is there, with the thresholds of the cycle before.
private func screenBenchmark(_ name: String, _ counts: MarginBenchmarkState.Counts) -> Benchmark {
  Benchmark(
    name: name, item: "account", positionsPerItem: positionsPerAccount,
    repetitionsMax: repetitionsMax, targetNanosecondsPerItem: [:]
  ) { () throws(SteelyardError) in
    let work = try CycleBenchmarkWork(counts)
    return Work(
      itemCount: accountCount, expectedChecksum: Double(work.exact.count)
    ) { level in
      work.screen(at: level)
    } checksum: {
      work.rightCount
    }
  }
}

/// The frame that a screen reads, made of a risk frame.
private func packBenchmark(_ name: String, _ counts: MarginBenchmarkState.Counts) -> Benchmark {
  Benchmark(
    name: name, item: "instrument", repetitionsMax: repetitionsMax, targetNanosecondsPerItem: [:]
  ) { () throws(SteelyardError) in
    let (model, screen) = try CycleBenchmarkWork.models(counts)
    let market = try MarginBenchmarkMarket(model, moneyness: MarginBenchmarkMarket.manyStrikes)
    let frame = try model.frame(
      number: 1, of: try market.universe(), in: market.snapshot, surfaces: market.surfaces,
      level: .portable)
    var last = ScreenFrame(frame, screen)
    let bytes = Double(last.byteCount)
    return Work(itemCount: frame.prices.count, expectedChecksum: bytes) { _ in
      last = ScreenFrame(frame, screen, after: last)
    } checksum: {
      Double(last.byteCount)
    }
  }
}

/// Books, a frame at each level, and the last answers.
final class CycleBenchmarkWork {
  /// The exact figures of the accounts that are checked.
  let exact: [(account: Int, figures: AccountFigures)]
  private let frames: [KernelLevel: ScreenFrame]
  private let books: [ScreenBook]
  private let accounts: [[Int32]]
  private(set) var screened: [[ScreenedFigures]] = []

  static func models(
    _ counts: MarginBenchmarkState.Counts
  ) throws(SteelyardError) -> (DynamicMargin, DynamicScreen) {
    let model = try CycleMarket.model(counts)
    guard let screen = DynamicScreen(model) else { preconditionFailure("dynamic has a screen") }
    return (model, screen)
  }

  init(_ counts: MarginBenchmarkState.Counts) throws(SteelyardError) {
    let (model, screen) = try CycleBenchmarkWork.models(counts)
    let market = try MarginBenchmarkMarket(model, moneyness: MarginBenchmarkMarket.manyStrikes)
    var universe = try market.universe()
    var frames: [KernelLevel: ScreenFrame] = [:]
    for level in KernelLevel.available {
      let frame = try model.frame(
        number: 1, of: universe, in: market.snapshot, surfaces: market.surfaces, level: level)
      frames[level] = ScreenFrame(frame, screen)
    }
    self.frames = frames
    var batch = PortfolioBatch(universe: universe)
    var checked: [Int] = []
    var books: [ScreenBook] = []
    for account in 0..<accountCount {
      let portfolio = try market.book(account, positionCount: positionsPerAccount)
      if account.isMultiple(of: accountsPerBook) { books.append(ScreenBook(screen)) }
      books[books.count - 1].set(
        account % accountsPerBook, try PortfolioRows(portfolio, over: &universe),
        owner: Int32(account % accountsPerBook), universe)
      if account.isMultiple(of: checkedEvery) {
        checked.append(account)
        try batch.add(portfolio)
      }
    }
    guard let frame = frames[.portable] else { preconditionFailure("every processor is portable") }
    let figures = model.figures(of: batch, in: frame.frame)
    exact = checked.indices.map { (checked[$0], figures[$0]) }
    self.books = books
    accounts = books.map { $0.places }
  }

  /// Screens every account.
  func screen(at level: KernelLevel) {
    guard let frame = frames[level] else { preconditionFailure("no frame was made at \(level)") }
    screened.removeAll(keepingCapacity: true)
    for first in stride(from: 0, to: books.count, by: booksAtOnce) {
      let some = first..<min(first + booksAtOnce, books.count)
      screened += ScreenRun.screened(
        Array(accounts[some]), of: Array(books[some]), in: frame, level: level)
    }
  }

  /// How many of the checked accounts lie within their bounds and have their level, or none.
  var rightCount: Double {
    Double(
      exact.count { account, figures in
        let own = screened[account / accountsPerBook][account % accountsPerBook]
        return own.holds(figures) && (own.level ?? figures.health) == figures.health
      })
  }
}
