public import SteelyardContracts
public import SteelyardFormats
public import SteelyardMargin

/// The answer of `stress`: what books come to under market shocks, the largest loss first, and why.
///
/// Amounts are in the report currency, at its price in the undisplaced market.
public struct StressReport: Report {
  /// A book that was stressed.
  public struct Book: Sendable {
    /// What programs call it: `before`.
    public let key: String
    /// What people call it: `worst fills`.
    public let words: String
    /// What it came to.
    public let test: StressTest

    /// A book from its parts.
    public init(key: String, words: String, test: StressTest) {
      self.key = key
      self.words = words
      self.test = test
    }
  }

  /// How many of the worst shocks are explained to people; programs are told of all.
  static let explainedCount = 3
  /// How many contributions of each people are told.
  static let contributionCount = 5

  /// The books, all asked the same; the first one is what is held.
  let books: [Book]
  let currency: Currency
  let usdPerUnit: Double
  let names: PositionNames
  let callerNotes: [String]
  /// What could not be read, priced or evaluated, each once.
  public let failures: [SteelyardError]
  let unreadableCount: Int

  /// A report on books that were asked the same.
  ///
  /// - Parameters:
  ///   - books: At least one.
  ///   - currency: The report currency.
  ///   - usdPerUnit: US dollars for one unit of it in the undisplaced market, finite and > 0.
  ///   - naming: How instruments are named.
  ///   - notes: Remarks for people, each a sentence.
  ///   - readingFailures: Rows left out or odd when the inputs were read.
  ///   - unreadableCount: How many position rows were left out at reading; any makes every status a
  ///     margin call at best.
  /// - Throws: `invalidInput` where `usdPerUnit` is no price or there is no book.
  public init(
    books: [Book], currency: Currency, usdPerUnit: Double, naming: InstrumentNaming = .deribit,
    notes: [String] = [], readingFailures: [SteelyardError] = [], unreadableCount: Int = 0
  ) throws(SteelyardError) {
    guard usdPerUnit > 0, usdPerUnit.isFinite, !books.isEmpty else {
      throw SteelyardError(
        .invalidInput, "The price of the report currency \(currency) is \(usdPerUnit) USD.",
        remedy: "Give a finite price above zero, and a book.")
    }
    self.books = books
    self.currency = currency
    self.usdPerUnit = usdPerUnit
    names = PositionNames(naming)
    callerNotes = notes
    self.unreadableCount = unreadableCount
    var seen = Set<SteelyardError>()
    failures = (readingFailures + books.flatMap { $0.test.evaluator.failures + $0.test.failures })
      .filter { seen.insert($0).inserted }
  }

  /// The worst level that any book ends in, as it is or under any shock.
  public var status: HealthLevel {
    let order = HealthLevel.allCases
    let levels = books.flatMap { [$0.test.evaluator.health, $0.test.worstHealth] }.map(judged)
    return levels.max { (order.firstIndex(of: $0) ?? 0) < (order.firstIndex(of: $1) ?? 0) }
      ?? .healthy
  }

  /// Whether nothing was left out anywhere.
  public var isComplete: Bool {
    unreadableCount == 0
      && books.allSatisfy { book in
        book.test.failures.isEmpty && book.test.evaluator.figures.isComplete
          && book.outcomes.allSatisfy(\.isComplete)
          && book.test.maps.allSatisfy {
            $0.cells.joined().allSatisfy { $0?.figures.isComplete ?? false }
          }
      }
  }

  /// What is held.
  var first: Book { books[0] }

  /// A level, a margin call at best where rows could not be read.
  func judged(_ health: HealthLevel) -> HealthLevel {
    health.judged(unreadableCount: unreadableCount)
  }

  /// An amount in US dollars as an amount in report currency.
  func reported(_ amountUSD: Double) -> Double { amountUSD / usdPerUnit }

  /// A holding by its name.
  func name(of holding: StressOutcome.Contribution.Holding) -> String {
    switch holding {
    case .position(let instrument): names.name(of: instrument)
    case .balance(let asset): "balance of \(asset)"
    }
  }
}

extension StressReport.Book {
  /// Every outcome: of shocks, and of events through time.
  var outcomes: [StressOutcome] { test.outcomes + test.paths.flatMap(\.outcomes) }

  /// The outcome of the same shock as another book's.
  func outcome(matching other: StressOutcome) -> StressOutcome? {
    test.outcomes.first { $0.shock == other.shock }
  }
}

extension StressOutcome {
  /// The contributions that matter most, by size, the losses first.
  func largestContributions(_ count: Int) -> [Contribution] {
    contributions.enumerated()
      .filter { $0.element.profitUSD != 0 }
      .sorted {
        (-$0.element.profitUSD.magnitude, $0.offset) < (-$1.element.profitUSD.magnitude, $1.offset)
      }
      .prefix(count).map(\.element).sorted { $0.profitUSD < $1.profitUSD }
  }
}
