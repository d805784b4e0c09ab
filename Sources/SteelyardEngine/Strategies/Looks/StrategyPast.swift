public import SteelyardAllocation
public import SteelyardContracts

/// What became known of a strategy's coins at one instant.
public struct PastRow: Sendable, Hashable {
  /// When.
  public let time: Timestamp
  /// What.
  public let facts: [MarketFact]

  /// A row from its parts.
  public init(time: Timestamp, facts: [MarketFact]) {
    self.time = time
    self.facts = facts
  }
}

/// Where rows of the past come from when a strategy begins, and go to as it looks.
///
/// Without one a strategy with a look-back waits until it has seen enough itself, after every start.
public protocol PastArchive: Sendable {
  /// The rows of some coins up to a time, in order of time.
  func rows(of coins: [Currency], before time: Timestamp) -> [PastRow]
  /// Keeps a row.
  func keep(_ row: PastRow)
}

/// What a strategy has seen of its market: rows some time apart, so many at the most, and above them the present.
struct StrategyPast: Sendable {
  /// Rows that are kept; beyond twice as many the older half is forgotten.
  static let rowsMax = 10_000

  /// Seconds between rows, > 0.
  let spacingSeconds: Int64
  private let coins: [Currency]
  private var rows: [PastRow] = []
  private var market: MarketPast

  /// A past of rows that are known.
  ///
  /// - Parameters:
  ///   - earlier: In order of time; those out of order, nearer than the spacing or about other coins are left out.
  ///   - now: Nothing later is taken.
  /// - Throws: `invalidInput` for coins that no strategy can have.
  init(
    _ mandate: StrategyMandate, _ earlier: [PastRow], at now: Timestamp
  ) throws(SteelyardError) {
    coins = mandate.coins
    let needed = Int64(mandate.pace.pastDays * 86_400) / Int64(StrategyPast.rowsMax)
    spacingSeconds = max(mandate.pace.cadenceSeconds, needed + 1)
    let past = earlier.filter { $0.time < now }
    market = try MarketPast(coins: mandate.coins, from: past.first?.time ?? now)
    for row in past.suffix(StrategyPast.rowsMax * 10) where isDue(row.time) { add(row) }
  }

  /// Days between the first row and a time, with a price of each coin.
  func days(to time: Timestamp) -> Double {
    guard market.coins.allSatisfy({ $0.price != nil }) else { return 0 }
    let first = market.coins.compactMap(\.closes.times.first).max()
    return first.map { max(0, $0.days(to: time)) } ?? 0
  }

  /// When the last row was.
  var last: Timestamp? { rows.last?.time }

  /// Whether a row is due at a time.
  func isDue(_ time: Timestamp) -> Bool {
    last.map { time.microseconds - $0.microseconds >= spacingSeconds * 1_000_000 } ?? true
  }

  /// The market with what is known now besides; it is kept as a row where one is due.
  ///
  /// - Returns: The market, and the row where it was kept.
  mutating func seeing(_ row: PastRow) -> (market: MarketPast, kept: PastRow?) {
    if isDue(row.time) {
      add(row)
      return (market, row)
    }
    var present = market
    StrategyPast.tell(row, &present)
    return (present, nil)
  }

  private mutating func add(_ row: PastRow) {
    guard row.time >= market.time else { return }
    rows.append(row)
    StrategyPast.tell(row, &market)
    guard rows.count > 2 * StrategyPast.rowsMax else { return }
    rows.removeFirst(rows.count - StrategyPast.rowsMax)
    guard var shorter = try? MarketPast(coins: coins, from: rows[0].time) else { return }
    for row in rows { StrategyPast.tell(row, &shorter) }
    market = shorter
  }

  /// Facts that can't be, or are about other coins, are left out: what feeds say is checked before.
  private static func tell(_ row: PastRow, _ market: inout MarketPast) {
    guard (try? market.advance(to: row.time)) != nil else { return }
    for fact in row.facts { try? market.observe(fact) }
  }
}
