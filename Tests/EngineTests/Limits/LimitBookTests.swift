import SteelyardContracts
import SteelyardEngine
import TestSupport
import Testing

@Suite("Whose limits hold")
struct LimitBookTests {
  @Test("an account's own, else its parent's, else the standard")
  func inheritance() throws {
    var book = LimitBook()
    let desk = try AccountName("desk")
    let hedges = try AccountName("desk/hedges")
    func set(_ account: AccountName?, _ leverage: Double?) throws {
      let limits = try leverage.map { try AccountLimits(leverageMax: $0) }
      let event = try book.change(
        of: account, to: limits, by: "ann", reason: "Why.", at: .second(0))
      try expectSurvivesBytes(event)
      book.apply(try LimitsChanged(bytes: event.bytes))
    }
    #expect(book.limits(of: hedges) == .none)
    try set(nil, 10)
    #expect(book.limits(of: hedges).leverageMax == 10)
    try set(desk, 5)
    #expect(book.limits(of: hedges).leverageMax == 5)
    #expect(book.limits(of: try AccountName("other/hedges")).leverageMax == 10)
    try set(hedges, 2)
    #expect(book.limits(of: hedges).leverageMax == 2)
    #expect(book.limits(of: desk).leverageMax == 5)
    try expectSurvivesBytes(book)
    #expect(try LimitBook(bytes: book.bytes) == book)
    try set(hedges, nil)
    #expect(book.limits(of: hedges).leverageMax == 5)
    let error = #expect(throws: SteelyardError.self) { try set(nil, nil) }
    #expect(error?.code == .invalidInput)
  }
}

@Suite("The rate of orders")
struct OrderRateWindowTests {
  @Test("a sliding window forgets what is older than its span")
  func sliding() throws {
    let limit = try OrderRateLimit(countMax: 3, seconds: 10)
    var window = OrderRateWindow()
    for second in [Int64(0), 4, 8] { window.record(at: .second(second), limit: limit) }
    #expect(window.count(at: .second(9), limit: limit) == 3)
    #expect(window.count(at: .second(10), limit: limit) == 2)
    #expect(window.count(at: .second(14), limit: limit) == 1)
    #expect(window.count(at: .second(18), limit: limit) == 0)
  }

  @Test("a clock that steps back makes no room")
  func clockBack() throws {
    let limit = try OrderRateLimit(countMax: 2, seconds: 10)
    var window = OrderRateWindow()
    window.record(at: .second(100), limit: limit)
    window.record(at: .second(50), limit: limit)
    #expect(window.count(at: .second(105), limit: limit) == 2)
  }
}
