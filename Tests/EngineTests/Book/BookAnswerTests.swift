import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardMargin
import TestSupport
import Testing

@Suite("The book's orders, filters and sums")
struct BookAnswerTests {
  /// Accounts with figures from few values, so that many are equal, and some unknown.
  private static func reading(
    seed: UInt64, count: Int, at time: Timestamp, levelsMoved: Bool = false
  ) throws -> BookReading {
    var generator = SeededGenerator(seed: seed)
    func value() -> Double {
      Int.random(in: 0..<12, using: &generator) == 0
        ? .nan : Double(Int.random(in: -4...4, using: &generator)) * 1000
    }
    var columns = BookReading.Columns()
    var accounts: [AccountName] = []
    var owners: [OwnerName] = []
    for number in 0..<count {
      let tenant = "Desk-\(number * 7 % 13)"
      accounts.append(
        try AccountName(number % 3 == 0 ? "\(tenant)/Sub.\(number)" : "\(tenant)@\(number)"))
      owners.append(try OwnerName("owner:\(number * 5 % 7)"))
      columns.level.append(
        Int.random(in: 0..<9, using: &generator) == 0
          ? nil : HealthLevel.allCases.randomElement(using: &generator))
      columns.call.append(
        try #require(MarginCallState.Name.allCases.randomElement(using: &generator)))
      columns.mode.append(.portfolio)
      columns.isComplete.append(true)
      columns.equity.append(value())
      columns.initialMargin.append(value())
      columns.maintenanceMargin.append(value())
      columns.initialExcess.append(value())
      columns.maintenanceExcess.append(value())
      columns.initialUse.append(value())
      columns.use.append(value())
      columns.delta.append(value())
      columns.gamma.append(value())
      columns.vega.append(value())
      columns.theta.append(value())
    }
    return BookReading(
      mark: BookReading.Mark(frame: seed, position: 1, cycleFrame: seed, cyclePosition: 1),
      taken: time, time: time,
      names: BookNames(
        numbers: (0..<count).map { 2 * $0 + 5 }, accounts: accounts, owners: owners),
      columns: columns)
  }

  private let start: Timestamp

  init() throws { start = try Timestamp(parsing: "2026-11-22T09:00:00Z") }

  /// What a sort goes by, written anew; a text for names, nil for what is not known.
  private func key(
    _ sort: BookQuestion.Sort, _ book: BookReading, _ then: BookReading, _ row: Int
  ) -> (text: String, number: Double?) {
    func known(_ value: Double) -> Double? { value.isNaN ? nil : value }
    switch sort {
    case .account: return (book.names.accounts[row].description, 0)
    case .owner: return (book.names.owners[row].description, 0)
    case .status:
      let order: [HealthLevel] = [.healthy, .warning, .marginCall, .liquidation, .bankrupt]
      return ("", book.level[row].flatMap { order.firstIndex(of: $0) }.map(Double.init))
    case .equity: return ("", known(book.equity[row]))
    case .initialMargin: return ("", known(book.initialMargin[row]))
    case .maintenanceMargin: return ("", known(book.maintenanceMargin[row]))
    case .initialExcess: return ("", known(book.initialExcess[row]))
    case .maintenanceExcess: return ("", known(book.maintenanceExcess[row]))
    case .use: return ("", known(book.use[row]))
    case .distance:
      let distance = book.distance(of: row)
      return ("", [distance.down, distance.up].compactMap { $0.map(abs) }.min())
    case .delta: return ("", known(book.delta[row]))
    case .gamma: return ("", known(book.gamma[row]))
    case .vega: return ("", known(book.vega[row]))
    case .theta: return ("", known(book.theta[row]))
    case .equityChange: return ("", known(book.equity[row] - then.equity[row]))
    case .useChange: return ("", known(book.use[row] - then.use[row]))
    }
  }

  @Test("every order is that of a plain sort: ties by number, unknown ones last", arguments: 1...4)
  func orders(seed: Int) throws {
    let book = try Self.reading(seed: UInt64(seed), count: 211, at: start)
    let then = try Self.reading(seed: UInt64(seed) + 100, count: 211, at: start)
    let reference = BookMoment(then, at: start)
    for sort in BookQuestion.Sort.allCases {
      let keys = (0..<book.count).map { key(sort, book, then, $0) }
      for order in BookQuestion.Order.allCases {
        let expected = (0..<book.count).sorted { left, right in
          let (one, other) = (keys[left], keys[right])
          guard let first = one.number, let second = other.number else {
            return (one.number == nil ? 1 : 0, left) < (other.number == nil ? 1 : 0, right)
          }
          if one.text == other.text, first == second { return left < right }
          let isBefore = (one.text, first) < (other.text, second)
          return order == .ascending ? isBefore : !isBefore
        }
        let answer = BookAnswer(
          BookQuestion(sort: sort, order: order), book, since: reference)
        #expect(answer.rows.map(Int.init) == expected, "\(sort) \(order)")
      }
    }
  }

  @Test("filters keep what they say, and sums are over all that is seen", arguments: 1...6)
  func filters(seed: Int) throws {
    let book = try Self.reading(seed: UInt64(seed), count: 157, at: start)
    let then = try Self.reading(seed: UInt64(seed) + 50, count: 140, at: start)
    let reference = BookMoment(then, at: start)
    var generator = SeededGenerator(seed: UInt64(seed))
    let searches = ["", "desk", "DESK-1", "sub.3", "OWNER:2", "@1", "absent"]
    for _ in 0..<40 {
      let level =
        Bool.random(using: &generator) ? HealthLevel.allCases.randomElement(using: &generator) : nil
      let call =
        Int.random(in: 0..<4, using: &generator) == 0
        ? MarginCallState.Name.allCases.randomElement(using: &generator) : nil
      let search = try #require(searches.randomElement(using: &generator))
      let isChangedOnly = Int.random(in: 0..<3, using: &generator) == 0
      let tenant: String? = Bool.random(using: &generator) ? "Desk-7" : nil
      func isChanged(_ row: Int) -> Bool {
        guard row < 140, let was = then.level[row], let now = book.level[row] else { return false }
        return was != now
      }
      let seen = (0..<book.count).filter {
        tenant == nil || book.names.accounts[$0].account == tenant
      }
      let expected = seen.filter { row in
        let names = [book.names.accounts[row].description, book.names.owners[row].description]
        return (level == nil || book.level[row] == level) && (call == nil || book.call[row] == call)
          && (!isChangedOnly || isChanged(row))
          && (search.isEmpty
            || names.contains { $0.lowercased().contains(search.lowercased()) })
      }
      let answer = BookAnswer(
        BookQuestion(
          level: level, call: call, search: search, isChangedOnly: isChangedOnly, tenant: tenant),
        book, since: reference)
      #expect(answer.rows.map(Int.init).sorted() == expected)
      #expect(answer.seenCount == seen.count)
      #expect(answer.changedCount == seen.filter(isChanged).count)
      #expect(answer.levels.values.reduce(0, +) == seen.count)
      for state in HealthLevel.allCases + [nil] {
        #expect(answer.levels[state] ?? 0 == seen.filter { book.level[$0] == state }.count)
      }
      let equity = seen.map { book.equity[$0] }.filter { !$0.isNaN }.reduce(0, +)
      #expect(answer.totals.equity == equity)
    }
  }

  @Test("a text that is searched for is a text and nothing else")
  func hostile() throws {
    let book = try Self.reading(seed: 9, count: 60, at: start)
    for text in ["%", ".*", "[", "\\", "'; --", "\u{0}", "desk-1\u{0}", "/", "é", "\u{1F600}", "K"]
    {
      let expected = (0..<book.count).filter { row in
        [book.names.accounts[row].description, book.names.owners[row].description].contains {
          // Names are of ASCII, where both ways of small letters are the same.
          $0.utf8.map { UInt8(ascii: "A") <= $0 && $0 <= UInt8(ascii: "Z") ? $0 + 32 : $0 }
            .contains(
              text.utf8.map { UInt8(ascii: "A") <= $0 && $0 <= UInt8(ascii: "Z") ? $0 + 32 : $0 })
        }
      }
      let answer = BookAnswer(BookQuestion(search: text), book, since: nil)
      #expect(answer.rows.map(Int.init).sorted() == expected, "\(text.debugDescription)")
    }
    // The end of one name and the beginning of the next are not one text.
    let first = book.names.accounts[0].description + book.names.owners[0].description
    #expect(BookAnswer(BookQuestion(search: first), book, since: nil).rows.isEmpty)
  }

  @Test("a tenant whose name begins another's does not see that one's")
  func tenants() throws {
    let names = ["desk", "desk/a", "desk2", "des", "desk2/a", "desk-x"]
    var columns = BookReading.Columns()
    for _ in names {
      columns.level.append(.healthy)
      columns.call.append(.healthy)
      columns.mode.append(.cross)
      columns.isComplete.append(true)
      for path in [
        \BookReading.Columns.equity, \.initialMargin, \.maintenanceMargin, \.initialExcess,
        \.maintenanceExcess, \.initialUse, \.use, \.delta, \.gamma, \.vega, \.theta,
      ] { columns[keyPath: path].append(1) }
    }
    let book = BookReading(
      mark: BookReading.Mark(frame: 1, position: 1, cycleFrame: 1, cyclePosition: 1), taken: start,
      time: start,
      names: BookNames(
        numbers: Array(names.indices), accounts: try names.map { try AccountName($0) },
        owners: try names.map { _ in try OwnerName("alice") }), columns: columns)
    let answer = BookAnswer(
      BookQuestion(sort: .account, order: .ascending, tenant: "desk"), book, since: nil)
    #expect(answer.rows == [0, 1] && answer.seenCount == 2 && answer.totals.equity == 2)
  }

  @Test("changes are told against a minute ago, or against the oldest while there is no minute")
  func moments() throws {
    var moments = BookMoments()
    #expect(moments.reference(at: start) == nil && moments.isDue(at: start))
    let book = try Self.reading(seed: 3, count: 5, at: start)
    func second(_ count: Int64) -> Timestamp { start.advanced(bySeconds: count) }
    for count in stride(from: 0, through: 300, by: 1) as StrideThrough<Int64> {
      if moments.isDue(at: second(count)) { moments.keep(BookMoment(book, at: second(count))) }
      let reference = try #require(moments.reference(at: second(count)))
      let age = Int64(reference.time.microseconds - start.microseconds) / 1_000_000
      // Every ten seconds one is kept; the last that is sixty seconds old is taken.
      #expect(age == max(0, (count - 60) / 10 * 10), "\(count)")
    }
    // A clock that goes back has no future behind it.
    moments.keep(BookMoment(book, at: second(100)))
    #expect(moments.reference(at: second(400))?.time == second(100))
  }
}
